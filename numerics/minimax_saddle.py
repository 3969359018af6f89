"""Evidence for `minimax.saddle`: values around the critical point and differences, for the statement's objective."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from flint import fmpq
from numpy.random import Generator

from derivations.kernel.display import opened
from derivations.kernel.formulas import real
from derivations.kernel.terms import Term, num
from numerics.exact import evaluate, rational
from numerics.instances import the
from numerics.outcome import Outcome, rejects, tally
from numerics.randomness import rational_number
from numerics.simulation import slopes
from numerics.statement import control
from numerics.variants import substituted

if TYPE_CHECKING:
    from derivations.proof import Proof

X, Y = real("x"), real("y")
Values = Callable[[fmpq, fmpq], fmpq]
DIRECTIONS = 64


def objective(proof: Proof) -> Values:
    """The function whose derivatives the statement takes."""
    lam = the(proof.statement, "derivative").args[0]
    variable, body = opened(lam)
    names = {variable.data: variable, **{v.data: v for v in body.free}}
    return lambda x, y: evaluate(body, {names.get("x", X): x, names.get("y", Y): y})


def point_of(proof: Proof) -> tuple[fmpq, fmpq]:
    """The critical point, from the answer."""
    x, y = evaluate(proof.answer_term, {}).entries  # type: ignore[arg-type]
    return x, y


def circle(count: int) -> Iterator[tuple[fmpq, fmpq]]:
    """Rational directions around the unit circle, by the tangent of half the angle."""
    for k in range(count):
        t = fmpq(2 * k - count + 1, count // 2)
        yield (1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)


def second_differences(f: Values, at: tuple[fmpq, fmpq]) -> np.ndarray:
    """The Hessian of a quadratic, exactly, by second differences of its slopes."""
    (x, y), half = at, fmpq(1, 2)
    plus, minus = slopes(f, (x + 1, y)), slopes(f, (x - 1, y))
    up, down = slopes(f, (x, y + 1)), slopes(f, (x, y - 1))
    rows = [
        [(p - m) * half for p, m in zip(plus, minus, strict=True)],
        [(p - m) * half for p, m in zip(up, down, strict=True)],
    ]
    return np.array([[float(v.p) / float(v.q) for v in row] for row in rows])


def directions(proof: Proof) -> list[Outcome]:
    """The sign of f(v) − f(point) along lines against the sign that the eigenvalues of the Hessian allow."""
    f, (x, y) = objective(proof), point_of(proof)
    here, size = f(x, y), fmpq(1, 3)
    rises = [f(x + size * u, y + size * v) - here for u, v in circle(DIRECTIONS)]
    spectrum = np.linalg.eigvalsh(second_differences(f, (x, y)))
    up, down = any(r > 0 for r in rises), any(r < 0 for r in rises)
    expected = (bool(spectrum[1] > 0), bool(spectrum[0] < 0))
    shown = f"f rises along some line: {up}, falls along some: {down}; eigenvalues {spectrum}"
    wrong = rejects("the point is an extremum" if up and down else "the point is a saddle", [shown])
    detail = (
        f"Along {DIRECTIONS} directions f rises and falls as NumPy's eigenvalues {np.round(spectrum, 6).tolist()} say."
    )
    return [Outcome(detail, DIRECTIONS, None if (up, down) == expected else shown, controls=(wrong,))]


def finite_hessian(proof: Proof, rng: Generator, scale: float) -> Outcome:
    """The determinant by second differences, and slopes that vanish at the point and nowhere else."""
    f, point = objective(proof), point_of(proof)
    stated = the(proof.statement, "eq", lambda t: t.args[0].op == "det")
    determinant = stated.args[1].data
    hessian = second_differences(f, point)

    def wrong_slope() -> str | None:
        at = (rational(rational_number(rng)), rational(rational_number(rng)))
        flat = slopes(f, at) == (0, 0)
        return None if flat == (at == point) else f"the slopes at {at} are {slopes(f, at)}"

    def unequal(value: Fraction) -> str | None:
        found = float(np.linalg.det(hessian))
        same = abs(found - float(value)) <= 1e-9 * (1 + abs(found))
        return None if same else f"second differences give the determinant {found:.6g}, not {value}"

    slip = _with(proof, stated, num(-determinant))
    wrong = [
        rejects("the determinant with the other sign", [unequal(-determinant)]),
        control("the determinant with the other sign, in the statement", proof, slip, rng),
        rejects("f_xx f_yy − f_xy for f_xx f_yy − f_xy², on f = x² + 3xy + y²", [_unsquared()]),
    ]
    checks = [unequal(determinant), *(wrong_slope() for _ in range(round(30 * scale) + 5))]
    return tally("Second differences give the Hessian determinant; slopes vanish at the point only.", checks, wrong)


def _with(proof: Proof, equation: Term, value: Term) -> Term:
    from derivations.kernel.terms import make

    return substituted(proof.statement, equation, make("eq", equation.args[0], value))


def _unsquared() -> str | None:
    """The second-derivative test with f_xy for f_xy² calls x² + 3xy + y² an extremum; it is negative at (1, −1)."""
    hessian = second_differences(lambda x, y: x * x + 3 * x * y + y * y, (fmpq(0), fmpq(0)))
    slip, right = hessian[0, 0] * hessian[1, 1] - hessian[0, 1], np.linalg.det(hessian)
    return f"the slip gives {slip:g} > 0, the determinant is {right:g} < 0" if slip > 0 > right else None
