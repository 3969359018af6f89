"""The forward process and its kernel, sums of noises, and the denoisers that fit the training data best."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.random import Generator, default_rng

from derivations.kernel.terms import NAT
from numerics.column_maps import nearest
from numerics.matrices import Matrix, single
from numerics.plots.answers import answer, answer_at
from numerics.spaces import table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PATHS: Final = 20_000
TIMES: Final = 60
BETAS: Final = tuple(Fraction(1, 200) + Fraction(t, 700) for t in range(TIMES))  # from 0.005 to 0.089


def paths(rng: Generator, start: np.ndarray) -> np.ndarray:
    """The chain from given starts, step by step, shape (times + 1, paths)."""
    states = [start]
    for beta in map(float, BETAS):
        states.append(np.sqrt(1 - beta) * states[-1] + np.sqrt(beta) * rng.standard_normal(start.size))
    return np.array(states)


def kernel(figure: Figure) -> None:
    """The chain from x₀ = 2, and the law of its states at three times."""
    states = paths(default_rng(5), np.full(PATHS, 2.0))
    left, right = figure.subplots(1, 2)
    left.plot(states[:, :25], color="k", linewidth=0.5, alpha=0.4)
    for i, t in enumerate((5, 20, 60)):
        left.axvline(t, color=f"C{i}", linewidth=1.5)
        right.hist(states[t], bins=80, range=(-4, 4), density=True, color=f"C{i}", alpha=0.3)
        grid = np.linspace(-4, 4, 161)
        right.plot(grid, [density(t, x) for x in grid], color=f"C{i}", label=f"$t={t}$")
    left.set(xlabel="$t$", ylabel="$x_t$", title="25 paths from $x_0=2$")
    right.set(xlabel="$x$", title=f"{PATHS:,} paths and the proved density of $x_t$", xlim=(-4, 4))
    right.legend(loc="upper left")


def density(t: int, x: float) -> float:
    """The proved density of x_t at x, from x₀ = 2."""
    at, start = (single(Fraction(value)) for value in (x, 2))
    return answer_at("diffusion.kernel", beta=table(NAT, BETAS), d=1, t=t, x=at, x_0=start)


def spread(figure: Figure) -> None:
    """The variance along the chain from data of variance 1, with the factor √(1 − β) and with two wrong ones."""
    states = paths(default_rng(6), default_rng(7).choice([-1.0, 1.0], PATHS))
    betas = np.array(BETAS, float)
    plain = 1 + np.concatenate([[0], np.cumsum(betas)])
    small = [1.0]
    for beta in betas:
        small.append((1 - beta) ** 2 * small[-1] + beta)
    axes = figure.subplots()
    proved = answer("diffusion.variance_preserving")(d=1)
    axes.plot(
        states.var(axis=1), ".", color="C0", label=f"$\\sqrt{{1-\\beta}}\\,x+\\sqrt{{\\beta}}\\,e$: {PATHS:,} paths"
    )
    axes.plot([0, TIMES], [np.ravel(proved)[0]] * 2, "k-", linewidth=0.8, label="the proved variance")
    axes.plot(plain, "--", color="C1", label="$x+\\sqrt{\\beta}\\,e$")
    axes.plot(small, "--", color="C2", label="$(1-\\beta)\\,x+\\sqrt{\\beta}\\,e$")
    axes.set(xlabel="$t$", ylabel="variance", title="Which factor keeps the variance", ylim=(0, None))
    axes.legend(loc="upper left")


def sums(figure: Figure) -> None:
    """a·ε₁ + b·ε₂ for three pairs: the squares add up."""
    rng, x = default_rng(8), np.linspace(-6, 6, 301)
    axes = figure.subplots()
    for i, (a, b) in enumerate(((0.6, 0.8), (1.0, 0.0), (1.5, 1.0))):
        first, second = rng.standard_normal((2, PATHS * 5))
        axes.hist(a * first + b * second, bins=120, range=(-6, 6), density=True, color=f"C{i}", alpha=0.25)
        axes.plot(x, answer("diffusion.sum_of_gaussians")(a=a, b=b, x=x), color=f"C{i}", label=f"$a={a},\\ b={b}$",
                  linestyle="--" if i == 1 else "-")  # fmt: skip
    axes.set(xlabel="$x$", title="$a\\varepsilon_1+b\\varepsilon_2$ in samples, and the proved density", xlim=(-6, 6))
    axes.legend(loc="upper right")


# The denoiser of the closest image
IMAGES: Final = 2 * np.array([[np.cos(t), np.sin(t)] for t in np.arange(5) * 2 * np.pi / 5])
NOISES: Final = default_rng(10).standard_normal((5, 8, 2))


def closest(figure: Figure) -> None:
    """Noisy images at little and at much noise; those nearer to another image than to their own cost something."""
    panels = figure.subplots(1, 2, sharex=True, sharey=True)
    for axes, alpha in zip(panels, (0.9, 0.6), strict=True):
        _noisy(axes, alpha)
    panels[0].set(ylabel="$u_2$")


def _noisy(axes: Axes, alpha: float) -> None:
    scaled = np.sqrt(alpha) * IMAGES
    for border in 5 * (IMAGES + np.roll(IMAGES, 1, axis=0)):  # between two neighbours
        axes.plot(*zip((0, 0), border, strict=True), color="0.6", linewidth=0.8, linestyle="--")
    loss, moved = 0.0, 0
    for i, noises in enumerate(NOISES):
        points = scaled[i] + np.sqrt(1 - alpha) * noises
        axes.plot(*points.T, ".", color=f"C{i}", markersize=6)
        axes.plot(*scaled[i], "*", color=f"C{i}", markersize=13, markeredgecolor="k")
        gaps = np.array([((denoised(u, alpha) - e) ** 2).sum() for u, e in zip(points, noises, strict=True)])
        wrong = gaps > 1e-9
        axes.plot(*points[wrong].T, "o", color="k", markersize=10, fillstyle="none")
        loss, moved = loss + gaps.sum(), moved + int(wrong.sum())
    said = f"{moved} of 40 points are nearer to another" if moved else "every point is nearest to its own"
    axes.set_title(f"$\\alpha={alpha}$: {said},\nand the loss of $g^*$ is {loss:.1f}", fontsize=10)
    axes.set(xlabel="$u_1$", aspect="equal", xlim=(-3.4, 3.4), ylim=(-3.0, 3.0))


def denoised(u: np.ndarray, alpha: float) -> np.ndarray:
    """The proved g* at a noisy point, with the closest image for g_CP."""
    images, scaled = ([tuple(map(Fraction, row)) for row in rows] for rows in (IMAGES, np.sqrt(alpha) * IMAGES))
    at = Matrix(2, 1, tuple(map(Fraction, u)))
    return answer_at("diffusion.closest_point", g_CP=nearest(2, scaled, images), alpha_t=Fraction(alpha), d=2, u=at)[
        :, 0
    ]


# The denoiser where noisy points collide
def collisions(figure: Figure) -> None:
    """Two images and noises on a lattice, so that noisy points are equal: the best denoiser takes the mean there."""
    places, noises, counts = lattice()
    best = fitted(places, noises, counts)
    left, right = figure.subplots(1, 2)
    left.scatter(places, noises, s=14 * counts, color="C0", alpha=0.6, label="noise, by its frequency")
    left.plot(*best.T, "_", color="k", markersize=16, markeredgewidth=2, label="least squares")
    left.set(xlabel="noisy point $u$ (times $\\sqrt{2}$)", ylabel="noise", title="two images collide at most points")
    left.legend(loc="upper left", markerscale=0.5)
    u = np.linspace(-2.5, 2.5, 101)
    at = places == 1
    loss = (counts[at] * (u[:, None] - noises[at]) ** 2).sum(1)
    mean = np.average(noises[at], weights=counts[at])
    right.plot(u, loss)
    right.plot(mean, np.interp(mean, u, loss), "o", color="k", label="the mean of the noises there")
    right.set(xlabel="$g(u)$ at the point 1", title="what this point adds to the loss", ylim=(0, None))
    right.legend(loc="upper right")


def lattice() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """√2 times the noisy points of the images −1 and 1 at α = 1/2, their noises, and how often each occurs."""
    from scipy.special import binom

    noise = np.arange(-4, 5, 2)
    places = np.concatenate([noise - 1, noise + 1])
    return places, np.concatenate([noise] * 2), np.tile(binom(4, np.arange(5)), 2)


def fitted(places: np.ndarray, noises: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Each place with the value there of the denoiser of least loss, by NumPy's least squares."""
    there = np.unique(places)
    weight = np.sqrt(counts)
    found = np.linalg.lstsq(weight[:, None] * (places[:, None] == there), weight * noises)[0]
    return np.column_stack([there, found])


DRAWINGS = {
    "kernel": kernel,
    "variance_preserving": spread,
    "sum_of_gaussians": sums,
    "closest_point": closest,
    "posterior_mean": collisions,
}
