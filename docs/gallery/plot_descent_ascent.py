"""
How many steps descent-ascent takes
===================================

On f = (a/2)x² + bxy − (a/2)y² the proof says for which step sizes simultaneous descent-ascent converges. Here the steps
are made, for many pairs of coupling and step size, and counted; the line is the border of the proved condition.
"""

import matplotlib.pyplot as plt
import numpy as np

from derivations import minimax

converges = minimax.general_step_size().to_function()

a = 1.0
b, eta = np.meshgrid(np.linspace(0, 3, 121), np.linspace(0.01, 2.2, 121))
x, y = np.ones_like(b), np.full_like(b, 0.6)
steps = np.full(b.shape, np.nan)
for k in range(1, 201):
    x, y = x - eta * (a * x + b * y), y + eta * (b * x - a * y)
    steps[np.isnan(steps) & (np.hypot(x, y) < 1e-3)] = k
    x, y = np.clip(x, -1e100, 1e100), np.clip(y, -1e100, 1e100)

figure, axes = plt.subplots(figsize=(7.5, 4.2), layout="constrained")
shown = axes.pcolormesh(b, eta, steps, cmap="viridis_r", vmin=0, vmax=200)
fine, height = np.meshgrid(np.linspace(0, 3, 601), np.linspace(0.01, 2.2, 1201))
inside = converges(a=a, b=fine, eta=height)
axes.contour(fine, height, 1.0 * inside, levels=[0.5], colors="C3", linewidths=2)
axes.plot([], [], color="C3", linewidth=2, label="the proved border")
axes.set(xlabel="coupling b", ylabel="step size η", title="a = 1")
axes.legend(loc="upper right")
figure.colorbar(shown, label="steps to 0.001 (white: more than 200)")
