"""The proof builder: what becomes of a line, what a finished proof offers, and what it must not let through."""

from fractions import Fraction

import numpy as np
import pytest
import sympy

from derivations.counterexample import find
from derivations.kernel import IllFormed, ProofError, Undecided, algebra, calculus, is_theorem, logic, z3_oracle
from derivations.kernel.formulas import (
    And,
    Derivative,
    Eq,
    Iff,
    Implies,
    Ne,
    Or,
    lam,
    log,
    matrix,
    natural,
    positive_definite,
    real,
    sqrt,
    symmetric,
    vector,
)
from derivations.kernel.terms import Term
from derivations.proof import Proof, StepError
from derivations.refuter.evaluate import holds

x, y, z = map(real, "xyz")
n = natural("n")
A, v = matrix("A", n, n), vector("v", n)


def refused(act, *args, **options) -> StepError:
    with pytest.raises(StepError) as caught:
        act(*args, **options)
    return caught.value


# Verdicts
def test_a_false_line_is_refuted_with_a_point_that_satisfies_the_hypotheses():
    proof = Proof(given=[x > 0, y > x])
    error = refused(proof.have, x**2 + y < 2 * y)
    assert (error.number, error.line, error.verdict) == (3, "x**2 + y < 2*y", "refuted")
    point = find(x**2 + y < 2 * y, [x > 0, y > x])
    assert error.witness == ", ".join(f"{variable.data} = {value}" for variable, value in point.items())
    assert holds(And(x > 0, y > x), point) is True
    assert holds(x**2 + y < 2 * y, point) is False


def test_the_message_names_step_line_rule_and_counterexample():
    error = refused(Proof().calculate(x).equals, 2 * x)
    assert str(error) == "step 1, x = 2*x (by search): refuted. The line is false. Counterexample: x = 1."


def test_a_line_that_is_true_but_not_seen_is_undecided_with_the_missing_condition():
    hidden = Ne(x**3 - 3 * x + 3 * y, 0)
    error = refused(Proof(given=[hidden]).have, Eq(z / (x**3 - 3 * x + 4 * y) * (x**3 - 3 * x + 4 * y), z))
    assert (error.verdict, error.condition) == ("undecided", "x**3 - 3*x + 4*y != 0")


def test_a_condition_that_is_met_makes_the_same_line_pass():
    theorem = Proof(given=[Ne(y, 0)]).have(Eq(x / y * y, x))
    assert (theorem.conclusion, theorem.hypotheses) == (Eq(x / y * y, x), (Ne(y, 0),))
    assert refused(Proof().have, Eq(x / y * y, x)).condition == "y != 0"


def test_a_line_that_states_nothing_is_ill_formed():
    calculation = Proof().calculate(v)
    for term in (vector("w", n + 1), x, 0.5, "v"):
        error = refused(calculation.equals, term)
        assert (error.number, error.verdict) == (1, "ill-formed")
    assert refused(Proof().have, x).verdict == "ill-formed"
    assert "no theorem" in refused(Proof().have, Eq(x, x), parts=[(1, "earlier")]).reason
    assert calculation.equals(v + 0 * v).theorem.conclusion.op == "eq"


def test_a_line_too_deep_to_decide_is_undecided_and_not_a_traceback():
    total = x
    for _ in range(20_000):
        total = total + x
    error = refused(Proof().have, Eq(total, 20_001 * x))
    assert (error.verdict, error.condition) == ("undecided", "budget")


def test_step_errors_are_proof_errors_and_chain_to_the_reason_of_the_kernel():
    error = refused(Proof().have, Eq(x / y, x / y), by=algebra.field)
    assert isinstance(error, ProofError)
    assert isinstance(error.__cause__, Undecided)
    assert error.rule == "field"


# Calculations
def test_a_calculation_chains_equalities_and_inequalities():
    line = Proof(given=[x >= 1]).calculate(x).equals(1 * x).at_most(x**2, degree=2).equals(x * x).less_than(x * x + 1)
    assert line.theorem.conclusion is (x < x * x + 1)
    down = Proof(given=[x >= 1]).calculate(x**2).equals(x * x).at_least(x, degree=2).equals(x + 0).greater_than(0)
    assert down.theorem.conclusion is (0 < x**2)


def test_a_calculation_does_not_turn_round():
    proof = Proof(given=[x >= 1])
    up, down = proof.calculate(x).at_most(x + 1), proof.calculate(x).greater_than(x - 1)
    for error in (refused(up.at_least, x), refused(down.less_than, x)):
        assert (error.number, error.condition) == (4, "form")
    assert up.equals(1 + x).theorem.conclusion is (x <= 1 + x)


def test_an_empty_calculation_is_an_identity():
    assert Proof().calculate(x).theorem.conclusion is Eq(x, x)


# What is known, and until when
def test_a_fact_shown_under_a_supposition_is_not_known_after_it():
    proof = Proof()
    with proof.suppose(Eq(x, 1)) as (one,):
        inside = proof.have(Eq(x + 1, 2), by=one)
        assert proof.known(Eq(x + 1, 2)) is inside
    with pytest.raises(Undecided, match="neither given nor shown"):
        proof.known(Eq(x + 1, 2))
    error = refused(proof.have, Eq(x + 1, 2), by=inside)
    assert (error.number, error.condition, error.witness) == (3, "x = 1", "x = 0")
    assert inside.hypotheses == (Eq(x, 1),)


def test_a_calculation_begun_under_a_supposition_does_not_go_on_after_it():
    def argue(*given: Term) -> Term:
        proof = Proof(given=given)
        line = proof.calculate(x)
        with proof.suppose(Eq(x, 1)) as (one,):
            line.equals(1, by=one)
        return line.equals(2 - 1 + 0 * y).theorem.conclusion

    error = refused(argue)
    assert (error.number, error.verdict, error.condition) == (3, "undecided", "x = 1")
    assert argue(Eq(x, 1)).args[0] is x


def test_what_was_shown_is_recalled_only_where_its_suppositions_hold_again():
    proof = Proof()
    with proof.suppose(x > 0):
        inside = proof.have(x + y > y)
    with pytest.raises(Undecided):
        proof.recall(inside)
    with proof.suppose(x > 1):
        proof.recall(inside)
        assert proof.have(x + y > y).hypotheses == (x > 1,)


def test_a_supposition_that_fails_leaves_the_proof_as_it_was():
    proof = Proof(given=[x > 0])
    with pytest.raises(ZeroDivisionError), proof.suppose(x < 1):
        raise ZeroDivisionError
    assert refused(proof.have, x < 1).verdict == "refuted"
    assert proof.conclude(x >= 0).hypotheses == (x > 0,)


def test_nested_suppositions_are_discharged_one_by_one():
    proof = Proof()
    with proof.suppose(x > 0):
        with proof.suppose(y > 0):
            both = proof.have(x + y > 0)
        assert set(both.hypotheses) == {x > 0, y > 0}
        inner = proof.have(Implies(y > 0, x + y > 0), by=logic.discharge(y > 0, both))
    whole = logic.discharge(x > 0, inner)
    assert proof.conclude(whole.conclusion, by=whole).hypotheses == ()
    assert [s.depth for s in proof.steps] == [0, 1, 2, 1, 0]


def test_otherwise_argues_by_contradiction():
    proof = Proof(given=[x**2 < 1])
    small = proof.known(x**2 < 1)
    theorem = proof.otherwise(x < 1, lambda no: [(1, [small], []), (1, [no, no], []), (2, [no], [])])
    assert theorem.conclusion is (x < 1)
    assert theorem.hypotheses == (x**2 < 1,)
    error = refused(Proof(given=[x**2 < 1]).otherwise, x < 0, lambda no: [(1, [no], [])])
    assert error.line == "false"


def test_an_equivalence_needs_both_directions():
    proof = Proof()
    with proof.suppose(x > 0):
        forward = proof.have(2 * x > 0)
    with proof.suppose(2 * x > 0) as (twice,):
        backward = proof.have(x > 0, terms=[(Fraction(1, 2), [twice], [])])
    goal = Iff(x > 0, 2 * x > 0)
    assert proof.equivalence(goal, forward, backward).hypotheses == ()
    error = refused(proof.equivalence, Iff(x > 0, 2 * x > 1), forward, backward)
    assert (error.number, error.verdict, error.condition) == (6, "refuted", "form")


def test_a_theorem_at_hand_gives_what_follows_by_rewriting_order_equivalence_or_implication():
    proof = Proof(given=[Eq(x, y), x <= z, Iff(y > 0, z > 1), y > 0, Implies(z > 1, z > 2)])
    assert proof.have(Eq(sqrt(x + z), sqrt(y + z)), by=proof.known(Eq(x, y))).rule == "congruence"
    assert proof.have(x + 1 <= z + 1, by=proof.known(x <= z)).conclusion.op == "le"
    assert proof.have(z > 1, by=proof.known(Iff(y > 0, z > 1))).rule == "modus_ponens"
    assert proof.have(z > 2, by=proof.known(Implies(z > 1, z > 2))).rule == "modus_ponens"
    assert refused(proof.have, Or(x > 7, y > 7), by=proof.known(x <= z)).condition == "form"


def test_symmetry_is_used_only_when_it_is_given():
    goal = Eq(v.T * A * v, v.T * A.T * v)
    assert Proof().have(goal).hypotheses == ()  # a number is its own transpose
    turned = Eq(A.T * v, A * v)
    assert refused(Proof().have, turned).verdict == "refuted"
    assert Proof(given=[symmetric(A)]).have(turned).hypotheses == (symmetric(A),)
    assert Proof(given=[positive_definite(A)]).have(turned).hypotheses == (positive_definite(A),)


# Conclusions
def test_hypotheses_that_were_not_used_are_not_in_the_theorem():
    proof = Proof(given=[x > 0, y > 0, z > 0]).conclude(x + y > 0)
    assert proof.hypotheses == (x > 0, y > 0)
    assert proof.theorem.rule == "publish"


def test_hypotheses_keep_the_order_in_which_they_were_given():
    assert Proof(given=[z > 0, x > 0]).conclude(Eq(x / x, z / z)).hypotheses == (z > 0, x > 0)


def test_an_undefined_statement_is_not_concluded():
    line = Eq(1 / x - 1 / x, 0)
    for by in (None, algebra.field):
        error = refused(Proof().conclude, line, by=by)
        assert (error.condition, error.verdict) == ("x != 0", "undecided")
    assert Proof(given=[x < 0]).conclude(line).hypotheses == (x < 0,)


def test_definedness_that_only_the_statement_needs_becomes_a_hypothesis():
    mirror = Eq(log(x), log(x))
    error = refused(Proof().conclude, mirror, by=logic.reflexivity(log(x)))
    assert (error.rule, error.condition) == ("definedness", "x > 0")
    assert Proof(given=[x > 0]).conclude(mirror, by=logic.reflexivity(log(x))).hypotheses == (x > 0,)


def test_a_hypothesis_that_is_undefined_is_not_published():
    proof = Proof(given=[1 / x > 0])
    assert refused(proof.conclude, 1 / x >= 0).condition == "x != 0"
    assert Proof(given=[Ne(x, 0), 1 / x > 0]).conclude(1 / x >= 0).hypotheses == (Ne(x, 0), 1 / x > 0)


def test_a_proof_does_not_conclude_inside_a_supposition():
    proof = Proof()
    with proof.suppose(x > 0):
        error = refused(proof.conclude, 2 * x > 0)
    assert error.condition == "supposition"
    with pytest.raises(Undecided):
        _ = proof.theorem


def test_an_unfinished_proof_has_no_theorem():
    proof = Proof(given=[x > 0])
    assert "unfinished" in repr(proof)
    for ask in (lambda: proof.theorem, lambda: proof.statement, lambda: proof.hypotheses, lambda: proof.oracles):
        with pytest.raises(Undecided, match="conclusion"):
            ask()


# Answers
def test_an_answer_is_an_expression_a_relation_or_none():
    proof = Proof(given=[x > 0]).conclude(Eq(2 * x, x + x), answer=x + x)
    assert proof.answer == "expression"
    assert proof.result == sympy.Add(*[sympy.Symbol("x", real=True)] * 2, evaluate=False)
    assert Proof().conclude(x <= x + 1, answer=x <= x + 1).answer == "relation"
    none = Proof().conclude(x <= x + 1)
    assert (none.answer, none.result, none.answer_term) == ("none", None, None)
    with pytest.raises(ProofError, match="none"):
        none.to_function()


def test_an_answer_is_a_function_of_arrays_by_keyword():
    term = x**2 + 1 / y
    proof = Proof(given=[y > 0]).conclude(Eq(term, term), answer=term)
    function = proof.to_function()
    assert np.array_equal(function(x=np.array([1.0, 2.0]), y=np.array([1.0, 4.0])), [2.0, 4.25])
    with pytest.raises(TypeError, match="missing"):
        function(x=1.0)
    with pytest.raises(TypeError, match="unknown"):
        function(x=1.0, y=2.0, q=3.0)


# Steps
def test_every_line_is_a_step_with_its_kind_rule_and_theorem():
    proof = Proof(given=[x > 0])
    proof.calculate(x + x).equals(2 * x, because="collect").greater_than(0)
    with proof.suppose(y > 0):
        proof.have(x + y > 0)
    proof.conclude(2 * x > 0)
    assert [s.kind for s in proof.steps] == ["given", "line", "line", "suppose", "fact", "conclusion"]
    assert [s.number for s in proof.steps] == [1, 2, 3, 4, 5, 6]
    assert [s.start for s in proof.steps] == [False, True, False, False, False, False]
    assert proof.steps[1].because == "collect"
    assert all(is_theorem(s.theorem) and s.theorem.conclusion is s.formula for s in proof.steps)
    assert {s.rule for s in proof.steps} >= {"assume", "combination"}


def test_a_step_records_how_its_side_conditions_were_met():
    proof = Proof(given=[x > 0])
    proof.have(Eq(x / x, 1))
    ((condition, theorem),) = proof.steps[-1].met
    assert condition is Ne(x, 0)
    assert (theorem.conclusion, theorem.hypotheses) == (Ne(x, 0), (x > 0,))
    assert "x" in proof.explain(2)
    assert proof.explain(2) == proof.explain(proof.steps[1])


def test_steps_have_a_sympy_form_that_is_not_evaluated():
    proof = Proof()
    proof.have(Eq(x + x, 2 * x))
    assert isinstance(proof.steps[0].sympy, sympy.Eq)


def test_a_derivative_needs_the_point_to_be_in_the_domain():
    proof = Proof(given=[x > 0])
    proof.have(Eq(Derivative(log(x), x), 1 / x), by=calculus.derivative)
    assert {condition for condition, _ in proof.steps[-1].met} == {Ne(x, 0)}  # 0 < x is given
    error = refused(Proof(given=[x > 0]).have, Eq(Derivative(log(x), x), x), by=calculus.derivative)
    assert (error.rule, error.verdict, error.condition) == ("derivative", "refuted", "identity")


# Uses and oracles
def other() -> Proof:
    proof = Proof(given=[x > 0])
    proof.id = "other.square"
    return proof.conclude(Eq(sqrt(x) ** 2, x))


def test_a_used_result_is_recorded_and_instantiated():
    proof = Proof(given=[y > 1])
    theorem = proof.use(other(), {x: y - 1})
    assert theorem.conclusion is Eq(sqrt(y - 1) ** 2, y - 1)
    assert theorem.hypotheses == (y > 1,)
    proof.use(other(), {x: y})
    assert proof.uses == ["other.square"]


def test_a_used_result_needs_its_hypotheses():
    with pytest.raises(Undecided) as caught:
        Proof(given=[y > 0]).use(other(), {x: y - 1})
    assert caught.value.condition == "y - 1 > 0"
    with pytest.raises(Undecided):
        Proof().use(Proof(given=[x > 0]))


def test_an_oracle_is_named_in_every_theorem_that_rests_on_it():
    goal = x * y <= (x**2 + y**2) / 2
    believed = z3_oracle.z3(2 * x * y <= x**2 + y**2, ())
    proof = Proof()
    proof.have(believed.conclusion, by=believed)
    assert proof.conclude(goal, terms=[(Fraction(1, 2), [believed], [])]).oracles == {"z3"}
    assert Proof().conclude(goal, squares=[x - y]).oracles == frozenset()


# Whole proofs
def test_a_witness_satisfies_every_hypothesis():
    proof = Proof(given=[x > 2, y**2 < 1, Ne(y, 0)]).conclude(Eq(x / y * y, x))
    assert set(proof.hypotheses) == {Ne(y, 0)}
    assert holds(Ne(y, 0), proof.witness) is True
    contradictory = Proof(given=[x > 0, x < 0]).conclude(And(x > 0, x < 0))
    assert contradictory.witness is None


def test_a_proof_displays_itself():
    proof = Proof(given=[x > 0]).conclude(2 * x > 0)
    proof.id = "test.display"
    assert repr(proof) == "<Proof test.display: x > 0 |- 2*x > 0>"
    for shown in (proof.text(), proof.latex(), proof.html(), str(proof), proof._repr_html_(), proof._repr_latex_()):
        assert "2" in shown
    assert proof.to_json()


def test_terms_are_not_truth_values():
    with pytest.raises(TypeError):
        bool(x > 0)
    with pytest.raises(IllFormed):
        lam(x + y, x)


@pytest.mark.parametrize("number", [0, -1, 2])
def test_a_line_that_does_not_exist_cannot_be_explained(number):
    proof = Proof(given=[x > 0])
    with pytest.raises(ProofError, match=f"lines 1 to 1, and no line {number}"):
        proof.explain(number)
