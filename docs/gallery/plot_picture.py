"""
A picture that the package draws itself
=======================================

For many results there is a picture, written by ``derivations plot ID`` on the command line. In Python the same drawing
goes into any figure: here two bells become points, and only W₁ still says how far they are apart.
"""

import matplotlib.pyplot as plt

from numerics.plots import drawings

drawings()["wasserstein.kl_blowup"](plt.figure(figsize=(8, 4), layout="constrained"))

# %%
# The forward process of a diffusion model, with the densities that are proved for its states:

drawings()["diffusion.kernel"](plt.figure(figsize=(9, 4), layout="constrained"))

# %%
# The results of which there is a picture:

print(*drawings(), sep="\n")
