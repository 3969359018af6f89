"""Instances of the rules of the abstract integral, on finite spaces, for finite sums and on the line.

Where a rule fails without integrability or domination, its counterexample is a classical one on the line.
"""

from __future__ import annotations

from random import Random
from typing import Any

from derivations.audits.engine import Args, Classical, Plan
from derivations.audits.expressions import C, K, N, X, Y, relation, rewritten, scalar, sequent
from derivations.audits.places import (
    ABSTRACT,
    INDEX,
    LINE,
    MU,
    ON_LINE,
    A,
    P,
    Place,
    Q,
    U,
    W,
    bounded,
    everywhere,
    on_unit,
    place,
    summed,
)
from derivations.kernel import Sequent
from derivations.kernel.densities import KL, absolutely_continuous, density
from derivations.kernel.formulas import (
    TRUE,
    And,
    Eq,
    Exists,
    ForAll,
    Implies,
    Integral,
    Ne,
    Not,
    Or,
    Product,
    Sum,
    almost,
    counting,
    differentiable,
    exp,
    function,
    infinity,
    integrable,
    log,
    measurable,
    natural,
    piecewise,
    point,
    real,
    sqrt,
    tends,
    vector,
)
from derivations.kernel.integrals import combined
from derivations.kernel.terms import ONE, REAL, ZERO, Term, lam, make, num

T = real("t")
J = natural("j")


def _fixed(*args: Any) -> Any:
    return lambda random: args


def _given(claim: Term, *hypotheses: Term) -> Sequent:
    return Sequent(hypotheses, claim)


def _exists(here: Place, body: Term) -> Sequent:
    """A number has an integral: valid as it stands for the numbers of a place."""
    return _given(integrable(body, here.x, here.mu))


def _supposed(claim: Term) -> Sequent:
    return Sequent((claim,), claim)


def _branch(random: Random) -> Args:
    condition = relation(random, 1)
    term = piecewise(condition, scalar(random, 2), scalar(random, 1))
    return term, sequent(random, condition if random.random() < 0.5 else Not(condition))


def _almost(random: Random) -> Args:
    here = place(random)
    f, g = (bounded(random, here) for _ in range(2))
    kind = random.randrange(4)
    if kind == 0:
        return here.mu, here.x, (), _given((f - g) ** 2 + 1 > 0)
    if kind == 1:
        return here.mu, here.x, (_supposed(everywhere(here, f < g)),), _given(f + C < g + C, f < g, 0 < C)
    if kind == 2 and here is ON_LINE:
        return LINE, U, (_given(almost(Ne(U, 1), U, LINE)),), _given(0 < (U - 1) ** 2, Ne(U, 1))
    known = tuple(_supposed(everywhere(here, claim)) for claim in (ZERO <= f, f <= g))
    return here.mu, here.x, known, _given(ZERO <= g, ZERO <= f, f <= g)


def _linear(random: Random) -> Args:
    here = place(random)
    values = [bounded(random, here) for _ in range(random.randrange(4))]
    coefficients = [random.choice((ONE, num(-1), num(2), X + 0, Y * X, num(0))) for _ in values]
    inner = combined(coefficients, values)
    parts = tuple((c, _exists(here, v)) for c, v in zip(coefficients, values, strict=True))
    if here.unknown is not None and random.random() < 0.4:
        return here.mu, here.unknown, parts, _supposed(everywhere(here, Eq(here.unknown(here.x), inner)))
    body = rewritten(random, inner, 2)
    return here.mu, lam(here.x, body), parts, _given(everywhere(here, Eq(body, inner)))


def _ordered(random: Random) -> Args:
    here = place(random)
    f, g = (bounded(random, here) for _ in range(2))
    below = everywhere(here, f <= g)
    if random.random() < 0.5:
        g = f + abs(random.choice(here.numbers))
        return _given(everywhere(here, f <= g)), _exists(here, f), _exists(here, g)
    return _supposed(below), _exists(here, f), _exists(here, g)


def _zero(random: Random) -> Args:
    here = place(random)
    f, g = random.choice(here.numbers), random.choice(here.numbers)
    body = random.choice((abs(f), abs(f - g), abs(f - f), random.choice(here.numbers)))
    return (_supposed(everywhere(here, ZERO <= body)), _exists(here, body),
            _supposed(Eq(Integral(body, here.x, here.mu), ZERO)))  # fmt: skip


def _sized(random: Random) -> Args:
    here = place(random)
    return here.mu, _exists(here, bounded(random, here))


def _squeezed(random: Random) -> Args:
    here = place(random)
    f = bounded(random, here)
    lower, upper = random.choice(((-abs(f), abs(f)), (f, f), (f - abs(random.choice(here.numbers)), f)))
    return (_given(measurable(f, here.x)), _given(everywhere(here, lower <= f)), _given(everywhere(here, f <= upper)),
            _exists(here, lower), _exists(here, upper))  # fmt: skip


def _composed(random: Random) -> Args:
    here = random.choice((ABSTRACT, ABSTRACT, ON_LINE, summed(random)))
    f, g = (bounded(random, here) for _ in range(2))
    body = random.choice((f, exp(f) / g, log(f) + sqrt(abs(g)), piecewise(f < g, f, C), f < g, And(Eq(f, g), g <= C)))
    return (measurable(body, here.x),)


def _dominated(random: Random) -> Args:
    here = random.choice((ABSTRACT, ON_LINE, Place(counting(N), INDEX, (A(INDEX), INDEX + 0, A(INDEX) ** 2), None)))
    f = random.choice(here.numbers)
    body, limit = random.choice(((f / (K + 1), 0 * f), (f + f / (K + 1), f), (f * (num(1) / 2) ** K, 0 * f), (f, f)))
    if here is ON_LINE and random.random() < 0.4:
        body, limit, f = random.choice(
            ((on_unit(U**K), on_unit(0), on_unit(1)), (on_unit(U / (K + 1)), 0 * U, on_unit(1)))
        )
    bound = 2 * abs(f)
    each = And(integrable(body, here.x, here.mu), everywhere(here, abs(body) <= bound))
    goes = everywhere(here, tends(body, K, infinity(), limit))
    sequence = lam(K, lam(here.x, body))
    return here.mu, sequence, lam(here.x, limit), _exists(here, bound), _given(ForAll(K, each)), _given(goes)


def _under(mu: Term, x: Term, body: Term, bound: Term, at: Term, radius: Term, *, given: Term | None = None) -> Args:
    """A family with its three premises; `given` in place of the domination."""
    family = lam(T, lam(x, body))
    close = abs(T - at) < radius
    slope = make("derivative", lam(T, body), T)
    smooth = And(differentiable(body, T, T), abs(slope) <= bound)
    below = almost(ForAll(T, Implies(close, smooth)), x, mu) if given is None else given
    each = ForAll(T, Implies(close, integrable(body, x, mu)))
    return mu, family, at, radius, _given(integrable(bound, x, mu)), _given(each), _given(below)


def _leibniz(random: Random) -> Args:
    here = random.choice(
        (ABSTRACT, ABSTRACT, ON_LINE, Place(counting(N), INDEX, (A(INDEX), INDEX + 0, A(INDEX) ** 2), None))
    )
    f = random.choice(here.numbers)
    body, bound, at = random.choice((
        (T * f, abs(f), Y),
        (T**2 * f, 2 * abs(f), num(0)),
        ((T - 1) ** 2 * f + T, 2 * abs(f) + 1, num(1)),
        (exp(T) * f, exp(num(2)) * abs(f), num(1)),
        (f / (T + 2), abs(f), num(0)),
    ))  # fmt: skip
    if here is ON_LINE and body is (T - 1) ** 2 * f + T:
        body, bound = T**2 * f, 2 * abs(f)
        at = num(0)
    return _under(here.mu, here.x, body, bound, at, random.choice((ONE, num(1) / 2)))


ABOUT_POINTS = (
    Sequent((density(MU, P),), Eq(make("integral", MU, P), 1)),
    Sequent((density(MU, P), density(MU, Q)), Eq(Integral(P(W) + Q(W), W, MU), 2)),
    Sequent((density(MU, P),), Eq(KL(MU, P, P), 0)),
    Sequent((density(MU, P),), absolutely_continuous(MU, P, P)),
    Sequent((make("integrable", MU, P),), Eq(Integral(X * P(W), W, MU), X * make("integral", MU, P))),
    Sequent((measurable(Eq(W, point("c")), W),), measurable(piecewise(Eq(W, point("c")), 1), W)),
    Sequent((ForAll(W, 0 <= P(W)),), almost(0 <= P(W), W, MU)),
    Sequent((density(MU, P),), Exists(W, 0 < P(W))),
    Sequent((), Eq(P(W) - P(W), 0)),
    Sequent((Eq(W, point("c")),), Eq(P(W), P(point("c")))),
)


def _moved(random: Random) -> Args:
    target = random.choice((real("z"), natural("z"), vector("z", 2), vector("z", N), point("z")))
    return random.choice(ABOUT_POINTS), target


def _summed_up(random: Random) -> Args:
    count = random.choice((N, N + 2, num(3)))
    claim = random.choice(
        (INDEX + 1 <= count, 0 <= A(INDEX) ** 2, INDEX < count, Eq(A(INDEX), A(INDEX)), INDEX * INDEX <= count * count)
    )
    return INDEX, count, Sequent((INDEX < count, 0 < X), claim)


def _at_index(random: Random) -> Args:
    count, index = random.choice(((N, K), (num(3), num(1)), (N + 1, N), (num(2), K)))
    claim = almost(random.choice((0 < A(INDEX), A(INDEX) <= A(INDEX + 1), INDEX * 2 <= 2 * N)), INDEX, counting(count))
    return sequent(random, claim), Sequent((K < N,) if index is K and count is N else (), index < count)


def _terms(random: Random) -> Term:
    return random.choice(
        (A(INDEX), A(INDEX) * X, INDEX**2 + X, Sum(A(J), J, INDEX), X**INDEX, piecewise(INDEX < 1, X, A(INDEX)))
    )


def _count(random: Random) -> Term:
    return random.choice((N + 1, num(0), num(1), num(3), N + K + 1))


BUMP = piecewise(And(0 < U, U * (K + 1) <= 1), K + 1)
SPREAD = piecewise(And(0 <= U, U < K + 1), 1 / (K + 1))
NOUGHT = lam(U, 0 * U)
ODD = piecewise(And(num(-1) <= U, U <= 1), U)
RISING = on_unit(T**3 / (U + T**2) ** 2)
HYPERBOLA = on_unit(1 / U)


def _each(body: Term, bound: Term) -> Sequent:
    claims = And(integrable(body, U, LINE), almost(abs(body) <= bound, U, LINE))
    return _given(ForAll(K, claims))


def _vanishes(body: Term) -> Sequent:
    return _given(almost(tends(body, K, infinity(), 0 * U), U, LINE))


def _sequence(body: Term) -> Term:
    return lam(K, lam(U, body))


def _bound(body: Term) -> Sequent:
    return _given(integrable(body, U, LINE))


def _seen(body: Term) -> Sequent:
    return _given(measurable(body, U))


def _everywhere(formula: Term) -> Sequent:
    return _given(almost(formula, U, LINE))


VITALI = "for f the indicator of a set in (0, 1) that is not measurable (Vitali's): f is not measurable"
PLANS = {
    "branch": Plan(
        _branch,
        {
            "form": _fixed(Or(X < 1, X < 0), _given(X < 1, X < 1)),
            "case": _fixed(piecewise(X < 0, 1, 2), _given(X < 1, X < 1)),
        },
    ),
    "almost_everywhere": Plan(
        _almost,
        {
            "form": _fixed(LINE, U, (_given(Exists(U, Eq(U, 0))),), _given(Eq(U, 0), Eq(U, 0))),
            "fresh": _fixed(LINE, U, (), _given(0 < U, 0 < U)),
        },
        remarks={"fresh": "u > 0 for one u says nothing about the others"},
        pointwise=False,
    ),
    "linear": Plan(
        _linear,
        {"form": _fixed(LINE, lam(U, HYPERBOLA), ((ONE, _seen(HYPERBOLA)),), _everywhere(Eq(HYPERBOLA, HYPERBOLA)))},
        suspects=(
            (LINE, lam(U, ONE + 0 * U), ((ONE, _seen(ONE + 0 * U)),), _everywhere(Eq(ONE + 0 * U, ONE + 0 * U))),
            (MU, P, ((ONE, _given(make("measurable", Q))),), _given(measurable(Eq(P(W), Q(W)), W))),
        ),
        remarks={"form": "the integral of 1/u from e to 1 is -log(e), which grows without bound as e goes to 0"},
        pointwise=False,
    ),
    "integral_order": Plan(
        _ordered,
        {"form": _fixed(_everywhere(-ONE + 0 * U <= 0 * U), _seen(-ONE + 0 * U), _bound(0 * U))},
        suspects=((_everywhere(0 * U <= on_unit(1)), _bound(on_unit(1)), _bound(0 * U)),),
        remarks={"form": "-1 has no integral over the line, so that nothing is known of the number on the left"},
        pointwise=False,
    ),
    "integral_zero": Plan(
        _zero,
        {"form": _fixed(_everywhere(ZERO <= ODD**2), _bound(ODD), _given(Eq(Integral(ODD, U, LINE), 0)))},
        remarks={"form": "positive and negative values cancel"},
        pointwise=False,
    ),
    "absolutely_integrable": Plan(
        _sized,
        {"form": _fixed(LINE, _seen(HYPERBOLA))},
        remarks={"form": "a function may be measurable and have no integral, as 1/u on (0, 1]"},
        pointwise=False,
    ),
    "squeezed": Plan(
        _squeezed,
        {
            "form": _fixed(
                _seen(HYPERBOLA),
                _everywhere(0 * U <= HYPERBOLA),
                _everywhere(HYPERBOLA <= on_unit(1 / U)),
                _bound(0 * U),
                _seen(HYPERBOLA),
            )
        },
        classical={
            "measurable": Classical(
                (
                    _given(Eq(*(function("f", REAL),) * 2)),
                    _everywhere(0 * U <= function("f", REAL)(U)),
                    _everywhere(function("f", REAL)(U) <= on_unit(1)),
                    _bound(0 * U),
                    _bound(on_unit(1)),
                ),
                VITALI + " even after a change on a null set",
            )
        },
        remarks={"form": "it lies between 0 and itself, but the upper bound 1/u has no integral over (0, 1]"},
        pointwise=False,
    ),
    "composed": Plan(
        _composed,
        {"form": _fixed(ForAll(K, K < 1))},
        classical={"pieces": Classical((measurable(function("f", REAL)(U) + 1, U),), VITALI + ", nor is f + 1")},
    ),
    "dominated_convergence": Plan(
        _dominated,
        {
            "form": _fixed(
                LINE, _sequence(SPREAD), NOUGHT, _seen(ONE + 0 * U), _each(SPREAD, ONE + 0 * U), _vanishes(SPREAD)
            ),
            "dominated": _fixed(LINE, _sequence(BUMP), NOUGHT, _bound(0 * U), _given(TRUE), _vanishes(BUMP)),
        },
        remarks={
            "form": "the block of height 1/(k+1) over [0, k+1) has the area 1 for every k and tends to 0 everywhere;"
            " it stays below 1, which has no integral over the line",
            "dominated": "the bump of height k+1 over (0, 1/(k+1)] has the area 1 for every k and tends to 0"
            " everywhere; what is above all bumps is above 1/u - 1, which has no integral over (0, 1]",
        },
        pointwise=False,
    ),
    "leibniz": Plan(
        _leibniz,
        {
            "form": _fixed(
                *_under(LINE, U, RISING, on_unit(3 / (4 * U)), num(0), ONE)[:4],
                _seen(on_unit(3 / (4 * U))),
                *_under(LINE, U, RISING, on_unit(3 / (4 * U)), num(0), ONE)[5:],
            ),
            "dominated": _fixed(*_under(LINE, U, RISING, on_unit(1), num(0), ONE, given=almost(TRUE, U, LINE))),
        },
        suspects=(_under(LINE, U, on_unit(piecewise(U < T, 1)), 0 * U, num(1) / 2, ONE, given=almost(TRUE, U, LINE)),),
        remarks=dict.fromkeys(
            ("form", "dominated"),
            "the integral of t^3/(u + t^2)^2 over (0, 1] is t - t^3/(1 + t^2), with derivative 1 at t = 0, while the"
            " derivative of the integrand there is 0 for every u; the least bound of all derivatives is of the order"
            " of 1/u",
        ),
        pointwise=False,
    ),
    "on_space": Plan(
        _moved,
        structural={
            "form": "any set is a space on which every set is measurable: what holds of the points of all spaces holds"
            " of the values of any sort, and measures on what is no space are ill-formed",
            "fresh": "two variables that become one make an instance of the theorem, which is true, but says less than"
            " the theorem did: the condition keeps it from being lost unseen",
        },
        pointwise=False,
    ),
    "sum_almost": Plan(
        _summed_up,
        {"fresh": _fixed(INDEX, num(2), _given(Eq(INDEX, 0), Eq(INDEX, 0)))},
        structural={"form": "only a natural variable can be bound over natural numbers: there is nothing to conclude"},
        pointwise=False,
    ),
    "sum_everywhere": Plan(
        _at_index, {"form": _fixed(_given(almost(INDEX <= 1, INDEX, counting(2))), _given(K < 5, K < 5))}
    ),
    "sum_integrable": Plan(lambda r: (_count(r), lam(INDEX, _terms(r)))),
    "sum_of": Plan(lambda r: (Sum(_terms(r), INDEX, _count(r)),), {"form": _fixed(Integral(on_unit(U), U, LINE))}),
    "product_of": Plan(
        lambda r: (Product(_terms(r), INDEX, _count(r)),),
        structural={
            "form": "a product of a number of factors that is no numeral and not n + 1 cannot be written out, one of"
            " more than 200 factors only at length, and what is no product has no factors: nothing false follows"
        },
    ),
}
