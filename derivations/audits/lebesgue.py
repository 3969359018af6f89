"""Instances of the rules of Lebesgue measure: both sides in closed form, or enclosed by ball arithmetic."""

from __future__ import annotations

from random import Random
from typing import Any

from derivations.audits.engine import Args, Classical, Plan
from derivations.audits.expressions import C, N, X, Y
from derivations.audits.places import INDEX, U, on_unit
from derivations.kernel import Sequent
from derivations.kernel.densities import density, finite_kl, normal
from derivations.kernel.formulas import (
    TRUE,
    And,
    Eq,
    ForAll,
    Implies,
    above,
    exp,
    function,
    identity,
    infinity,
    integrable,
    lebesgue,
    log,
    near,
    piecewise,
    sqnorm,
    sqrt,
    tends,
    vector,
)
from derivations.kernel.terms import ONE, PROP, REAL, ZERO, Exact, Term, apply, coerce, lam, make, num

LINE = lebesgue()
SET, IMAGE = (function(name, REAL, PROP) for name in ("S", "T"))
UNKNOWN, INVERSE, BIG = (function(name, REAL) for name in ("f", "k", "F"))
FAR = infinity()


def _fixed(*args: Any) -> Any:
    return lambda random: args


def _given(claim: Term, *hypotheses: Term) -> Sequent:
    return Sequent(hypotheses, claim)


def _on(body: Exact) -> Term:
    """A function of u."""
    return lam(U, coerce(body))


def _throughout(where: Term, claim: Term) -> Sequent:
    """A claim about u for every u of a set."""
    return _given(ForAll(U, Implies(where, claim)))


def _smooth(g: Term) -> Term:
    return make("differentiable", g, U)


def _measured(random: Random) -> Args:
    body, here = random.choice((
        (U**2 - X, TRUE), (1 / U, 0 < U), (log(U) * X, 0 < U), (sqrt(1 - U), U < 1), (abs(U), And(0 < U, U < Y)),
        (exp(U) / (U - 1), 1 < U),
    ))  # fmt: skip
    return _on(body), _on(here), _given(make("measurable", _on(here))), _throughout(here, _smooth(_on(body)))


def _mapped(g: Term, k: Term, sets: tuple[Term, Term], f: Term) -> Args:
    """A substitution with its premises; g and k are functions, the sets predicates."""
    here, there = sets
    inside, image, back = apply(here, U), apply(g, U), apply(k, U)
    forth = _throughout(inside, And(apply(there, image), Eq(apply(k, image), U)))
    again = _throughout(apply(there, U), And(apply(here, back), Eq(apply(g, back), U)))
    return g, k, sets, f, (_given(make("measurable", here)), _throughout(inside, _smooth(g)), forth, again)


MAPS = (
    (2 * U + 1, (U - 1) / 2, TRUE, TRUE),
    (1 - U, 1 - U, TRUE, TRUE),
    (-3 * U, -U / 3, And(0 < U, U < 1), And(num(-3) < U, U < 0)),
    (U**2, sqrt(U), 0 < U, 0 < U),
    (U**2, -sqrt(U), U < 0, 0 < U),
    (exp(U), log(U), TRUE, 0 < U),
    (exp(-U), -log(U), 0 < U, And(0 < U, U < 1)),
    (1 / U, 1 / U, 0 < U, 0 < U),
    (1 / U, 1 / U, And(0 < U, U < 1), 1 < U),
    (-log(U), exp(-U), 0 < U, TRUE),
)
INTEGRANDS = (
    on_unit(U),
    on_unit(X + 0 * U),
    on_unit(U**3 - X * U),
    piecewise(1 <= U, 1 / U**2),
    on_unit(1 / U),
    X + 0 * U,
)


def _substitution(random: Random) -> Args:
    g, k, here, there = random.choice(MAPS)
    return _mapped(_on(g), _on(k), (_on(here), _on(there)), _on(random.choice(INTEGRANDS)))


def _without(args: Args, *places: int) -> Args:
    """A substitution some of whose premises say nothing."""
    premises = tuple(_given(TRUE) if i in places else p for i, p in enumerate(args[-1]))
    return (*args[:-1], premises)


def _affine(random: Random) -> Args:
    m = random.choice((num(2), num(-3), X + 0, num(1) / 2, X * Y))
    return m, random.choice((num(0), Y + 0, num(1))), _on(random.choice((*INTEGRANDS, normal(U, num(1), num(2)))))


INVERSES = (
    (U**2, sqrt(U), (0 < U,)),
    (sqrt(U), U**2, (0 < U,)),
    (exp(U), log(U), ()),
    (log(U), exp(U), (0 < U,)),
    (2 * U + 1, (U - 1) / 2, ()),
    (1 / U, 1 / U, (0 < U,)),
    (U**2, -sqrt(U), (U < 0,)),
    (U / (1 + U), U / (1 - U), (num(-1) < U,)),
)


def _undone(g: Term, k: Term, *hypotheses: Term) -> Sequent:
    return Sequent(hypotheses, And(_smooth(_on(g)), Eq(apply(_on(k), g), U)))


def _inverse(random: Random) -> Args:
    g, k, ends = random.choice(INVERSES)
    at = random.choice((Y + 0, num(1) / 2, num(-2), num(3)))
    return _on(g), _on(k), U, ends, at, _undone(g, k, *ends)


def _slopes(big: Term, f: Term, where: Term) -> tuple[Sequent, Sequent]:
    """F′ = f and 0 ≤ f for every u of an interval."""
    slope = And(_smooth(_on(big)), Eq(make("derivative", _on(big), U), f))
    return _throughout(where, slope), _throughout(where, ZERO <= f)


def _closed(big: Term, f: Term, a: Exact, b: Exact) -> Args:
    ends = coerce(a), coerce(b)
    return _on(big), _on(f), ends, *_slopes(big, f, And(ends[0] <= U, U <= ends[1]))


def _antiderivative(random: Random) -> Args:
    return _closed(*random.choice((
        (U**3 / 3, U**2, -1, random.choice((Y, num(2)))),
        (exp(U), exp(U), random.choice((X, num(0))), 1),
        (log(U), 1 / U, 1, random.choice((Y, num(2)))),
        (-1 / U, 1 / U**2, 1, Y),
        (2 * sqrt(U), 1 / sqrt(U), num(1) / 4, 4),
        (C**2 * U, C**2 + 0 * U, X, Y),
    )))  # fmt: skip


def _open(big: Term, f: Term, end: Exact, source: Term, limit: Exact, goes: Term | None = None) -> Args:
    """An integral with an open end; `goes` in place of the limit of F there."""
    stop = coerce(end)
    where = stop <= U if source.op == "infinity" else And(source.args[0] < U, U <= stop)
    towards = tends(big, U, source, limit) if goes is None else goes
    return _on(big), _on(f), stop, *_slopes(big, f, where), _given(towards)


def _improper(random: Random) -> Args:
    zero = above(0)
    return _open(*random.choice((
        (2 * sqrt(U), 1 / sqrt(U), random.choice((num(1), Y + 0)), zero, 0),
        (U - U * log(U), -log(U), 1, zero, 0),
        (X**2 * U, X**2 + 0 * U, Y, zero, 0),
        (-1 / U, 1 / U**2, random.choice((num(1), num(1) / 2)), FAR, 0),
        (1 - exp(-U), exp(-U), random.choice((num(0), Y + 0)), FAR, 1),
        (-1 / (2 * U**2), 1 / U**3, 2, FAR, 0),
    )))  # fmt: skip


POINT = vector("z", 0)


def _exists(body: Term, variable: Term = U) -> Sequent:
    return _given(integrable(body, variable, lebesgue(variable.shape[0])))


def _product(random: Random) -> Args:
    """With a factor on the space of no dimensions, whose one point has mass 1."""
    here = _exists(random.choice((X, num(3))) + sqnorm(POINT), POINT)
    there = _exists(random.choice((on_unit(U), on_unit(U**2 - Y), piecewise(1 <= U, 1 / U**2))))
    return random.choice(((here, there), (there, here), (here, here)))


FACTORS = (
    on_unit(1), on_unit(2 * U), piecewise(1 <= U, 1 / U**2), piecewise(And(0 < U, U <= INDEX + 1), 1 / (INDEX + 1)),
    normal(U, INDEX + 0, num(1)),
)  # fmt: skip


def _coordinates(size: Term, factor: Term, term: Term) -> Args:
    """Densities of single coordinates and numbers that depend on one, with the premises."""
    densities = ForAll(INDEX, Implies(INDEX < size, density(LINE, _on(factor))))
    means = ForAll(INDEX, Implies(INDEX < size, integrable(term * factor, U, LINE)))
    return size, lam(INDEX, _on(factor)), lam(INDEX, _on(term)), _given(densities), _given(means)


def _independent(random: Random) -> Args:
    factor = random.choice(FACTORS)
    long = factor is FACTORS[2]
    term = random.choice((1 / U, X + 0 * U) if long else (U + INDEX, X * U**2, 1 - U, (INDEX + 1) * U))
    return _coordinates(random.choice((N, num(0), num(1))), factor, term)


SQUARE, ROOT, HYPERBOLA = U**2, sqrt(U), 1 / U
OPEN, HALF_OPEN = And(num(-1) < U, U < 1), And(0 <= U, U < 1)
BENT = piecewise(0 <= U, ROOT, -sqrt(-U))
LEANING = piecewise(U <= 0, U)
INVERSE_SQUARE = piecewise(Eq(U, 0), 0, 1 / U**2)
TWICE = _coordinates(ONE, on_unit(2), U)
ACROSS = _closed(-1 / U, INVERSE_SQUARE, -1, 1)
PLANS = {
    "pi_bounds": Plan(_fixed()),
    "point_null": Plan(lambda r: (r.choice((X, num(1), X * Y)),), pointwise=False),
    "smooth_measurable": Plan(
        _measured,
        classical={
            "measurable": Classical(
                (_on(ONE), SET, _given(Eq(SET, SET)), _throughout(apply(SET, U), _smooth(_on(ONE)))),
                "for S a set that is not measurable (Vitali's): the function is its indicator",
            ),
            "smooth": Classical(
                (UNKNOWN, _on(TRUE), _given(make("measurable", _on(TRUE))), _given(TRUE)),
                "for f the indicator of a set that is not measurable (Vitali's)",
            ),
        },
        pointwise=False,
    ),
    "substitution": Plan(
        _substitution,
        {"inverse": _fixed(*_without(_mapped(_on(SQUARE), _on(ROOT), (_on(OPEN), _on(HALF_OPEN)), _on(ONE)), 2, 3))},
        classical={
            "measurable": Classical(
                _without(_mapped(_on(SQUARE), INVERSE, (SET, _on(And(0 < U, U < 1))), _on(ONE)), 0),
                "for V a subset of (0, 1) that is not measurable (Vitali's), S made of the u in V and of the -u with u"
                " in (0, 1) but not in V, and k(u) the one of sqrt(u) and -sqrt(u) that lies in S: the left integral is"
                " 1, on the right stands 2|u| on a set that is not measurable",
            ),
            "smooth": Classical(
                _without(_mapped(UNKNOWN, INVERSE, (_on(HALF_OPEN), _on(HALF_OPEN)), _on(ONE)), 1),
                "for f(u) = (u + c(u))/2 with Cantor's function c, and k its inverse: the left integral is 1, but"
                " f'(u) = 1/2 for almost every u, so that the right one is 1/2",
            ),
        },
        remarks={"inverse": "u^2 takes every value in (0, 1) twice on (-1, 1): 1 on the left, 2 on the right"},
        pointwise=False,
    ),
    "affine_substitution": Plan(
        _affine,
        {"invertible": _fixed(ZERO, num(1) / 2, _on(on_unit(1)))},
        structural={"form": "a matrix that is not square has no determinant: the conclusion cannot be written"},
        remarks={"invertible": "1 on (0, 1] has the integral 1, but the constant 1 has none over the line"},
        pointwise=False,
    ),
    "inverse_derivative": Plan(
        _inverse,
        {
            "form": _fixed(_on(U), _on(LEANING), U, (U <= 0,), ZERO, _undone(U, LEANING, U <= 0)),
            "fresh": _fixed(_on(SQUARE), _on(U), U, (), Y, _undone(SQUARE, U, Eq(U, 1))),
            "inverse": _fixed(_on(2 * U), _on(U), U, (), Y, _given(And(_smooth(_on(2 * U)), TRUE))),
            "smooth": _fixed(_on(U * abs(U)), _on(BENT), U, (), ZERO, _undone(U * abs(U), BENT)),
        },
        remarks={
            "form": "at the closed end 0 nothing is said of the other side, where k is 0",
            "smooth": "u*|u| has the slope 0 at 0, so that its inverse is infinitely steep there",
        },
        pointwise=False,
    ),
    "gaussian_moment": Plan(
        lambda r: (r.choice((X, num(1), X * Y)), r.choice((Y, num(2), num(1) / 2, X**2 + 1)), num(r.randrange(7))),
        {"scale": _fixed(X, Y, num(0))},
        structural={
            "form": "the moment of an order that is no numeral is not a number that can be written down, and one beyond"
            " the largest order would be right: there is nothing false to conclude"
        },
        pointwise=False,
    ),
    "gaussian_vector": Plan(
        lambda r: r.choice(((X, ONE), (num(1), num(4)), (Y + 0, num(1) / 4), (vector("m", N), identity(N)))),
        {"definite": _fixed(X, ZERO)},
        remarks={"definite": "with the variance 0 there is no density"},
        pointwise=False,
    ),
    "antiderivative": Plan(
        _antiderivative,
        {
            "slope": _fixed(*ACROSS[:3], _given(TRUE), *ACROSS[4:]),
            "order": _fixed(*_closed(U, ONE + 0 * U, 1, 0)),
        },
        classical={
            "sign": Classical(
                (
                    BIG,
                    UNKNOWN,
                    (ZERO, ONE),
                    _throughout(
                        And(ZERO <= U, U <= ONE),
                        And(_smooth(BIG), Eq(make("derivative", BIG, U), UNKNOWN(U))),
                    ),
                    _given(TRUE),
                ),
                "for F(u) = u^2*sin(1/u^2), F(0) = 0, and f = F': F is differentiable everywhere, but |f| is of the"
                " order 2/u near 0 and has no integral over [0, 1]",
            )
        },
        remarks={"slope": "-1/u across 0 gives -2 for the integral of a positive function, which does not exist"},
        pointwise=False,
    ),
    "improper": Plan(
        _improper,
        {
            "form": _fixed(*_open(-exp(-U), exp(-U), 1, FAR, 0)[:5], _given(tends(-exp(-U), U, near(0), -1))),
            "slope": _fixed(
                _on(ZERO),
                _on(HYPERBOLA),
                ONE,
                _given(TRUE),
                *_open(log(U), HYPERBOLA, 1, above(0), 0)[4:5],
                _given(tends(ZERO, U, above(0), 0)),
            ),
            "order": _fixed(*_open(U, ONE + 0 * U, -1, above(0), 0)),
            "limit": _fixed(*_open(log(U), HYPERBOLA, 1, FAR, 0, tends(HYPERBOLA, U, FAR, 0))),
        },
        classical={
            "sign": Classical(
                (
                    BIG,
                    UNKNOWN,
                    ONE,
                    _throughout(ONE <= U, And(_smooth(BIG), Eq(make("derivative", BIG, U), UNKNOWN(U)))),
                    _given(TRUE),
                    _given(make("tends", BIG, FAR, near(0))),
                ),
                "for F(u) = sin(u^2)/u and f = F': F goes to 0 at infinity, but |f| is about 2*|cos(u^2)| there and has"
                " no integral over [1, oo)",
            )
        },
        remarks={
            "form": "the limit at 0 is none at infinity",
            "limit": "log(u) grows without bound: 1/u has no integral over [1, oo)",
        },
        pointwise=False,
    ),
    "fubini": Plan(
        _product,
        {"form": _fixed(_given(finite_kl(LINE, _on(ONE), _on(ONE))), _exists(1 + sqnorm(POINT), POINT))},
        remarks={"form": "1*log(1/1) = 0 has an integral over the line, 1 has none"},
        pointwise=False,
    ),
    "independent": Plan(
        _independent,
        {
            "densities": _fixed(*TWICE[:3], _given(TRUE), *TWICE[4:]),
            "integrable": _fixed(*_coordinates(ONE, piecewise(1 <= U, 1 / U**2), U)[:4], _given(TRUE)),
        },
        remarks={
            "densities": "2 on (0, 1] has the integral 2",
            "integrable": "the density 1/u^2 on [1, oo) has no mean",
        },
        pointwise=False,
    ),
}
