"""
Which part of the improved GAN helps
====================================

Every point is a recorded training run: one part of A.1c put into A.1a, with the same seeds. A line joins what differs
by this part alone, so that going down means that it helped with this seed.
"""

import json
from pathlib import Path

import matplotlib.pyplot as plt

record = json.loads((Path("..") / "runs" / "homework-a" / "ablation.json").read_text())
plain = record["values"]["none"]
variants = {name: runs for name, runs in record["values"].items() if name != "none"}

figure, panels = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
shown = {"frechet": "Fréchet distance", "entropy": "entropy of the digits (nats)"}
for axes, (quantity, title) in zip(panels, shown.items(), strict=True):
    for i, runs in enumerate(variants.values()):
        seeds = [seed for seed in runs if seed in plain]
        for seed in seeds:
            before, after = plain[seed][quantity], runs[seed][quantity]
            axes.plot([i - 0.2, i + 0.2], [before, after], color="0.6", linewidth=0.9)
            axes.plot(i - 0.2, before, "C0.")
            axes.plot(i + 0.2, after, "C1.")
    axes.axhline(record["held_out"][quantity], color="k", linestyle=":", linewidth=0.8)
    axes.set_xticks(range(len(variants)), [name.replace("_", " ") for name in variants])
    axes.tick_params(axis="x", rotation=25)
    axes.set(title=f"{title}, {record['epochs']} epochs", xlabel="part")
for style, label in (("C0.", "A.1a"), ("C1.", "with the part"), ("k:", "held-out data")):
    panels[0].plot([], [], style, label=label)
panels[0].legend(loc="upper left")
