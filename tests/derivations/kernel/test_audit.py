"""Every rule of the kernel is audited, every side condition is needed, and the audit catches known bugs."""

from __future__ import annotations

import json

import pytest

from derivations.audits import COUNTEREXAMPLES, Plan, all_counterexamples, audit, known_counterexamples, plan_of
from derivations.audits.registry import plans, search
from derivations.kernel import RULES, Sequent
from derivations.kernel.formulas import Eq, near, real, sqrt, tends
from derivations.kernel.terms import lam, make
from derivations.kernel.theorem import merge, rule

NAMES = sorted(RULES)
X, A, B, C = map(real, "xabc")


@pytest.mark.parametrize("name", NAMES)
def test_rule_is_right_wherever_it_applies_and_needs_each_side_condition(name):
    found = audit(RULES[name])
    assert found.failures == ()
    assert [c for c, example in found.counterexamples.items() if example is None] == []
    assert found.cases >= 1
    assert found.points >= 1
    assert set(found.counterexamples) | set(found.structural) == set(RULES[name].conditions)
    assert found.holds


@pytest.mark.parametrize("name", NAMES)
def test_stored_counterexamples_are_those_that_the_search_finds(name):
    assert known_counterexamples(name) == json.loads(json.dumps(search(name)))


def test_no_rule_lacks_an_audit_and_no_audit_lacks_its_rule():
    assert set(plans()) == set(RULES)


def test_no_side_condition_lacks_its_stored_counterexample():
    stored = [(entry["rule"], entry["condition"]) for entry in all_counterexamples()]
    assert stored == [(name, condition) for name in RULES for condition in RULES[name].conditions]


def test_few_side_conditions_are_structural_and_each_says_why():
    structural = {(e["rule"], e["condition"]): e["reading"] for e in all_counterexamples() if e["kind"] == "structural"}
    assert set(structural) == {
        ("nonneg", "facts"),
        ("reciprocal_vanishes", "form"),
        ("unfold", "form"),
        ("injective", "square"),
        ("z3", "form"),
    }
    assert all(len(reading) > 60 for reading in structural.values())


def test_stored_counterexamples_are_shipped_with_the_package():
    assert COUNTEREXAMPLES.name == "counterexamples.json"
    assert COUNTEREXAMPLES.parent.name == "audits"


def test_unknown_rule_has_no_plan():
    with pytest.raises(LookupError, match="no plan audits the rule squaring_the_circle"):
        plan_of("squaring_the_circle")


@pytest.fixture
def invented():
    """Rules made in a test are taken out of the register afterwards."""
    before = set(RULES)
    yield
    for name in set(RULES) - before:
        del RULES[name]


@pytest.mark.usefixtures("invented")
def test_audit_catches_the_root_of_a_square_without_a_sign():
    @rule()
    def root_of_square(side, x):
        """sqrt(x**2) = x."""
        return Sequent((), Eq(sqrt(x**2), x))

    found = audit(root_of_square, Plan(lambda random: (X,)))
    assert not found.holds
    assert found.failures[0].point == {"x": "-1"}


@pytest.mark.usefixtures("invented")
def test_audit_accepts_the_root_of_a_square_with_its_sign():
    @rule({"sign": "x is at least 0"})
    def root_of_square(side, x):
        """0 <= x |- sqrt(x**2) = x."""
        side.assume("sign", [x >= 0])
        return Sequent((), Eq(sqrt(x**2), x))

    found = audit(root_of_square, Plan(lambda random: (X,), {"sign": lambda random: (X,)}))
    assert found.holds
    assert found.counterexamples["sign"].point == {"x": "-1"}


@pytest.mark.usefixtures("invented")
def test_audit_catches_division_of_both_sides_by_what_may_be_zero():
    @rule()
    def cancel_factor(side, equation):
        """a*c = b*c / a = b."""
        (a, _), (b, _) = (s.args for s in equation.conclusion.args)
        return Sequent(equation.hypotheses, Eq(a, b))

    found = audit(cancel_factor, Plan(lambda random: (Sequent((), Eq(A * C, B * C)),)))
    assert not found.holds
    assert found.failures[0].point["c"] == "0"


@pytest.mark.usefixtures("invented")
def test_audit_catches_a_quotient_of_limits_without_a_nonzero_limit():
    @rule()
    def quotient_of_limits(side, x, top, bottom):
        """U -> a, v -> b / u/v -> a/b."""
        (u, source, a), (v, _, b) = top.conclusion.args, bottom.conclusion.args
        body = make("apply", u, x) / make("apply", v, x)
        hypotheses = merge(top.hypotheses, bottom.hypotheses)
        return Sequent(hypotheses, make("tends", lam(x, body), source, near(a.args[0] / b.args[0])))

    def premises(random):
        top, bottom = random.choice(((X, X), (X + 1, X), (X, X + 1)))
        return X, *(Sequent((), tends(u, X, near(0), 0 if u is X else 1)) for u in (top, bottom))

    found = audit(quotient_of_limits, Plan(premises, pointwise=False))
    assert not found.holds


@pytest.mark.usefixtures("invented")
def test_audit_reports_a_side_condition_that_nobody_can_break_without():
    @rule({"superfluous": "x is positive"})
    def square_is_nonnegative(side, x):
        """0 < x |- 0 <= x**2."""
        side.assume("superfluous", [x > 0])
        return Sequent((), 0 <= x**2)

    found = audit(square_is_nonnegative, Plan(lambda random: (X,), {"superfluous": lambda random: (X,)}))
    assert found.failures == ()
    assert found.counterexamples == {"superfluous": None}
    assert not found.holds


@pytest.mark.usefixtures("invented")
def test_a_rule_that_never_applies_does_not_pass_its_audit():
    @rule({"never": "nothing meets this"})
    def never_applies(side, x):
        """Refuses."""
        side.require("never", False, lambda: "no")
        return Sequent((), 0 <= x**2)

    assert not audit(never_applies, Plan(lambda random: (X,))).holds
