"""Instances of the rules about laws and independence."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from derivations.audits.engine import Args, Classical, Plan
from derivations.audits.places import INDEX, MU, P
from derivations.kernel import Sequent
from derivations.kernel.densities import density, normal, pushes_forward
from derivations.kernel.formulas import (
    TRUE,
    And,
    Eq,
    counting,
    function,
    lebesgue,
    natural,
    piecewise,
    real,
    vector,
)
from derivations.kernel.random_vectors import independent
from derivations.kernel.terms import NAT, REAL, SPACE, Term, lam, make, num

J, U = natural("j"), real("u")
FUNCTION, ON_LINE = function("a", NAT), function("h", REAL)
OTHER = function("r")
X, Y = function("X", SPACE, REAL), function("Y", SPACE, REAL)
UNIT = num(0), num(1)
STANDARD = lam(U, normal(U, *UNIT))
LINE = lebesgue()


def _given(claim: Term) -> Sequent:
    return Sequent((), claim)


def _table(variable: Term, *values: Term | int) -> Term:
    """The function with these values at 0, 1, 2, … and 0 beyond."""
    body = num(0)
    for index, value in reversed([*enumerate(values)]):
        body = piecewise(Eq(variable, index), value, body)
    return lam(variable, body)


def _law(random: Random) -> Args:
    """Weights on two points, a map of them, and what weights the images have."""
    first = num(Fraction(random.randrange(1, 4), 4))
    weights = _table(INDEX, first, 1 - first)
    image, size, law = random.choice((
        (lam(INDEX, INDEX + 1), 3, (0, first, 1 - first)),
        (lam(INDEX, INDEX), 2, (first, 1 - first)),
        (lam(INDEX, num(1)), 2, (0, 1)),
        (lam(INDEX, 2 * INDEX), 4, (first, 0, 1 - first, 0)),
    ))  # fmt: skip
    start, place = counting(2), counting(size)
    f = random.choice((FUNCTION, _table(J, 3, -2, 5)))
    claim = pushes_forward(start, weights, image, place, _table(J, *law))
    return _given(density(start, weights)), _given(claim), _given(make("measurable", f))


def _joint(apart: Term, second: Term, weight: Term = P) -> Args:
    """X has the standard normal density under p, and Y under another weight, perhaps."""
    laws = (pushes_forward(MU, p, v, LINE, STANDARD) for p, v in ((P, X), (weight, second)))
    return _given(apart), *map(_given, laws)


def _plane() -> Args:
    """The coordinates of the plane under a product of standard normal densities."""
    w = vector("w", 2)
    weight, first, second = (lam(w, body) for body in (normal(w[0], *UNIT) * normal(w[1], *UNIT), w[0], w[1]))
    laws = (pushes_forward(lebesgue(2), weight, v, LINE, STANDARD) for v in (first, second))
    return _given(independent(lebesgue(2), weight, first, second)), *map(_given, laws)


FOLDED = piecewise(1 <= U, 1 / U**2, piecewise(U <= -1, -1 / U**2))
SIGNED = (
    _given(TRUE),
    _given(pushes_forward(LINE, lam(U, FOLDED), lam(U, abs(U)), LINE, lam(U, num(0)))),
    _given(make("measurable", lam(U, U**2))),
)
EXTENDED = (
    _given(density(MU, P)),
    _given(pushes_forward(MU, P, X, LINE, lam(U, piecewise(And(0 < U, U < 1), 1)))),
    _given(Eq(ON_LINE, ON_LINE)),
)
PLANS = {
    "law_of_image": Plan(
        _law,
        structural={"form": "what is no law names no random variable: there is nothing to conclude"},
        classical={
            "density": Classical(
                SIGNED,
                "for every u: the weight sign(u)/u^2 beyond 1 is carried by |u| to 0, but u^2 times it is sign(u),"
                " which has no integral",
            ),
            "measurable": Classical(
                EXTENDED,
                "for mu an extension of Lebesgue measure on (0, 1) to more sets, among them a V that is not Lebesgue"
                " measurable, X(w) = w and h the indicator of V: h(X) is integrable, h is not",
            ),
        },
        pointwise=False,
    ),
    "joint_law": Plan(
        lambda r: _plane(),
        structural={"form": "another measure has no dimension: the joint density cannot be written"},
        classical={
            "sample": Classical(
                _joint(independent(MU, P, X, Y), Y, OTHER),
                "for the sample space of a standard normal X and Y = 2Z with Z standard normal, apart from X, and r(w)"
                " = p(w)*N(Y(w); 0, 1)/N(Y(w); 0, 4): Y has the standard normal density under r, not under p",
            ),
            "independent": Classical(_joint(TRUE, Y), "for Y = X: (X; X) has no density on the plane"),
        },
        pointwise=False,
    ),
}
