"""
Two fits of one bell to two bumps
=================================

A normal density q is fitted to a mixture p by KL(p‖q), as likelihood does, and by KL(q‖p), which a generator
minimises whose loss is minus the best discriminator's logit (``divergences.generator_objective``). The first fit takes
the moments of p and covers both bumps. The second has a local minimum at each bump and a third one, much higher,
between them; which of them is found depends on the start. The lowest is at the heavier bump.
"""

import matplotlib.pyplot as plt
import numpy as np
from scipy.optimize import minimize
from scipy.stats import norm

from derivations import divergences

x = np.linspace(-12, 12, 4001)
log_p = np.logaddexp(np.log(0.6) + norm.logpdf(x, -2.5, 0.7), np.log(0.4) + norm.logpdf(x, 2.5, 0.7))


def kl(log_one, log_other):
    """∫ one·log(one/other) by the trapezoidal rule."""
    return np.trapezoid(np.exp(log_one) * (log_one - log_other), x)


def fitted(objective, start):
    """The mean and the standard deviation of q at a local minimum."""
    found = minimize(lambda v: objective(norm.logpdf(x, v[0], np.exp(v[1]))), start, method="BFGS")
    return found.x[0], np.exp(found.x[1]), found.fun


figure, axes = plt.subplots(figsize=(8, 3.8), layout="constrained")
axes.fill_between(x, np.exp(log_p), color="0.8", label="p, two bumps")
mean, deviation, value = fitted(lambda log_q: kl(log_p, log_q), (1.0, 0.0))
axes.plot(x, norm.pdf(x, mean, deviation), "k", label=f"KL(p‖q) = {value:.2f}, the least")
for start in ((-2.0, 0.0), (2.0, 0.0), (0.0, 1.0)):
    m, s, value = fitted(lambda log_q: kl(log_q, log_p), start)
    axes.plot(x, norm.pdf(x, m, s), label=f"KL(q‖p) = {value:.2f}, from N({start[0]:g}, {np.exp(start[1]):.1f}²)")
axes.set(xlabel="x", xlim=(-7, 7))
axes.legend(fontsize=8)

# %%
# Between two normal densities no integral is needed: the proved closed form gives the same number.

formula = divergences.gaussian_kl().to_function()
print(formula(mu_1=-2.5, sigma_1=0.7, mu_2=mean, sigma_2=deviation))
print(kl(norm.logpdf(x, -2.5, 0.7), norm.logpdf(x, mean, deviation)))
