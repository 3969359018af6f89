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

run = Path("..") / "runs" / "mnist-gan-saturating"
rows = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
epochs = [row["epoch"] for row in rows]

figure, (slopes, ratios) = plt.subplots(1, 2, figsize=(9, 3.8), layout="constrained")
for name, label in (("slope_saturating", "minimax"), ("slope_nonsaturating", "non-saturating")):
    slopes.semilogy(epochs, [row[name] for row in rows], ".-", label=label)
slopes.set(xlabel="epoch", ylabel="norm of the generator's gradient", title="the slopes of both losses")
slopes.legend()
ratios.semilogy(epochs, [row["slope_ratio"] for row in rows], ".-", color="C2", label="measured")
ratios.semilogy(epochs, [row["slope_predicted"] for row in rows], "ko", fillstyle="none", label="by the theorems")
ratios.set(xlabel="epoch", title="their ratio")
ratios.legend()
print("largest relative difference:", max(abs(row["slope_predicted"] / row["slope_ratio"] - 1) for row in rows))
