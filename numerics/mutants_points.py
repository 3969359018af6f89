"""Exact points at which wrong variants of some results show, where a search would hardly ever meet the premises.

As with every point, hypotheses and premises are checked all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any, Final

from derivations.kernel.formulas import (
    TRUE,
    And,
    Eq,
    block,
    column,
    entry,
    exp,
    log,
    natural,
    ones,
    piecewise,
    real,
    vector,
)
from derivations.kernel.terms import ONE, ZERO, Term, lam, num, substitute
from derivations.refuter.gaussian_space import Normals, constant, standard
from numerics.mutants_points_critics import one_sided_critics, opposite_parameters
from numerics.mutants_points_maps import reciprocals, vanishing_at_an_end
from numerics.mutants_points_matrices import singular_differences
from numerics.mutants_points_mixtures import unequal_mixtures
from numerics.mutants_points_numbers import far_out
from numerics.mutants_points_squares import vanishing_sums
from numerics.mutants_points_ties import ties

Values = Mapping[str, Any]
X: Final = real("x")
INDEX: Final = natural("i")
Z, PAIR = vector("z", 1), vector("z", 2)
NORMS: Final = tuple(
    (Fraction(a), Fraction(b))
    for a, b in ((0, 1), (1, 0), (3, 4), (0, 2), (2, 0), (0, "1/4"), ("1/4", 0), ("3/5", "4/5"), (0, 0), (-3, 4))
)
GROWING: Final = (*(exp(num(Fraction(c)) * X**2) for c in ("1/4", "1/70", 3, "1/16", -1)), X**2, X)
ELSEWHERE: Final = num(7)  # what the inverse of a map says of points that the map does not reach
UNIT, BELOW, ABOVE = And(num(0) <= X, X <= num(1)), X <= num(0), num(0) <= X


def one_sided_inverses() -> Iterator[Values]:
    """Points of a set, its ends too, that x or −x maps into the line; the inverse jumps at the ends."""
    for inside, (low, high), g in product((UNIT, BELOW, ABOVE), ((0, 1), (-1, 0)), (X, -X)):
        reached = substitute(inside, {X: g})
        law = piecewise(And(num(low) <= X, X <= num(high)), 1, 0)
        inverse = piecewise(reached, g, ELSEWHERE)
        maps = {"p_z": law, "S": inside, "R": reached, "g": g, "g_inv": inverse}
        known = {name: lam(X, body) for name, body in maps.items()}
        for z, a, b in ((0, 0, 1), (1, 0, 1), (0, 1, 1), (1, 0, 0), (0, -1, 1), ("1/2", 0, 1)):
            numbers = {"x": Fraction(z) * (1 if g is X else -1), "a": Fraction(a), "b": Fraction(b)}
            yield {**known, **numbers}


def independent_normals() -> Iterator[Values]:
    """Two independent N(0, 1), rational a, b and √(a² + b²), and functions exp(c·x²), of which few have a mean."""
    normals = {"mu": Normals(), "p": constant(Fraction(1)), "E_1": standard(0, 1), "E_2": standard(1, 1)}
    for a, b in NORMS:
        for h in GROWING:
            yield {**normals, "a": a, "b": b, "h": lam(X, h)}


def _matrix(*rows: Sequence[Any]) -> Any:
    return tuple(tuple(Fraction(x) for x in row) for row in rows)


def _rows(point: Term, *numbers: Term) -> Term:
    """The functions of a point that are numbered from 0; after the last one it stays the same."""
    body = numbers[-1]
    for i, number in reversed([*enumerate(numbers[:-1])]):
        body = piecewise(Eq(INDEX, i), number, body)
    return lam(INDEX, lam(point, body))


def scales_and_shifts() -> Iterator[Values]:
    """An affine map of one row, and one of two, with its inverse; and other scales a and shifts b, right and wrong."""
    one = {"d": 1, "G": lam(Z, 2 * Z + 2 * ones(1, 1)), "x": _matrix((3,)), "u": _matrix((1,))}
    matrices = {"J": _matrix(("1/2",)), "K": _matrix((2,))}
    numbers = {"m": _rows(Z, num(2)), "s": _rows(Z, log(num(2)))}
    scales, shifts = (-log(num(2)), log(num(2)), ZERO), map(num, (-1, 1, -4, -2))
    moving = -entry(Z, 0) / 2 - 1  # with the scale 1 the map is the same: a shift that is not autoregressive
    beyond = {"i": 2, "j": 1}  # numbers of entries that there are not
    for a, b in ((-log(num(2)), -ONE), (ZERO, moving), (-log(num(4)), -ONE), *product(scales, shifts)):
        yield {**one, **matrices, **numbers, **beyond, "a": _rows(Z, a, ZERO), "b": _rows(Z, b, ZERO)}
    two = {"d": 2, "G": lam(PAIR, block(((2, 0), (0, 3))) * PAIR + column(2, 5)), "x": _matrix((3,), (1,))}
    matrices = {"J": _matrix(("1/2", 0), (0, "1/3")), "K": _matrix((2, 0), (0, 3)), "u": _matrix((1,), (-1,))}
    numbers = {"m": _rows(PAIR, num(2), num(5)), "s": _rows(PAIR, log(num(2)), log(num(3)))}
    scale, shift = _rows(PAIR, -log(num(2)), -log(num(3))), _rows(PAIR, -ONE, -num(5) / 3)
    yield {**two, **matrices, **numbers, "a": scale, "b": shift}


def contractions() -> Iterator[Values]:
    """f(z) = γ·z with β = |γ|: for γ < 0 the bound on the distance from the fixed point is attained."""
    for slope, y in product(("-1/2", "-4/5", "-1/4", "4/5"), (0, 1)):
        gamma = Fraction(slope)
        yield {"n": 1, "beta": abs(gamma), "f": lam(Z, num(gamma) * Z), "y": _matrix((y,))}


def transported() -> Iterator[Values]:
    """Densities on the line, affine maps with slopes other than ±1, and functions that have a mean, or none."""
    yield from vanishing_at_an_end()
    yield from reciprocals()
    start = {"n": 2, "m": 2, "p_1": (Fraction(1, 4), Fraction(3, 4)), "G": (1, 1), "f_1": (Fraction(2), Fraction(5))}
    shares = piecewise(And(num(1) < X, X < num(2)), 1, 0), piecewise(num(1) <= X, 1 / X**2, 0)
    functions = [*(1 / (X - num(Fraction(c))) for c in (3, -3, 5, "3/2", "3/4")), X, 1 / X, X**2, num(1) + 0 * X]
    for law, f, slope in product(shares, functions, map(num, (2, -2))):
        plane = {"p_2": lam(Z, substitute(law, {X: entry(Z, 0)})), "f_2": lam(Z, substitute(f, {X: entry(Z, 0)}))}
        line = {"p_3": lam(X, law), "g": lam(X, slope * X), "k": lam(X, X / slope), "f_3": lam(X, f)}
        yield {**start, **plane, **line, "d": 1, "M": _matrix((slope.data,)), "S": lam(X, TRUE), "T": lam(X, TRUE)}


def renumbered() -> Iterator[Values]:
    """Two rows of two numbers, and the four of them in a row: numbered in one of several ways, the right one too."""
    orders = (lambda i, j: 2 * i + j, lambda i, j: i + j, lambda i, j: 2 + j, lambda i, j: 2 * i, lambda i, j: j)
    nothing, still = _columns(0, 0, 0, 0), (_columns(0, 0), _columns(0, 0))
    for values, order in product(((0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1), (1, 2, 3, 5)), orders):
        nested = tuple(_columns(*(values[order(i, j)] for j in range(2))) for i in range(2))
        flat, sizes = _columns(*values), {"d": 1, "K": 2, "N": 2, "J": 2, "g": lam(Z, Z)}
        yield {**sizes, "X": nothing, "e": flat, "x": still, "epsilon": nested}
        yield {**sizes, "X": flat, "e": nothing, "x": nested, "epsilon": still}


def _columns(*numbers: int) -> Any:
    return tuple(_matrix((x,)) for x in numbers)


def images() -> Iterator[Values]:
    """One or two genuine images and as many generated ones, of three; and one more of each, which does not count."""
    for m in (1, 2):
        for g in product(range(3), repeat=m + 1):
            for verdicts in product((False, True), repeat=3):
                yield {"m": m, "x": (0, 1, 2)[: m + 1], "g": g, "D": verdicts}


POINTS: Final = {
    **dict.fromkeys(("zero_one_gan.discriminator", "zero_one_gan.generator", "zero_one_gan.saddle_points"), images),
    "diffusion.closest_point": ties,
    "diffusion.not_unique": vanishing_sums,
    "diffusion.posterior_mean": renumbered,
    "divergences.kl_convex": unequal_mixtures,
    "divergences.pushforward": transported,
    "flows.residual_inverse": contractions,
    "gan_duality.softplus_conjugate": far_out,
    "ridge.limits": singular_differences,
    "flows.autoregressive": scales_and_shifts,
    "change_of_variables.scalar": one_sided_inverses,
    "diffusion.sum_of_gaussians": independent_normals,
    "wasserstein.kl_blowup": opposite_parameters,
    "wasserstein.unbounded_critic": one_sided_critics,
}
