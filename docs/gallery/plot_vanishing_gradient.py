"""
The minimax loss when the discriminator wins
============================================

A recorded run of MNIST with the minimax loss: after each epoch the slope of both generator losses was taken at the same
place. When the discriminator has all but won, after the third epoch, the slope of the minimax loss is a thousandth of
what it was, and that of the non-saturating one is not. The ratio of both is predicted from the discriminator's logits
by two theorems, ``generator_losses.saturating_gradient`` and ``generator_losses.nonsaturating_gradient``.
"""

import json
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

run = Path("..") / "runs" / "mnist-gan-saturating"
rows = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
epochs = [row["epoch"] for row in rows]

figure, (slopes, ratios) = plt.subplots(1, 2, figsize=(9, 3.8), layout="constrained")
labels = {"slope_saturating": "minimax", "slope_nonsaturating": "non-saturating"}
for name, label in labels.items():
    slopes.semilogy(epochs, [row[name] for row in rows], ".-", label=label)
slopes.set(xlabel="epoch", title="norm of the generator's gradient")
slopes.legend(loc="upper right")
measured = np.array([row["slope_ratio"] for row in rows])
predicted = np.array([row["slope_predicted"] for row in rows])
ratios.semilogy(epochs, measured, "C2.-", label="measured")
ratios.semilogy(epochs, predicted, "ko", fillstyle="none", label="by the theorems")
ratios.set(xlabel="epoch", title="their ratio")
ratios.legend(loc="lower right")
print("largest relative difference:", abs(predicted / measured - 1).max())
