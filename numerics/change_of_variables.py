"""Evidence for `derivations.change_of_variables`: probabilities under both densities, total mass, other people's code.

Each function is named like the result it checks and returns what it found beyond the generic check of the statement,
which carries test functions over, exactly for piecewise polynomials.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from flint import arb
from numpy.random import Generator

from derivations.kernel.formulas import And, exp, log, piecewise, sqrt
from derivations.kernel.terms import Term, num
from numerics.bells import gaussian_integral
from numerics.evaluation import Evaluator
from numerics.exact import Rationals, rational
from numerics.gaussians import X, density, integrated
from numerics.instances import array, the
from numerics.intervals import Balls
from numerics.ledger import with_samples
from numerics.matrices import Matrix, single
from numerics.outcome import Control, Outcome, rejects, tally
from numerics.randomness import rational_matrix, rational_number
from numerics.statement import TRIES, control
from numerics.variants import substituted

if TYPE_CHECKING:
    from derivations.proof import Proof

STANDARD: Final = (Fraction(0), Fraction(1))
HALF: Final = Fraction(1, 2)


def jacobian(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """The inverse and its determinant by NumPy, and areas by the shoelace formula."""
    matrix = np.linalg.inv(np.array([[1.0, 1.0], [1.0, -1.0]]))

    def differs(entries: Sequence[float], size: float) -> str | None:
        near = np.allclose(matrix.ravel(), entries, atol=1e-14) and abs(np.linalg.det(matrix) - size) < 1e-14
        return None if near else f"NumPy finds {matrix.tolist()} with determinant {np.linalg.det(matrix):.6g}"

    wrong = [
        rejects("det J = ½", [differs((0.5, 0.5, 0.5, -0.5), 0.5)]),
        rejects("J = ∂(u, v)/∂(x, y)", [differs((1, 1, 1, -1), -2)]),
    ]
    found = tally("NumPy's inverse and determinant agree.", [differs((0.5, 0.5, 0.5, -0.5), -0.5)], wrong)
    return [found, areas(rng, scale)]


def areas(rng: Generator, scale: float) -> Outcome:
    """Triangles in the (u, v) plane have images of half their area, turned round, exactly."""

    def area(corners: Sequence[tuple[Fraction, Fraction]]) -> Fraction:
        (a, b), (c, d), (e, f) = corners
        return ((c - a) * (f - b) - (e - a) * (d - b)) / 2

    def ratio(claim: Fraction) -> str | None:
        corners = [(rational_number(rng), rational_number(rng)) for _ in range(3)]
        image = [((u + v) / 2, (u - v) / 2) for u, v in corners]
        return None if area(image) == claim * area(corners) else f"{corners}: {area(corners)} becomes {area(image)}"

    wrong = rejects("area ratio +½ with orientation kept", (ratio(HALF) for _ in range(20)))
    count = round(20 * scale) + 4
    return tally(f"{count} triangles shrink by the factor −½, exactly.", (ratio(-HALF) for _ in range(count)), [wrong])


def law(proof: Proof) -> tuple[Term, ...]:
    """Measure, density, map, measure and density of the push-forward that a proof states."""
    return the(proof.statement, "pushes_forward").args


def plane_value(function: Term, u: Any, v: Any) -> arb:
    """A function of the plane at a point, enclosed."""
    place = Matrix(2, 1, (Balls().number(u), Balls().number(v)))
    return Evaluator(Balls(), {}).value(function)(place).only


def forward(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """The density's values against SciPy's, and its total mass."""
    return [values_of(law(proof)[4], rng), mass_of(law(proof)[4])]


def values_of(function: Term, rng: Generator) -> Outcome:
    """The stated density of (U, V) against SciPy's multivariate normal density."""
    from scipy.stats import multivariate_normal

    places = [(rational_number(rng), rational_number(rng)) for _ in range(12)]
    density_of = multivariate_normal(np.zeros(2), 2 * np.eye(2)).pdf  # type: ignore[arg-type] - SciPy's own default

    def off(place: tuple[Fraction, Fraction], factor: float = 1.0) -> str | None:
        found, stated = factor * float(density_of([float(c) for c in place])), float(plane_value(function, *place))
        return None if abs(found - stated) < 1e-12 else f"at {place}: {stated:.9g}, SciPy has {found:.9g}"

    wrong = rejects("half the density", (off(p, 0.5) for p in places))
    return tally("SciPy's density has the same values.", (off(p) for p in places), [wrong])


def mass_of(function: Term) -> Outcome:
    """The total mass of a density on the plane, enclosed."""
    total = gaussian_integral(Evaluator(Balls(), {}).value(function), 2)

    def off(claim: int) -> str | None:
        return None if total.overlaps(arb(claim)) else f"the total mass is {total.str(8)}, not {claim}"

    return tally(f"The total mass is 1 ± {float(total.rad()):.1g}.", [off(1)], [rejects("total mass 2", [off(2)])])


def inverse(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """f_UV(x + y, x − y)·|det J⁻¹| against SciPy's density of (X, Y)."""
    from scipy.stats import norm

    places = rng.uniform(-2, 2, (round(20 * scale) + 4, 2))

    def off(place: np.ndarray, size: float = 2.0, spread: float = 2**0.5) -> str | None:
        x, y = place
        back = norm.pdf(x + y, scale=spread) * norm.pdf(x - y, scale=spread) * size
        found = norm.pdf(x) * norm.pdf(y)
        return None if abs(back - found) < 1e-12 else f"({x:.4f}, {y:.4f}): {back:.9g}, not {found:.9g}"

    wrong = [
        rejects("det J⁻¹ = −2 without |·|", (off(p, -2.0) for p in places)),
        rejects("|det J| = ½ for |det J⁻¹| = 2", (off(p, 0.5) for p in places)),
    ]
    return [tally(f"Both densities agree at {len(places)} points, in floating point.", (off(p) for p in places), wrong)]


def independence(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """Moments of (X + Y, X − Y), enclosed: variance 2 each, covariance 0, fourth moments as of independent N(0, 2)."""
    from numerics.bells import Bells
    from numerics.functions import Native

    def moment(i: int, j: int) -> arb:
        def integrand(field: Bells, _: tuple[Any, ...], w: Matrix) -> Matrix:
            x, y = w.entries
            u, v, total = x + y, x - y, field.number(1)
            for factor in (*[u] * i, *[v] * j):
                total = total * factor
            height = field.number(1) / (field.number(2) * field.pi())
            half = field.number(HALF)
            return single(total * height * field.apply("exp", -(half * (x * x + y * y))))

        return gaussian_integral(Native(None, integrand), 2)

    def off(i: int, j: int, variance: int = 2) -> str | None:
        single = {0: 1, 1: 0, 2: variance, 3: 0, 4: 3 * variance**2}
        found, stated = moment(i, j), single[i] * single[j]
        return None if found.overlaps(arb(stated)) else f"E[U^{i} V^{j}] = {found.str(6)}, not {stated}"

    orders = [(0, 0), (1, 0), (1, 1), (2, 0), (0, 2), (2, 2), (3, 1), (4, 0), (4, 2)]
    wrong = [
        rejects("U, V ~ N(0, 1)", (off(*o, variance=1) for o in orders)),
        rejects("U, V ~ N(0, 4)", (off(*o, variance=4) for o in orders)),
    ]
    found = tally(f"{len(orders)} mixed moments are those of independent N(0, 2).", (off(*o) for o in orders), wrong)
    return [found, line_mass()]


def line_mass() -> Outcome:
    """e^{−u²/4}/(√(2π)·√2) integrates to 1 by Arb, its tails bounded."""
    total = integrated(exp(-(X**2) / 4) / sqrt(4 * the_pi()))
    off = None if total.overlaps(arb(1)) else f"the mass is {total.str(8)}"
    half = integrated(exp(-(X**2) / 4) / sqrt(2 * the_pi()))
    wrong = rejects("without the factor 1/√2", [None if half.overlaps(arb(1)) else f"the mass is {half.str(8)}"])
    return tally(f"Each factor integrates to 1 ± {float(total.rad()):.1g}.", [off], [wrong])


def the_pi() -> Term:
    """π in the language."""
    from derivations.kernel.formulas import pi

    return pi()


def linear(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """For a Gaussian f: the stated formula against SciPy's multivariate normal density with covariance MMᵀ."""
    turn = law(proof)[2]
    matrices = list(_matrices(proof, turn, rng, round(12 * scale) + 4))

    def off(m: np.ndarray, power: int = -1, signed: bool = False, inverted: bool = True) -> str | None:
        from scipy.stats import multivariate_normal, norm

        u = rng.uniform(-1, 1, len(m))
        size = np.linalg.det(m) if signed else abs(np.linalg.det(m))
        back = np.linalg.solve(m, u) if inverted else m @ u
        stated = float(np.prod(norm.pdf(back)) * size**power)
        normal_law = multivariate_normal(np.zeros(len(m)), m @ m.T)  # type: ignore[arg-type] - SciPy's own default
        found = float(normal_law.pdf(u))
        near = abs(stated - found) <= 1e-8 * (1 + abs(found))
        return None if near else f"M = {m.tolist()}, u = {np.round(u, 4).tolist()}: {stated:.6g}, SciPy has {found:.6g}"

    turned = [m for m in matrices if np.linalg.det(m) < 0] or [-np.eye(1)]
    stretched = [m for m in matrices if abs(abs(np.linalg.det(m)) - 1) > 0.1] or [2 * np.eye(1)]
    wrong = [
        rejects("1/det M without |·|", (off(m, signed=True) for m in turned)),
        rejects("|det M| for 1/|det M|", (off(m, power=1) for m in stretched)),
        rejects("f(Mu) for f(M⁻¹u)", (off(m, inverted=False) for m in stretched)),
    ]
    detail = f"SciPy's density of Mx for a normal x has the stated values for {len(matrices)} matrices."
    return [tally(detail, (off(m) for m in matrices), [*wrong, *_without_bars(proof, rng)])]


def _matrices(proof: Proof, turn: Term, rng: Generator, count: int) -> Iterator[np.ndarray]:
    """The matrix of a proof for given data; else random well-conditioned ones."""
    from derivations.kernel.display import opened

    _, body = opened(turn)
    if not body.args[0].free:
        yield array(Evaluator(Rationals(), {}).value(body.args[0]))
        return
    for _ in range(count):
        size = int(rng.integers(1, 5))
        found = array(rational_matrix(rng, size, size))
        if np.linalg.matrix_rank(found) == size and np.linalg.cond(found) < 1e4:
            yield found


def _without_bars(proof: Proof, rng: Generator) -> list[Control]:
    """The statement itself with det M for |det M|, where it is written so."""
    from numerics.errors import UnexpectedForm

    try:
        size = the(proof.statement, "abs")
    except UnexpectedForm:
        return []
    return [
        control(
            "det M for |det M| in the statement",
            proof,
            substituted(proof.statement, size, size.args[0]),
            rng,
            40 * TRIES,
        )
    ]


Interval = tuple[Fraction, Fraction]


def between(ends: Interval, body: Term) -> Term:
    """A function on an interval, 0 elsewhere."""
    return piecewise(And(num(ends[0]) < X, X < num(ends[1])), body, 0)


def probabilities(
    source: Term, target: Term, image: Callable[[Interval], Interval], intervals: Sequence[Interval]
) -> Iterator[str | None]:
    """P(z in an interval) against P(x in its image), each an enclosed integral of the density on the line."""
    for ends in intervals:
        one, other = integrated(between(ends, source)), integrated(between(image(ends), target))
        yield None if one.overlaps(other) else f"z in {ends}: {one.str(8)}, x in {image(ends)}: {other.str(8)}"


def on_unit(body: Term) -> Term:
    """A function on (0, 1), 0 elsewhere."""
    return between((Fraction(0), Fraction(1)), body)


def mass(body: Term) -> Iterator[str | None]:
    """Whether a density on the line has the mass 1."""
    total = integrated(body)
    yield None if total.overlaps(arb(1)) else f"the mass is {total.str(8)}"


def square(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """z uniform on [0, 1], x = z²: masses of intervals, exactly known on one side."""
    intervals = [(Fraction(k, 8), Fraction(k + n, 8)) for k, n in ((0, 1), (1, 2), (0, 8), (3, 5))]

    def tried(body: Term) -> Iterator[str | None]:
        yield from probabilities(on_unit(num(1)), on_unit(body), lambda e: (e[0] ** 2, e[1] ** 2), intervals)
        yield from mass(on_unit(body))

    wrong = [
        rejects("1/√x", tried(1 / sqrt(X))),
        rejects("2√x, the Jacobian upside down", tried(2 * sqrt(X))),
        rejects("the density not transformed", tried(num(1) + 0 * X)),
    ]
    detail = f"{len(intervals)} intervals and the total mass, the singular end at 0 bounded."
    return [tally(detail, tried(1 / (2 * sqrt(X))), wrong)]


def logistic(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """z ~ N(0, 1), x = σ(z): masses of intervals of x against Arb's error function."""
    intervals = [
        (Fraction(1, 4), Fraction(1, 2)),
        (Fraction(1, 10), Fraction(9, 10)),
        (Fraction(2, 3), Fraction(99, 100)),
    ]
    back = log(X / (1 - X))
    front = exp(-(back**2) / 2) / sqrt(2 * the_pi())

    def normal_mass(ends: Interval) -> arb:
        a, b = ((arb(rational(e)) / arb(rational(1 - e))).log() / arb(2).sqrt() for e in ends)
        return (b.erf() - a.erf()) / 2

    def tried(body: Term) -> Iterator[str | None]:
        for ends in intervals:
            found, stated = integrated(between(ends, body)), normal_mass(ends)
            yield None if found.overlaps(stated) else f"x in {ends}: {found.str(8)}, error function {stated.str(8)}"
        yield from mass(on_unit(body))

    wrong = [
        rejects("the Jacobian forgotten", tried(front)),
        rejects("multiplied by x(1 − x)", tried(front * (X * (1 - X)))),
        rejects("divided by x alone", tried(front / X)),
    ]
    detail = f"{len(intervals)} intervals by the error function and the total mass on (0, 1), both ends bounded."
    return [tally(detail, tried(front / (X * (1 - X))), wrong)]


def scalar(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """Increasing and decreasing maps of uniform and normal z: masses of intervals under both densities."""
    third = Fraction(1, 3)
    intervals = [(Fraction(1, 4), Fraction(1, 2)), (Fraction(1, 2), Fraction(1))]
    normal_z, flat = density(STANDARD), on_unit(num(1))
    turned = (flat, between((HALF, Fraction(1)), 1 / X**2), lambda e: (1 / (1 + e[1]), 1 / (1 + e[0])))  # 1/(1 + z)
    negative = between((HALF, Fraction(1)), -1 / X**2)
    scaled = (normal_z, density((third, Fraction(2))), lambda e: (third + 2 * e[0], third + 2 * e[1]))
    narrow = density((third, HALF))
    wrong = [
        rejects("dg⁻¹/dx without |·|, g decreasing", probabilities(turned[0], negative, turned[2], intervals)),
        rejects("1/|dg⁻¹/dx|", probabilities(scaled[0], narrow, scaled[2], intervals)),
        rejects(
            "no Jacobian", probabilities(turned[0], between((HALF, Fraction(1)), num(1) + 0 * X), turned[2], intervals)
        ),
    ]
    checks = (found for case in (turned, scaled) for found in probabilities(*case, intervals))
    return [tally("Masses of intervals agree for a decreasing and an increasing map.", checks, wrong)]


CHECKS: Final = with_samples(
    "change_of_variables",
    {check.__name__: check for check in (jacobian, forward, inverse, independence, linear, square, logistic, scalar)},
)
