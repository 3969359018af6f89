"""
Ridge regression with a free bias, on data
==========================================

The closed form takes the matrix A of the penalty as it is. With A = diag(0, 1, ..., 1) the bias is free, as it is in
scikit-learn, and both agree. With A = I the bias is pulled to 0, and with it the whole prediction.
"""

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_diabetes
from sklearn.linear_model import Ridge

from derivations import ridge

features, y = load_diabetes(return_X_y=True)
features = features / features.std(axis=0)
Z = np.column_stack([np.ones(len(y)), features])
solve = ridge.closed_form().to_function()
lams = np.geomspace(1e-3, 1e3, 61)

figure, panels = plt.subplots(1, 2, figsize=(9, 3.8), sharey=True, layout="constrained")
for axes, free in zip(panels, (True, False), strict=True):
    A = np.diag([0.0 if free else 1.0] + [1.0] * features.shape[1])
    weights = np.array([solve(Z=Z, y=y, A=A, lam=lam) for lam in lams])
    axes.semilogx(lams, weights[:, 0], "k", label="bias")
    axes.semilogx(lams, weights[:, 1:], alpha=0.6)
    axes.set(xlabel="λ", title="A = diag(0, 1, ..., 1)" if free else "A = I")
    if free:
        models = [Ridge(alpha=len(y) * lam).fit(features, y) for lam in lams[::6]]
        other = np.array([model.coef_ for model in models])
        axes.semilogx(lams[::6], other, "k.", markersize=4)
        print("largest difference:", abs(other - weights[::6, 1:]).max())
panels[0].plot([], [], "k.", label="scikit-learn, alpha = nλ")
panels[0].set_ylabel("coefficients")
panels[0].legend(loc="center right")
