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
bumps = [np.log(share) + norm.logpdf(x, at, 0.7) for share, at in ((0.6, -2.5), (0.4, 2.5))]
log_p = np.logaddexp(*bumps)


def kl(log_one, log_other):
    """∫ one·log(one/other) by the trapezoidal rule."""
    return np.trapezoid(np.exp(log_one) * (log_one - log_other), x)


def fitted(objective, start):
    """Mean and standard deviation of q at a local minimum, and the minimum."""
    found = minimize(lambda v: objective(norm.logpdf(x, v[0], np.exp(v[1]))), start)
    return found.x[0], np.exp(found.x[1]), found.fun


figure, axes = plt.subplots(figsize=(8, 3.8), layout="constrained")
axes.fill_between(x, np.exp(log_p), color="0.8", label="p, two bumps")
mean, deviation, value = fitted(lambda log_q: kl(log_p, log_q), (1.0, 0.0))
axes.plot(x, norm.pdf(x, mean, deviation), "k", label=f"least KL(p‖q): {value:.2f}")
for start in ((-2.0, 0.0), (2.0, 0.0), (0.0, 1.0)):
    m, s, value = fitted(lambda log_q: kl(log_q, log_p), start)
    axes.plot(x, norm.pdf(x, m, s), label=f"local minimum of KL(q‖p): {value:.2f}")
axes.set(xlabel="x", xlim=(-7, 7))
axes.legend(loc="upper center", fontsize=8)

# %%
# Between two normal densities no integral is needed: the proved closed form gives the same number.

formula = divergences.gaussian_kl().to_function()
print(formula(mu_1=-2.5, sigma_1=0.7, mu_2=mean, sigma_2=deviation))
print(kl(norm.logpdf(x, -2.5, 0.7), norm.logpdf(x, mean, deviation)))
