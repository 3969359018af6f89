"""
Four GANs on MNIST after ten epochs
===================================

The last images of four recorded runs of homework A.1, one seed each, and how often a classifier sees each digit in
5,000 images. The Fréchet distance above is measured on its features; that of held-out data is 0.50.
"""

import json
from pathlib import Path

import matplotlib.pyplot as plt

runs = Path("..") / "runs"
names = {"nonsaturating": "A.1a: non-saturating", "saturating": "A.1b: minimax",
         "improved": "A.1c: improved", "attempt": "the source's A.1c"}  # fmt: skip

shape = {"figsize": (11, 5), "height_ratios": (2, 1), "sharey": "row"}
figure, panels = plt.subplots(2, 4, **shape, layout="constrained")
for (images, shares), (name, title) in zip(panels.T, names.items(), strict=True):
    run = runs / f"mnist-gan-{name}"
    measured = json.loads((run / "measured.json").read_text())
    images.imshow(plt.imread(run / "epoch-0010.png"), cmap="gray")
    images.set_title(f"{title}\nFréchet distance {measured['run']['frechet']:.1f}")
    images.set_axis_off()
    shares.bar(measured["classes"], measured["shares"])
    shares.plot(measured["classes"], measured["due"], "k_", markersize=8)
    most = max(measured["shares"])
    shares.set(xlabel="digit", ylim=(0, 0.3), title=f"most frequent: {most:.1%}")
panels[1, 0].set_ylabel("share (line: its due)")
