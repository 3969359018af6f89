"""The search for certificates: what it finds the kernel accepts, and what does not follow it does not find."""

from fractions import Fraction
from random import Random

import pytest

from derivations.kernel import Theorem, Undecided, algebra, logic
from derivations.kernel.formulas import FALSE, And, Eq, real, sqrt
from derivations.kernel.terms import ONE, Term, num
from derivations.refuter.evaluate import holds
from derivations.search import certificate, products

x, y, z = map(real, "xyz")


def assumed(*formulas: Term) -> list[Theorem]:
    return [logic.assume(f) for f in formulas]


def proved(goal: Term, facts: list[Theorem], **options) -> Theorem:
    return algebra.nonneg(goal, *certificate(goal, facts, **options), ())


FOUND = {
    "linear": (2 * x < y + z, [x < y, x < z], {}),
    "weak": (x <= y + 1, [x <= y], {}),
    "product": (x * y > 0, [x > 0, y > 0], {}),
    "square of a fact": (x**2 > 1, [x > 1], {}),
    "given square": (2 * x * y <= x**2 + y**2, [], {"squares": [x - y]}),
    "weighted square": (x**2 >= 2 * x - 1, [], {"squares": [x - 1]}),
    "degree three": (x**3 > 0, [x > 0], {"degree": 3}),
    "contradiction": (FALSE, [x < y, y < x], {}),
    "rational weights": (3 * x < 2, [x < Fraction(2, 3)], {}),
    "a root by its square": (sqrt(x) ** 2 >= 0, [x >= 0], {}),
}


@pytest.mark.parametrize(("goal", "facts", "options"), FOUND.values(), ids=FOUND)
def test_what_is_found_is_accepted_by_the_kernel(goal, facts, options):
    theorem = proved(goal, assumed(*facts), **options)
    assert theorem.conclusion is goal
    assert set(theorem.hypotheses) - set(facts) <= {x >= 0}


def test_equations_are_used_with_multipliers():
    equation = logic.assume(Eq(x**2, y))
    goal = x * y <= x**3 + 1
    with pytest.raises(Undecided):
        certificate(goal, [], equations=[equation])
    terms, parts = certificate(goal, [], equations=[equation], multipliers=[ONE, x])
    assert algebra.nonneg(goal, terms, parts, ()).hypotheses == (Eq(x**2, y),)


NOT_FOUND = {
    "false": (x < y, [y < x], {}),
    "true but of higher degree": (x**3 > 0, [x > 0], {"degree": 2}),
    "a square nobody gave": (2 * x * y <= x**2 + y**2, [], {}),
    "strict without a strict fact": (x < y + z, [x <= y, 0 <= z], {}),
    "strict by a square": (0 < x**2, [], {"squares": [x]}),
    "no contradiction": (FALSE, [x < y], {}),
    "weak contradiction": (FALSE, [x <= y, y <= x], {}),
}


@pytest.mark.parametrize(("goal", "facts", "options"), NOT_FOUND.values(), ids=NOT_FOUND)
def test_what_does_not_follow_is_undecided(goal, facts, options):
    with pytest.raises(Undecided) as caught:
        certificate(goal, assumed(*facts), **options)
    assert caught.value.condition == "certificate"


def test_products_are_all_multisets_up_to_the_degree():
    facts = assumed(x > 0, y > 0)
    assert [len(p) for p in products(facts, 2)] == [0, 1, 1, 2, 2, 2]
    assert products(facts, 0) == [()]


def test_weights_are_exact_and_not_negative():
    terms, parts = certificate(num(1) / 3 * x + y > 0, assumed(x > 0, y > 0))
    assert parts == ()
    assert all(isinstance(w, Fraction) and w > 0 for w, _, _ in terms)


def test_random_consequences_are_found_and_random_claims_are_found_only_where_true():
    random = Random(0)
    bounds = [0 < x, x < 1, 0 < y, y < 2]
    facts = assumed(*bounds)
    corners = [{x: Fraction(a), y: Fraction(b)} for a in ("1/100", "99/100") for b in ("1/100", "199/100")]
    found = 0
    for _ in range(40):
        p, q, r = (random.randrange(-3, 4) for _ in range(3))
        goal = p * x + q * y < r
        try:
            theorem = proved(goal, facts, degree=1)
        except Undecided:
            low = max(p, 0) + 2 * max(q, 0)
            assert low > r or (p == q == 0 == r)  # a linear bound over a box is attained at a corner
            continue
        found += 1
        assert theorem.conclusion is goal
        assert all(holds(goal, point) is True for point in corners)
        assert all(holds(And(*bounds), point) is True for point in corners)
    assert found > 5
