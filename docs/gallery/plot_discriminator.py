"""
The best discriminator between two densities
============================================

The answer of a proof is a NumPy function, here D* = p/(p + q), and it can be drawn as it stands.
"""

import matplotlib.pyplot as plt
import numpy as np
from scipy.stats import norm

import derivations

best = derivations.optimal_discriminator.optimum().to_function()

x = np.linspace(-5, 5, 400)
p, q = norm.pdf(x, -1, 1), norm.pdf(x, 1.5, 1.5)
figure, axes = plt.subplots(figsize=(7, 3.5))
axes.fill_between(x, p, alpha=0.25, label="data density p")
axes.fill_between(x, q, alpha=0.25, label="model density q")
axes.plot(x, best(p=p, q=q), "k", label="D* = p/(p + q)")
axes.set(xlabel="x", ylim=(0, 1))
axes.legend()
