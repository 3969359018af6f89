"""
What training says about the theorems
=====================================

Each line is a recorded comparison of trained models with what a proof predicts: the interval of the median over the
models, minus the prediction and in units of the tolerance that was fixed beforehand. A claim is supported where the
whole interval lies between the dotted lines. Every comparison also has wrong claims, all of which were refuted.
"""

import json
from importlib.resources import files

import matplotlib.pyplot as plt

folder = files("gan_models") / "results"
names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".json") and file.name != "minimax.json")
records = [record for name in names for record in json.loads((folder / name).read_text())]
records = [record for record in records if record["statistic"] == "median"]

figure, axes = plt.subplots(figsize=(9, 0.2 * len(records) + 1), layout="constrained")
for i, record in enumerate(records):
    low, high = ((end - record["prediction"]) / record["tolerance"] for end in record["interval"])
    axes.plot([low, high], [i, i], ".-", color="C0", linewidth=3)
axes.axvline(-1, color="k", linewidth=0.8, linestyle=":")
axes.axvline(1, color="k", linewidth=0.8, linestyle=":")
axes.set_yticks(range(len(records)), [f"{r['result']}: {r['experiment']}" for r in records], fontsize=7)
axes.set(xlabel="(median over the models − prediction) / tolerance", xlim=(-1.1, 1.1), ylim=(len(records), -1))
print(len(records), "comparisons,",
      sum(r["verdict"] == "supported" for r in records), "supported,",
      sum(c["verdict"] == "refuted" for r in records for c in r["controls"]), "of",
      sum(len(r["controls"]) for r in records), "wrong claims refuted")  # fmt: skip
