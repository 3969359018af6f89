"""
What training says about the theorems
=====================================

Each line is a recorded comparison of trained models with what a proof predicts: the interval of the median over the
models, minus the prediction and in units of the tolerance that was fixed beforehand. A claim is supported where the
whole interval lies between the dotted lines. The same models were shown wrong claims too, which had to be refuted.
"""

import json
from importlib.resources import files

import matplotlib.pyplot as plt

folder = files("gan_models") / "results"
records = []
for name in sorted(file.name for file in folder.iterdir() if file.name.endswith(".json")):
    found = json.loads((folder / name).read_text()) if name != "minimax.json" else []
    records += [record for record in found if record["statistic"] == "median"]

figure, axes = plt.subplots(figsize=(9, 0.2 * len(records) + 1), layout="constrained")
for i, record in enumerate(records):
    apart = [end - record["prediction"] for end in record["interval"]]
    units = [value / record["tolerance"] for value in apart]
    axes.plot(units, [i, i], ".-", color="C0", linewidth=3)
axes.axvline(-1, color="k", linewidth=0.8, linestyle=":")
axes.axvline(1, color="k", linewidth=0.8, linestyle=":")
names = [f"{record['result']}: {record['experiment']}" for record in records]
axes.set_yticks(range(len(records)), names, fontsize=7)
axes.set(xlim=(-1.1, 1.1), ylim=(len(records), -1))
axes.set_xlabel("(median over the models − prediction) / tolerance")

supported = sum(record["verdict"] == "supported" for record in records)
print(f"{supported} of {len(records)} comparisons support the prediction")
wrong = [control for record in records for control in record["controls"]]
refuted = sum(control["verdict"] == "refuted" for control in wrong)
print(f"{refuted} of {len(wrong)} wrong claims are refuted")
