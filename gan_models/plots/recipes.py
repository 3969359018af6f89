"""Pictures of `dual-gan` and `toy-diffusion`."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from gan_models.dual_gan import Learnt as DualLearnt
    from gan_models.toy_diffusion import Learnt as Denoiser

PALE = 0.3


def dual_gan(figure: Figure, learnt: DualLearnt) -> None:
    """The value of the game and of its dual on the way to the same number, and θ in the game."""
    values, shifts = figure.subplots(1, 2)
    for axes, curves, colour, label in (
        (values, learnt.game.values, "C0", "game: max over θ, min over w"),
        (values, learnt.dual.values, "C1", "dual: max over θ and λ"),
        (shifts, learnt.game.shifts, "C0", "game"),
    ):
        axes.plot(curves.T.numpy()[:, 1:], color=colour, alpha=PALE, linewidth=0.7)
        axes.plot(curves.T.numpy()[:, 0], color=colour, label=label)
    shifts.axhline(float(learnt.dual.shift[0]), color="C1", linestyle=":", label="dual, at its end")
    values.set(xlabel="steps", ylabel="value (nats)", title="the same value both ways")
    shifts.set(xlabel="steps", ylabel="θ", title="the generator's shift")
    values.legend()
    shifts.legend()


def toy_diffusion(figure: Figure, learnt: Denoiser) -> None:
    """The loss, and for the first model the images, their noisy points and what is recovered from them."""
    losses, plane = figure.subplots(1, 2)
    losses.plot(learnt.losses.T.numpy()[:, 1:], color="C0", alpha=PALE, linewidth=0.7)
    losses.plot(learnt.losses.T.numpy()[:, 0], color="C0")
    losses.set(xlabel="steps", ylabel="mean of ‖g − ε‖²", yscale="log", title="loss")
    recipe, noisy = learnt.recipe, learnt.noisy
    clean = (noisy - sqrt(1 - recipe.alpha) * learnt.denoise(noisy)) / sqrt(recipe.alpha)
    for points, marker, colour, label in (
        (noisy[0], ".", "0.6", "noisy points"),
        (clean[0], "x", "C1", "recovered"),
        (recipe.points, "+", "C0", "images"),
    ):
        flat = points.reshape(-1, 2).detach().numpy()
        plane.plot(flat[:, 0], flat[:, 1], marker, color=colour, label=label)
    plane.set(aspect="equal", title="the images, seen through noise and recovered")
    plane.legend(loc="center")
