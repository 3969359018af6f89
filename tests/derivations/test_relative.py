"""a·log(a/b): at least a − b, homogeneous, subadditive; zeros included, and the support condition needed."""

import itertools
import math

import pytest

from derivations.counterexample import find
from derivations.kernel import Theorem
from derivations.kernel.formulas import Eq, Implies, log, piecewise, real
from derivations.kernel.terms import Term, num
from derivations.lemmas import relative
from derivations.lemmas.relative import at_least, log_sum, scaled, supported, supported_scaled, supported_sum
from derivations.opinion import summary
from derivations.proof import Proof, StepError
from derivations.refuter.evaluate import evaluate, holds

a, b, c, d, s, y = map(real, "abcdsy")


def r(top: Term, bottom: Term) -> Term:
    """a·log(a/b) where a > 0, else 0."""
    return piecewise(0 < top, top * log(top / bottom))


def within(top: Term, bottom: Term) -> Term:
    return Implies(0 < top, 0 < bottom)


FACTS = {
    "at_least": (lambda: at_least(a, b), a - b <= r(a, b), [a, b], [(a, b)]),
    "scaled": (lambda: scaled(s, a, b), Eq(s * r(a, b), r(s * a, s * b)), [s, a, b], [(a, b)]),
    "log_sum": (lambda: log_sum(a, b, c, d), r(a + b, c + d) <= r(a, c) + r(b, d), [a, b, c, d], [(a, c), (b, d)]),
    "supported_sum": (lambda: supported_sum(a, b, c, d), within(a + b, c + d), [a, b, c, d], [(a, c), (b, d)]),
    "supported_scaled": (lambda: supported_scaled(s, a, b), within(s * a, s * b), [s, a, b], [(a, b)]),
}


@pytest.mark.parametrize(("made", "conclusion", "signs", "supports"), FACTS.values(), ids=FACTS)
def test_each_fact_says_this_under_signs_and_supports(made, conclusion, signs, supports):
    theorem: Theorem = made()
    assert theorem.conclusion.alpha is conclusion.alpha
    given = {*(0 <= t for t in signs), *(within(*pair) for pair in supports)}
    assert set(theorem.hypotheses) == given
    assert theorem.oracles == frozenset()
    assert find(conclusion, [*given]) is None


def test_the_names_are_what_they_abbreviate():
    assert relative.relative(a, b) is r(a, b)
    assert supported(a, b) is within(a, b)


@pytest.mark.parametrize(("made", "conclusion", "signs", "supports"), FACTS.values(), ids=FACTS)
def test_the_facts_hold_at_zeros_and_small_numbers(made, conclusion, signs, supports):
    met = 0
    for values in itertools.product((0, 1, 2), repeat=len(signs)):
        here = dict(zip(signs, values, strict=True))
        if all(holds(within(*pair), here) for pair in supports):
            met += 1
            assert holds(conclusion, here) is True
    assert met > 3


NEEDED = [(name, index) for name in FACTS for index in range(len(FACTS[name][2]) + len(FACTS[name][3]))]


@pytest.mark.parametrize(("name", "index"), NEEDED, ids=str)
def test_without_one_of_its_hypotheses_no_fact_is_had(name, index):
    made, conclusion, *_ = FACTS[name]
    theorem = made()
    dropped = theorem.hypotheses[index]
    proof = Proof(given=[h for h in theorem.hypotheses if h is not dropped])
    with pytest.raises(StepError) as caught:
        proof.have(conclusion, by=theorem)
    missing = dropped.args[1] if dropped.op == "implies" else dropped  # the support at a, where a > 0
    assert (caught.value.rule, caught.value.condition) == (theorem.rule, str(missing))
    assert Proof(given=theorem.hypotheses).have(conclusion, by=theorem).conclusion is theorem.conclusion


WITHOUT = {
    "at_least, where b is negative": (a - b <= r(a, b), [0 <= a, within(a, b)]),
    "scaled, by a negative number": (Eq(s * r(a, b), r(s * a, s * b)), [0 <= a, 0 <= b, within(a, b)]),
    "a sum, one support missing": (within(a + b, c + d), [0 <= a, 0 <= b, 0 <= c, 0 <= d, within(a, c)]),
    "a sum, where d is negative": (within(a + b, c + d), [0 <= a, 0 <= b, 0 <= c, within(a, c), within(b, d)]),
    "a multiple, the support missing": (within(s * a, s * b), [0 <= s, 0 <= a, 0 <= b]),
}


@pytest.mark.parametrize(("claim", "given"), WITHOUT.values(), ids=WITHOUT)
def test_without_a_hypothesis_there_is_a_counterexample(claim, given):
    found = find(claim, given)
    assert found is not None
    assert all(holds(h, found) is True for h in given)


WRONG = {
    "the bound is turned round": (r(a, b) <= a - b, [0 <= a, 0 < b]),
    "the bound with the roles exchanged": (b - a <= r(a, b), [0 <= a, 0 < b]),
    "the bound is strict": (a - b < r(a, b), [0 <= a, 0 < b]),
    "it is at least 0": (0 <= r(a, b), [0 <= a, 0 < b]),
    "it is symmetric": (Eq(r(a, b), r(b, a)), [0 < a, 0 < b]),
    "only a is scaled": (Eq(s * r(a, b), r(s * a, b)), [0 < s, 0 < a, 0 < b]),
    "the log-sum inequality turned round": (r(a, c) + r(b, d) <= r(a + b, c + d), [0 < a, 0 < b, 0 < c, 0 < d]),
    "the log-sum inequality as an equation": (Eq(r(a + b, c + d), r(a, c) + r(b, d)), [0 < a, 0 < b, 0 < c, 0 < d]),
    "the log-sum inequality crosswise": (r(a + b, c + d) <= r(a, c) + r(b, c), [0 < a, 0 < b, 0 < c, 0 < d]),
}


@pytest.mark.parametrize(("claim", "given"), WRONG.values(), ids=WRONG)
def test_wrong_variants_are_refuted(claim, given):
    assert find(claim, given) is not None


def test_instances_are_of_any_terms():
    made = at_least(y**2, num(3))
    assert made.conclusion.alpha is (y**2 - 3 <= r(y**2, num(3))).alpha
    assert Proof().conclude(made.conclusion, by=made).hypotheses == ()


@pytest.mark.parametrize("values", [(1, 2, 3, 4), (5, 1, 2, 70), (1, 5000, 1000, 10), (3, 6, 1, 2)])
def test_the_log_sum_inequality_in_floating_point(values):
    p, q, u, v = values
    low, high = (p + q) * math.log((p + q) / (u + v)), p * math.log(p / u) + q * math.log(q / v)
    assert low <= high + 1e-12  # equal for the last, up to rounding
    here = dict(zip((a, b, c, d), values, strict=True))
    assert float(evaluate(r(a + b, c + d), here)) == pytest.approx(low, rel=1e-13)
    assert float(evaluate(r(a, c) + r(b, d), here)) == pytest.approx(high, rel=1e-13)


@pytest.mark.parametrize("name", FACTS)
def test_sympy_disagrees_with_no_step(name):
    assert summary(FACTS[name][0]())["disagrees"] == 0
