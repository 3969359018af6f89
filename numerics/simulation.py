"""Games simulated from the objective alone: slopes by symmetric differences, which are exact for quadratics.

Nothing here knows an iteration matrix, an eigenvalue or a bound. Works on floats, on rationals and on balls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

Objective = Callable[[Any, Any], Any]
State = tuple[Any, Any]
Step = Callable[[State], State]

LIMIT = 20_000
FAR = 1e8  # beyond any passing growth or decay of the games simulated here


def slopes(f: Objective, at: State) -> State:
    """∂f/∂x and ∂f/∂y of a quadratic at a point."""
    x, y = at
    return (f(x + 1, y) - f(x - 1, y)) / 2, (f(x, y + 1) - f(x, y - 1)) / 2


def simultaneous(f: Objective, down: Any, up: Any) -> Step:
    """x descends with step `down` while y ascends with step `up` (descends where it is negative)."""

    def step(at: State) -> State:
        dx, dy = slopes(f, at)
        return at[0] - down * dx, at[1] + up * dy

    return step


def alternating(f: Objective, eta: Any) -> Step:
    """First x descends, then y ascends at the new x."""

    def step(at: State) -> State:
        x = at[0] - eta * slopes(f, at)[0]
        return x, at[1] + eta * slopes(f, (x, at[1]))[1]

    return step


def extragradient(f: Objective, eta: Any) -> Step:
    """A trial step, then the real step with the slopes found there."""
    trial = simultaneous(f, eta, eta)

    def step(at: State) -> State:
        dx, dy = slopes(f, trial(at))
        return at[0] - eta * dx, at[1] + eta * dy

    return step


def orbit(step: Step, start: State, count: int) -> Iterator[State]:
    """The start and the points after 1, …, count steps."""
    yield start
    for _ in range(count):
        start = step(start)
        yield start


def square(at: State) -> Any:
    """x² + y²."""
    return at[0] * at[0] + at[1] * at[1]


def fate(step: Step, *starts: State) -> bool | None:
    """Whether all orbits of floats shrink by 10⁸ (True) or one grows so (False); None when that takes too long."""
    fates = [_fate(step, start) for start in starts]
    return False if False in fates else None if None in fates else True


def _fate(step: Step, start: State) -> bool | None:
    size = square(start)
    for at in orbit(step, start, LIMIT):
        if square(at) < size / FAR**2:
            return True
        if square(at) > size * FAR**2:
            return False
    return None
