"""What holds almost everywhere or at every index, signs by known equations, and what is kept between searches."""

from __future__ import annotations

import pytest

from derivations.kernel import Undecided, logic
from derivations.kernel.formulas import (
    Eq,
    ForAll,
    Implies,
    almost,
    counting,
    entry,
    exp,
    integrable,
    lebesgue,
    log,
    natural,
    piecewise,
    real,
    vector,
)
from derivations.kernel.terms import ZERO
from numerics import (
    equivalence,  # noqa: F401 - it registers the ways
    equivalence_ways,
)
from numerics.claims import Claim
from numerics.equivalence_core import by_any_way
from numerics.equivalence_meaning import shown
from numerics.equivalence_signs import signed
from numerics.equivalence_ways import remembered
from tests.numerics.equivalence_checks import facts

x, y, z = map(real, "xyz")
i, n, m = natural("i"), natural("n"), natural("m")
u, w = vector("u", n), vector("w", n)


NEGATIVE = ForAll(i, Implies(i < n, Eq(entry(u, i), -exp(entry(w, i)))))


@pytest.mark.parametrize(
    ("given", "goal"),
    [
        ((NEGATIVE,), almost(Implies(-entry(u, i) >= 0, -entry(u, i) > 0), i, counting(n))),
        ((), almost(Implies(x >= 0, x > 0), x, lebesgue(1))),
    ],
    ids=["at an index", "but at a border"],
)
def test_what_holds_at_an_arbitrary_point_holds_almost_everywhere(given, goal):
    assert by_any_way(facts(*given), logic.truth(), goal).conclusion.alpha is goal.alpha


@pytest.mark.parametrize(
    ("given", "goal"),
    [
        ((NEGATIVE,), almost(Implies(-entry(u, i) >= 0, -entry(u, i) > 0), i, counting(m))),
        ((NEGATIVE,), almost(Implies(-entry(u, i) >= 0, entry(u, i) > 0), i, counting(n))),
        ((), almost(Implies(x >= -1, x > 0), x, lebesgue(1))),
    ],
    ids=["beyond the indices", "the other sign", "on an interval"],
)
def test_what_fails_somewhere_is_not_proved(given, goal):
    with pytest.raises(Undecided):
        by_any_way(facts(*given), logic.truth(), goal)


def test_a_known_value_gives_a_sign():
    known = facts(Eq(x, -exp(y)))
    sign = signed(known, x)
    assert sign is not None
    assert sign.conclusion.alpha is (ZERO < -x).alpha
    assert signed(facts(Eq(x, -y)), x) is None


def log_cases(condition):
    """A density on the positive numbers up to 1, with a logarithm in it."""
    return integrable(piecewise(condition, log(x), 0), x, lebesgue(1))


def test_what_a_variant_needs_follows_from_a_fact_of_the_same_form():
    known = facts(log_cases(x > 0))
    assert shown(known, Claim((), log_cases(x >= 0))).conclusion.alpha is log_cases(x >= 0).alpha
    with pytest.raises(Undecided):
        shown(known, Claim((), log_cases(x > -1)))


def test_what_a_variant_needs_follows_from_a_premise_that_differs_little():
    known = facts(Implies(x > 1, Eq(y, log(z))))
    claim = Claim((x > 2,), Eq(y, log(z)))
    assert shown(known, claim).conclusion.alpha is claim.conclusion.alpha
    with pytest.raises(Undecided):
        shown(known, Claim((x > 0,), Eq(y, log(z))))


def test_what_was_found_is_kept_for_the_same_facts_only(monkeypatch):
    asked = []

    @remembered
    def rule(known, term):
        asked.append(term)
        return known.look_up(term > 0)

    empty, told = facts(), facts(x > 0)
    assert [rule(empty, x), rule(empty, x), rule(told, x) is None, rule(facts(), x)] == [None, None, False, None]
    assert len(asked) == 2
    monkeypatch.setattr(equivalence_ways, "MOST", 0)
    rule(empty, y)
    rule(empty, x)
    assert len(asked) == 4
