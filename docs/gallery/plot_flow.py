"""
A flow learns two moons
=======================

Five masked autoregressive layers were trained on two noisy half circles, of which the density is known: what a sample
would cost with the true density is the lower line, and the gap to it estimates the Kullback-Leibler divergence.
"""

import json
from pathlib import Path

import matplotlib.pyplot as plt

run = Path("..") / "runs" / "moons-maf"
rows = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
epochs = [row["epoch"] for row in rows]

figure, (costs, gaps) = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
costs.plot(epochs, [row["loss"] for row in rows], label="training data")
costs.plot(epochs, [-row["log_likelihood"] for row in rows], label="held-out data")
truth = [-row["true_log_likelihood"] for row in rows]
costs.plot(epochs, truth, "k:", label="held-out data, true density")
costs.set(xlabel="epoch", ylabel="nats a point", title="negative log-likelihood")
costs.legend(loc="upper right")
gaps.semilogy(epochs, [row["kl"] for row in rows], color="C1")
gaps.set(xlabel="epoch", ylabel="nats", title="the gap")

# %%
# The last picture of the run: samples of the flow beside the data.

figure, axes = plt.subplots(figsize=(9, 4), layout="constrained")
axes.imshow(plt.imread(run / f"epoch-{epochs[-1]:04}.png"))
axes.set_axis_off()
