"""
Which part of the improved GAN helps
====================================

Every point is a recorded training run: one part of A.1c put into A.1a, with the same seeds. A line joins what differs
by this part alone, so that going down means that it helped with this seed.
"""

import json
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

record = json.loads((Path("..") / "runs" / "homework-a" / "ablation.json").read_text())
plain = record["values"]["none"]
variants = {name: runs for name, runs in record["values"].items() if name != "none"}

figure, panels = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
shown = {"frechet": "Fréchet distance", "entropy": "entropy of the digits (nats)"}
for axes, (quantity, title) in zip(panels, shown.items(), strict=True):
    for i, runs in enumerate(variants.values()):
        seeds = [seed for seed in runs if seed in plain]
        pairs = np.array([[plain[seed][quantity], runs[seed][quantity]] for seed in seeds]).T
        axes.plot([i - 0.2, i + 0.2], pairs, "-", color="0.6", linewidth=0.9)
        axes.plot([i - 0.2] * len(seeds), pairs[0], ".", color="C0", label="A.1a" if i == 0 else None)
        axes.plot([i + 0.2] * len(seeds), pairs[1], ".", color="C1", label="with the part" if i == 0 else None)
    axes.axhline(record["held_out"][quantity], color="k", linewidth=0.8, linestyle=":", label="held-out data")
    axes.set_xticks(range(len(variants)), [name.replace("_", " ") for name in variants], rotation=25)
    axes.set(title=f"{title}, {record['epochs']} epochs", xlabel="part")
panels[0].legend()
