"""
The best discriminator between two densities
============================================

The answer of a proof is a NumPy function, here D\\* = p/(p + q). Below it, the loss of this discriminator is compared
with those of the same discriminator when its logit is multiplied by another factor than 1: none is lower.
"""

import matplotlib.pyplot as plt
import numpy as np
from scipy.special import logit
from scipy.stats import norm

from derivations import optimal_discriminator

best = optimal_discriminator.optimum().to_function()

x = np.linspace(-9, 9, 2001)
p, q = norm.pdf(x, -1, 1), norm.pdf(x, 1.5, 1.5)
figure, (densities, losses) = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
densities.fill_between(x, p, alpha=0.3, label="data density p")
densities.fill_between(x, q, alpha=0.3, label="model density q")
densities.plot(x, best(p=p, q=q), "k", label="D* = p/(p + q)")
densities.set(xlabel="x", xlim=(-5, 6), ylim=(0, 1.02), title="D* between p and q")
densities.legend(loc="upper right")


def loss(factor):
    """−E log D − E log(1 − D) for so many times the best logit, by the trapezoidal rule."""
    h = factor * np.clip(logit(best(p=p, q=q)), -300, 300)
    return np.trapezoid(p * np.logaddexp(0, -h) + q * np.logaddexp(0, h), x)


factors = np.linspace(0, 3, 61)
losses.plot(factors, [loss(a) for a in factors])
losses.plot(1, loss(1), "ko", label="D*")
losses.axhline(2 * np.log(2), color="k", linestyle=":", label="2 log 2: D = 1/2")
losses.set(xlabel="factor of the logit", ylabel="loss (nats)", title="the loss")
losses.legend(loc="center")
