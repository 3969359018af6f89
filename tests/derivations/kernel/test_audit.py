"""Every rule of the kernel is audited, every side condition is needed, and the audit catches known bugs."""

from __future__ import annotations

import json
from copy import copy
from dataclasses import replace
from functools import cache
from random import Random

import pytest

from derivations import kernel
from derivations.audits import (
    COUNTEREXAMPLES,
    Classical,
    Plan,
    all_counterexamples,
    audit,
    known_counterexamples,
    plan_of,
)
from derivations.audits.engine import premises_of
from derivations.audits.registry import plans, search
from derivations.counterexample import find
from derivations.kernel import RULES, Sequent, definedness, polynomial
from derivations.kernel.densities import normal
from derivations.kernel.formulas import (
    FALSE,
    And,
    Eq,
    Implies,
    counting,
    infinity,
    lebesgue,
    natural,
    near,
    piecewise,
    real,
    sqrt,
    tends,
)
from derivations.kernel.normal import Normaliser, number
from derivations.kernel.terms import REAL, Sort, apply, lam, make, num, traverse, var
from derivations.kernel.theorem import merge, rule

NAMES = sorted(RULES)
X, A, B, C = map(real, "xabc")
MODULES = {"(oracle)", *(r.__module__.rpartition(".")[2] for r in RULES.values())}
UNSEEN = {"abstraction", "induction", "joint_law"}  # of all numbers, sequences or functions


@cache
def audited(name):
    return audit(RULES[name])


@pytest.mark.parametrize("name", NAMES)
def test_rule_is_right_wherever_it_applies_and_needs_each_side_condition(name):
    found = audited(name)
    assert found.failures == ()
    assert [c for c, example in found.counterexamples.items() if example is None] == []
    assert found.cases >= 1
    assert found.points >= 1
    assert set(found.counterexamples) | set(found.structural) == set(RULES[name].conditions)
    assert found.holds
    assert found.confirmed or name in UNSEEN


@pytest.mark.parametrize("name", NAMES)
def test_stored_counterexamples_are_those_that_the_search_finds(name):
    assert known_counterexamples(name) == json.loads(json.dumps(search(name, audited(name))))


def test_no_rule_lacks_an_audit_and_no_audit_lacks_its_rule():
    assert set(plans()) == set(RULES)


def test_no_side_condition_lacks_its_stored_counterexample():
    stored = [(entry["rule"], entry["condition"]) for entry in all_counterexamples()]
    assert stored == [(name, condition) for name in RULES for condition in RULES[name].conditions]


VALID = [(name, c) for name in NAMES if not plan_of(name).pointwise for c in plan_of(name).broken]


@pytest.mark.parametrize(("name", "condition"), VALID)
def test_premises_of_the_counterexamples_are_true(name, condition):
    """Where a rule is no implication at each point, its counterexamples need premises that hold everywhere."""
    for premise in premises_of(plan_of(name).broken[condition](Random(0))):
        assert find(Implies(And(*premise.hypotheses), premise.conclusion), tries=60) is None


def test_few_side_conditions_are_structural_and_each_says_why():
    structural = {(e["rule"], e["condition"]): e["reading"] for e in all_counterexamples() if e["kind"] == "structural"}
    assert set(structural) == {
        ("nonneg", "facts"),
        ("reciprocal_vanishes", "form"),
        ("unfold", "form"),
        ("injective", "square"),
        ("z3", "form"),
        ("on_space", "form"),
        ("on_space", "fresh"),
        ("sum_almost", "form"),
        ("product_of", "form"),
        ("affine_substitution", "form"),
        ("gaussian_moment", "form"),
        ("triangular", "form"),
        ("shifted", "form"),
        ("law_of_image", "form"),
        ("joint_law", "form"),
    }
    assert all(len(reading) > 60 for reading in structural.values())


def test_few_counterexamples_are_classical_and_each_says_for_what_values():
    """Sets that are not measurable, and functions that no term of the language describes."""
    classical = {(e["rule"], e["condition"]): e for e in all_counterexamples() if e["kind"] == "classical"}
    assert set(classical) == {
        ("law_of_image", "density"),
        ("law_of_image", "measurable"),
        ("joint_law", "sample"),
        ("joint_law", "independent"),
        ("squeezed", "measurable"),
        ("composed", "pieces"),
        ("smooth_measurable", "measurable"),
        ("smooth_measurable", "smooth"),
        ("substitution", "measurable"),
        ("substitution", "smooth"),
        ("antiderivative", "sign"),
        ("improper", "sign"),
    }
    for entry in classical.values():
        claim, _, words = entry["reading"].rpartition(", which is false for ")
        assert claim.endswith(entry["sequent"])
        assert len(words) > 40


def test_counterexamples_to_integrability_and_domination_can_be_redone():
    """Each says what there is to see."""
    readings = {(e["rule"], e["condition"]): e["reading"] for e in all_counterexamples()}
    assert "area 1 for every k and tends to 0" in readings["dominated_convergence", "dominated"]
    assert "is t - t^3/(1 + t^2), with derivative 1 at t = 0" in readings["leibniz", "dominated"]
    assert "integral of 1/u from e to 1 is -log(e)" in readings["linear", "form"]
    assert "gives -2 for the integral of a positive function" in readings["antiderivative", "slope"]
    assert "1 on the left, 2 on the right" in readings["substitution", "inverse"]


def test_stored_counterexamples_are_shipped_with_the_package():
    assert COUNTEREXAMPLES.name == "counterexamples.json"
    assert COUNTEREXAMPLES.parent.name == "audits"


def test_the_kernel_lists_every_rule():
    listed = kernel.__doc__.partition("\n\n")[2].split()
    assert [name for name in NAMES if name not in listed] == []
    assert [word for word in listed if word not in RULES and word not in MODULES] == []


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


def altered(op, change):
    """A conclusion with every term of an operator changed, from the outside."""

    def leaf(node, depth):
        return change(node) if node.op == op else None

    return lambda conclusion: traverse(conclusion, leaf)


def turned(term):
    return make(term.op, *reversed(term.args))


WRONG = [
    ("substitution", altered("abs", lambda term: term.args[0])),  # without |...|
    ("substitution", altered("abs", lambda term: 1 / term)),
    ("substitution", altered("iff", lambda term: FALSE)),
    ("affine_substitution", altered("abs", lambda term: term.args[0])),
    ("affine_substitution", altered("det", lambda term: 1 / term)),
    ("inverse_derivative", altered("div", lambda term: 1 / term)),
    ("gaussian_moment", altered("eq", lambda term: Eq(term.args[0], term.args[1] + 1))),
    ("gaussian_moment", altered("normal", lambda term: make("normal", *term.args[:2], term.args[2] ** 2))),
    ("antiderivative", altered("eq", lambda term: Eq(term.args[0], turned(term.args[1])))),
    ("improper", altered("eq", lambda term: Eq(term.args[0], turned(term.args[1])))),
    ("fubini", altered("eq", lambda term: Eq(term.args[0], term.args[1].args[0] + term.args[1].args[1]))),
    ("independent", altered("eq", lambda term: Eq(term.args[0], term.args[1] + 1))),
    ("linear", altered("sub", lambda term: term.args[0] + term.args[1])),
    ("linear", altered("integrable", lambda term: FALSE)),
    ("integral_order", altered("le", turned)),
    ("integral_zero", altered("almost", lambda term: make("forall", term.args[1]))),  # at null points, too
    ("almost_everywhere", altered("almost", lambda term: make("forall", term.args[1]))),
    ("dominated_convergence", altered("near", lambda term: near(term.args[0] + 1))),
    ("leibniz", altered("differentiable_under_integral", lambda term: FALSE)),
    ("on_space", altered("integral", lambda term: 2 * term)),
    ("sum_almost", altered("counting", lambda term: counting(term.args[0] + 1))),
    ("sum_of", altered("eq", lambda term: Eq(term.args[0], term.args[1] + 1))),
    ("product_of", altered("eq", lambda term: Eq(term.args[0], 2 * term.args[1]))),
    ("branch", altered("eq", lambda term: Eq(term.args[0], term.args[0].args[2]))),
    ("locally", altered("eq", lambda term: Eq(term.args[0], -term.args[1]))),
    ("point_null", altered("not", lambda term: term.args[0])),
    ("pi_bounds", altered("lt", turned)),
]


@pytest.mark.parametrize(("name", "change"), WRONG, ids=[f"{i}-{w[0]}" for i, w in enumerate(WRONG)])
def test_audit_catches_a_rule_with_a_wrong_conclusion(name, change):
    """The same instances, but what the rule says is altered."""
    wrong = copy(RULES[name])
    wrong.infer = lambda side, *args: (found := RULES[name].infer(side, *args))._replace(
        conclusion=change(found.conclusion)
    )
    assert audit(wrong, replace(plan_of(name), broken={}, classical={})).failures


def test_audit_catches_conditions_of_a_case_that_are_lost(monkeypatch):
    """The normal form once forgot what the values of a case distinction need: then 0 = 1."""

    def forgetful(self, term):
        known = len(self.conditions)
        values = [self.normal(a).freeze() for a in term.args[1:]]
        del self.conditions[known:]
        return number(polynomial.atom(self.atom(("piecewise", term.args[0].alpha, *values))))

    monkeypatch.setattr(Normaliser, "on_piecewise", forgetful)
    assert audit(RULES["field"]).failures


@pytest.mark.parametrize(
    "op", ["div", "log", "integral", "entry", "product", "normal", "piecewise", "KL", "derivative"]
)
def test_audit_catches_a_publication_that_does_not_ask_what_an_operator_needs(op, monkeypatch):
    original = definedness._conditions
    monkeypatch.setattr(definedness, "_conditions", lambda term: [] if term.op == op else original(term))
    assert "undefined" in {f.kind for f in audit(RULES["publish"], cases=100).failures}


VAGUE = var("f", Sort("function", REAL, REAL))


@pytest.mark.usefixtures("invented")
def test_a_classical_counterexample_is_taken_only_without_the_condition():
    @rule({"measurable": "the function is measurable"})
    def everything_measurable(side, function):
        """|- f measurable."""
        side.require("measurable", function.op == "lambda", lambda: "unspecified")
        return Sequent((), make("measurable", function))

    def stated(function):
        plan = Plan(lambda random: (lam(X, X),), classical={"measurable": Classical((function,), "for f unheard of")})
        return audit(everything_measurable, plan).counterexamples["measurable"]

    assert stated(VAGUE).kind == "classical"
    assert stated(VAGUE).reading.endswith("the rule would give |- measurable(f), which is false for f unheard of")
    assert stated(lam(X, X**2)) is None


@pytest.mark.usefixtures("invented")
def test_audit_catches_convergence_without_domination():
    @rule()
    def always_convergent(side, sequence, limit):
        """The integrals go where the functions go."""
        k = natural("k")
        whole = lam(k, make("integral", lebesgue(), apply(sequence, k)))
        return Sequent((), make("tends", whole, infinity(), near(make("integral", lebesgue(), limit))))

    k = natural("k")
    bump = lam(k, lam(X, piecewise(And(0 < X, X * (k + 1) <= 1), k + 1)))
    found = audit(always_convergent, Plan(lambda random: (bump, lam(X, 0 * X)), pointwise=False))
    assert not found.holds
    assert found.failures[0].kind == "false"


@pytest.mark.usefixtures("invented")
def test_audit_catches_a_derivative_under_the_integral_of_a_step():
    @rule()
    def under(side, family, at):
        """Differentiate under the integral sign, always."""
        return Sequent((), make("differentiable_under_integral", lebesgue(), family, at))

    step = lam(A, lam(X, piecewise(And(0 < X, X < A), 1)))
    bell = lam(A, lam(X, A**2 * normal(X, num(0), num(1))))
    at = num(1) / 2
    assert audit(under, Plan(lambda random: (bell, at), pointwise=False)).confirmed
    found = audit(under, Plan(lambda random: (step, at), pointwise=False))
    assert [f.kind for f in found.failures[:1]] == ["false"]


@pytest.mark.usefixtures("invented")
def test_a_point_counts_as_confirmed_only_where_the_conclusion_is_seen_to_hold():
    @rule()
    def vague(side):
        """|- (x -> x) = (x -> x + 0), which would take all numbers to be seen."""
        return Sequent((), Eq(lam(X, X), lam(X, X + 0)))

    found = audit(vague, Plan(lambda random: ()))
    assert found.points > found.confirmed == 0


@pytest.mark.usefixtures("invented")
def test_a_rule_that_never_applies_does_not_pass_its_audit():
    @rule({"never": "nothing meets this"})
    def never_applies(side, x):
        """Refuses."""
        side.require("never", False, lambda: "no")
        return Sequent((), 0 <= x**2)

    assert not audit(never_applies, Plan(lambda random: (X,))).holds
