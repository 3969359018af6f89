"""Random quadratic games just inside and just outside the bounds on their step sizes: measured rates, no eigenvalues.

Thousands of games are simulated from their objective at once. Their rates come from the orbits: from lengths where
these shrink evenly, from three points in turn otherwise. The games are deterministic and the rounding errors far below
the distance to the bound, so that no error probability arises: a wrong bound that is off by `SHARP` has to fail.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.random import Generator

from numerics.minimax_orbits import coupled
from numerics.outcome import Outcome, rejects, tally
from numerics.simulation import simultaneous

Values = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
GAMES: Final = 8000
STEPS: Final = 60
SHARP: Final = 1e-5  # a bound that is off by so much, relatively, is seen to be wrong
FINE, COARSE = (-7, -1), (-6, -1)  # powers of ten between which the games' distances from the bound lie
CLOSE: Final = 1e-12  # of a rate, after so many steps in double precision


@dataclass(frozen=True)
class Games:
    """F = (a/2)x² + bxy − (c/2)y² with step sizes, one game at each place of the arrays."""

    a: Values
    b: Values
    c: Values
    down: Values
    up: Values

    def after(self, at: tuple[Values, Values], count: int) -> tuple[Values, Values]:
        """Where so many steps lead."""
        step = simultaneous(coupled(self.a, self.b, self.c), self.down, self.up)
        for _ in range(count):
            at = step(at)
        return at

    def lengths(self, at: tuple[Values, Values]) -> Values:
        """The logarithm of the mean factor by which the distance from the saddle changes in a step."""
        total = np.zeros_like(self.a)
        for _ in range(STEPS):
            at = self.after(at, 1)
            size = np.hypot(*at)
            at, total = (at[0] / size, at[1] / size), total + np.log(size)
        return total / STEPS

    def recurrence(self, at: tuple[Values, Values]) -> Values:
        """The greatest modulus of a root of z² = τz − Δ, where v₂ = τv₁ − Δv₀ for three points in turn."""
        points = [np.stack(self.after(at, k), axis=-1) for k in range(3)]
        known = np.stack([points[1], -points[0]], axis=-1)
        found = np.linalg.solve(known, points[2][..., None])[..., 0]
        companions = np.zeros((len(found), 2, 2))
        companions[:, 0, 0], companions[:, 0, 1], companions[:, 1, 0] = found[:, 0], -found[:, 1], 1.0
        return np.abs(np.linalg.eigvals(companions)).max(axis=1)

    def shown(self, i: int) -> str:
        """One game in words."""
        names = {"a": self.a, "b": self.b, "c": self.c, "η_x": self.down, "η_y": self.up}
        return ", ".join(f"{name} = {values[i]:.9g}" for name, values in names.items())


def start(rng: Generator, count: int) -> tuple[Values, Values]:
    """Points on the unit circle."""
    angle = 2 * np.pi * rng.random(count)
    return np.cos(angle), np.sin(angle)


def beside(rng: Generator, count: int, powers: tuple[int, int]) -> Values:
    """Factors near 1, from both sides."""
    return 1 + rng.choice([-1, 1], count) * 10.0 ** rng.uniform(*powers, count)


def strengths(rng: Generator, count: int) -> Values:
    """Positive numbers of several orders of magnitude."""
    return np.exp(rng.uniform(-2, 2, count))


def first(games: Games, wrong: Flags, what: str) -> Iterator[str | None]:
    """Each game, the wrong ones with what is wrong."""
    return (f"{games.shown(i)}: {what}" if bad else None for i, bad in enumerate(wrong.tolist()))


# One step size
def general_step_size(rng: Generator, scale: float) -> Outcome:
    """η(a² + b²) < 2a on both sides, and the rate √((1 − ηa)² + η²b²)."""
    count = round(GAMES * max(1.0, scale))
    a, b = strengths(rng, count), strengths(rng, count) * rng.choice([-1, 0, 1], count)
    eta = 2 * a / (a * a + b * b) * beside(rng, count, FINE)
    games = Games(a, b, a, eta, eta)
    measured = games.lengths(start(rng, count))

    def bound(times: float) -> Iterator[str | None]:
        predicted = eta * (a * a + b * b) < times * 2 * a
        return first(games, predicted != (measured < 0), "the orbit goes the other way")

    def modulus(squared: Values) -> Iterator[str | None]:
        gap = np.abs(measured - np.log(squared) / 2)
        return first(games, gap > CLOSE * (1 + np.abs(measured)), "the rate is another one")

    claim = (1 - eta * a) ** 2 + (eta * b) ** 2
    wrong = [
        rejects(f"the bound times 1 + {SHARP:g}, against measured rates", bound(1 + SHARP)),
        rejects(f"the bound times 1 − {SHARP:g}, against measured rates", bound(1 - SHARP)),
        rejects("the modulus² times 1 + 1e-9", modulus(claim * (1 + 1e-9))),
        rejects("(1 − ηa)² + ηb²", modulus((1 - eta * a) ** 2 + eta * b**2)),
    ]
    detail = f"{count} random games go to the saddle or away as the bound says, at measured rates equal to the modulus."
    return tally(detail, (*bound(1.0), *modulus(claim)), wrong)


# Two step sizes
def separate_step_sizes(rng: Generator, scale: float) -> Outcome:
    """P < s and 2s < 4 + P on both sides of either inequality."""
    games = near_either(rng, round(GAMES * max(1.0, scale)))
    s = games.down * games.a + games.up * games.c
    p = games.down * games.up * (games.a * games.c + games.b**2)
    converges = games.recurrence(start(rng, len(s))) < 1

    def agrees(predicted: Flags) -> Iterator[str | None]:
        return first(games, predicted != converges, "the measured rate says otherwise")

    right = (p < s) & (2 * s < 4 + p)
    wrong = [
        rejects("P < s alone, against measured rates", agrees(p < s)),
        rejects("2s < 4 + P alone, against measured rates", agrees(2 * s < 4 + p)),
        rejects(f"P < (1 + {SHARP:g})s", agrees((p < (1 + SHARP) * s) & (2 * s < 4 + p))),
        rejects(f"P < (1 − {SHARP:g})s", agrees((p < (1 - SHARP) * s) & (2 * s < 4 + p))),
        rejects(f"2s < (1 + {SHARP:g})(4 + P)", agrees((p < s) & (2 * s < (1 + SHARP) * (4 + p)))),
        rejects(f"2s < (1 − {SHARP:g})(4 + P)", agrees((p < s) & (2 * s < (1 - SHARP) * (4 + p)))),
    ]
    return tally(
        f"{len(s)} random games near either bound have rates below 1 just where it says.", agrees(right), wrong
    )


def near_either(rng: Generator, count: int) -> Games:
    """Games with steps in a random proportion, near the length at which the first of both inequalities fails."""
    a, b, c, x, y = (strengths(rng, count) for _ in range(5))
    s, p = x * a + y * c, x * y * (a * c + b * b)
    root = np.sqrt(np.maximum(s * s - 4 * p, 0.0))
    length = np.where(s * s > 4 * p, np.minimum(s / p, (s - root) / p), s / p) * beside(rng, count, COARSE)
    return Games(a, b * rng.choice([-1, 1], count), c, x * length, y * length)
