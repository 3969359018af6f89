"""
What training says about the theorems
=====================================

Each line is a recorded comparison of trained models with what a proof predicts: the numbers that were measured in the
first models, minus the prediction and in units of the tolerance that was fixed beforehand. What is judged is the share
of all models between the dotted lines; the label says how large it has to be, with an interval that fails once in 1e9.
The same models were shown wrong claims too, which had to be refuted.
"""

import json
from importlib.resources import files

import matplotlib.pyplot as plt

folder = files("gan_models") / "results"
records = []
for name in sorted(file.name for file in folder.iterdir() if file.name.endswith(".json")):
    found = json.loads((folder / name).read_text()) if name != "minimax.json" else []
    records += [record for record in found if record["within"]["tolerance"] < 0.5]  # not those that are yes or no

figure, axes = plt.subplots(figsize=(9, 0.2 * len(records) + 1), layout="constrained")
for i, record in enumerate(records):
    within = record["within"]
    units = [(value - within["prediction"]) / within["tolerance"] for value in record["values"]]
    axes.plot(units, [i] * len(units), "|", color="C0", markersize=8)
axes.axvline(-1, color="k", linewidth=0.8, linestyle=":")
axes.axvline(1, color="k", linewidth=0.8, linestyle=":")
names = [f"{r['result']}: {r['experiment']} (≥ {1 - r['tolerance']:.0%})" for r in records]
axes.set_yticks(range(len(records)), names, fontsize=7)
axes.set(xlim=(-1.1, 1.1), ylim=(len(records), -1))
axes.set_xlabel("(measured in a model − prediction) / tolerance")

supported = sum(record["verdict"] == "supported" for record in records)
print(f"{supported} of {len(records)} comparisons support the prediction")
wrong = [control for record in records for control in record["controls"]]
refuted = sum(control["verdict"] == "refuted" for control in wrong)
print(f"{refuted} of {len(wrong)} wrong claims are refuted")
