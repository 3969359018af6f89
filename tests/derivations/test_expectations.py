"""Pointwise relations become relations of integrals: only almost everywhere, only of integrable functions."""

from typing import NamedTuple

import pytest

from derivations import lemmas
from derivations.counterexample import find
from derivations.kernel import Term, Theorem, logic
from derivations.kernel.densities import absolutely_continuous, density, finite_kl, mixture, same_almost_everywhere
from derivations.kernel.formulas import (
    And,
    Eq,
    ForAll,
    Implies,
    Integral,
    almost,
    function,
    integrable,
    lam,
    log,
    measurable,
    measure,
    piecewise,
    point,
    real,
)
from derivations.kernel.terms import make, num
from derivations.lemmas.expectations import Space
from derivations.proof import Proof, StepError

mu, nu, x, c = measure("mu"), measure("nu"), point("x"), real("c")
f, g, p, q = (function(name) for name in "fgpq")
DENSITIES = [density(mu, p), density(mu, q)]
INTEGRABLE = [make("integrable", mu, f), make("integrable", mu, g)]
RATIO = piecewise(0 < p(x), p(x) * log(p(x) / q(x)))


class Setting(NamedTuple):
    proof: Proof
    space: Space
    known: list[Theorem]


def given(*formulas: Term) -> Setting:
    proof = Proof(given=formulas)
    return Setting(proof, Space(proof, mu, x), [proof.known(formula) for formula in formulas])


def total(body: Term) -> Term:
    return Integral(body, x, mu)


def everywhere(formula: Term) -> Term:
    return almost(formula, x, mu)


def says(theorem: Theorem, conclusion: Term, *hypotheses: Term) -> None:
    assert theorem.conclusion.alpha is conclusion.alpha
    assert {h.alpha for h in theorem.hypotheses} == {h.alpha for h in hypotheses}
    assert theorem.oracles == frozenset()


# What is known
def test_a_density_is_integrable_its_integral_is_1_and_its_sign_is_a_fact():
    proof, space, _ = given(*DENSITIES)
    exists, one = space.density(p)
    says(exists, make("integrable", mu, p), density(mu, p))
    says(one, Eq(make("integral", mu, p), 1), density(mu, p))
    assert space.atoms == [p(x)]
    assert proof.known(0 <= p(x)).hypotheses == (density(mu, p),)


def test_what_is_not_known_to_be_a_density_is_refused():
    _, space, _ = given(density(mu, p), density(nu, q))
    with pytest.raises(Exception, match="neither given nor shown") as caught:
        space.density(q)
    assert caught.value.condition == str(density(mu, q))
    assert space.density(p)[0].conclusion is make("integrable", mu, p)


def test_a_finite_divergence_gives_the_support_and_the_integrability():
    _, space, (finite,) = given(finite_kl(mu, p, q))
    support, exists = space.finite(finite)
    says(support, everywhere(Implies(0 < p(x), 0 < q(x))), finite_kl(mu, p, q))
    says(exists, integrable(RATIO, x, mu), finite_kl(mu, p, q))


# Almost everywhere
def test_a_relation_between_densities_is_proved_cell_by_cell():
    proof, space, (*_, finite) = given(*DENSITIES, finite_kl(mu, p, q))
    space.density(p), space.density(q)
    support, _ = space.finite(finite)
    below = p(x) - q(x) <= RATIO
    theorem = space.almost(below, [support], [(p(x), q(x) / p(x))], "the tangent")
    says(theorem, everywhere(below), *DENSITIES, finite_kl(mu, p, q))
    pointwise, line = proof.steps[-2:]
    assert (pointwise.formula, pointwise.because) == (below, "the tangent")
    assert (line.formula.alpha, line.because) == (everywhere(below).alpha, "for almost every x")


def test_without_the_support_the_relation_is_refused():
    proof, space, _ = given(*DENSITIES)
    space.density(p), space.density(q)
    with pytest.raises(StepError) as caught:
        space.almost(p(x) - q(x) <= RATIO, [], [(p(x), q(x) / p(x))])
    assert (caught.value.line, caught.value.verdict) == (str(p(x) - q(x) <= RATIO), "undecided")
    assert caught.value.number == len(proof.steps) + 1


def test_what_holds_almost_everywhere_is_not_known_of_the_point_afterwards():
    same = same_almost_everywhere(mu, p, q)
    proof, space, (equal,) = given(same)
    theorem = space.almost(Eq(q(x), p(x)), [lemmas.unfolded(equal)])
    says(theorem, everywhere(Eq(q(x), p(x))), same)
    with pytest.raises(StepError) as caught:
        proof.have(Eq(q(x), p(x)))
    assert caught.value.verdict == "refuted"


def test_an_author_may_prove_the_relation_at_a_point_himself():
    _, space, (equal,) = given(everywhere(Eq(p(x), q(x))))
    theorem = space.almost(Eq(q(x), p(x)), [equal], by=logic.symmetry)
    says(theorem, everywhere(Eq(q(x), p(x))), equal.conclusion)
    with pytest.raises(StepError) as caught:
        space.almost(Eq(p(x), 2 * q(x)), [equal], by=logic.symmetry)
    assert caught.value.verdict == "refuted"


def test_what_is_made_of_measurable_functions_is_measurable():
    _, space, _ = given(*DENSITIES)
    space.density(p), space.density(q)
    says(space.measurable(RATIO), measurable(RATIO, x), *DENSITIES)
    with pytest.raises(StepError) as caught:
        space.measurable(f(x) * p(x))
    assert caught.value.condition == "pieces"
    assert str(f) in caught.value.reason


# Integrals
def test_the_integral_is_linear():
    _, space, known = given(*INTEGRABLE)
    exists, value = space.linear(c * f(x) - 2 * g(x), [(c, known[0]), (-2, known[1])])
    says(exists, integrable(c * f(x) - 2 * g(x), x, mu), *INTEGRABLE)
    integrals = [make("integral", mu, h) for h in (f, g)]
    says(value, Eq(total(c * f(x) - 2 * g(x)), c * integrals[0] + num(-2) * integrals[1]), *INTEGRABLE)


@pytest.mark.parametrize(
    "weights", [(1, 1), (-1, 1), (2, -1), (0, 0)], ids=["sign", "sign of both", "factor", "nothing"]
)
def test_other_weights_do_not_make_the_difference(weights):
    _, space, known = given(*INTEGRABLE)
    with pytest.raises(StepError) as caught:
        space.linear(f(x) - g(x), list(zip(weights, known, strict=True)))
    assert caught.value.verdict == "refuted"
    assert space.linear(f(x) - g(x), [(1, known[0]), (-1, known[1])])[0].conclusion.op == "integrable"


def test_the_integral_of_nothing_is_0():
    _, space, _ = given()
    exists, value = space.linear(0, [])
    says(exists, integrable(num(0), x, mu))
    says(value, Eq(total(num(0)), 0))


def test_equal_almost_everywhere_means_equal_integrals():
    _, space, (exists, same) = given(INTEGRABLE[0], everywhere(Eq(f(x), g(x))))
    moved, value = space.linear(g(x), [(1, exists)], [same])
    says(moved, integrable(g(x), x, mu), exists.conclusion, same.conclusion)
    says(value, Eq(total(g(x)), make("integral", mu, f)), exists.conclusion, same.conclusion)
    with pytest.raises(StepError):
        space.linear(g(x), [(1, exists)])


def test_between_two_integrable_functions_a_measurable_one_is_integrable():
    low, high = everywhere(f(x) <= p(x)), everywhere(p(x) <= g(x))
    _, space, known = given(*INTEGRABLE, make("measurable", p), low, high)
    theorem = space.squeezed(p(x), known[0], known[1], known[3:])
    says(theorem, integrable(p(x), x, mu), *INTEGRABLE, make("measurable", p), low, high)


@pytest.mark.parametrize("missing", range(3), ids=["measurable", "below", "above"])
def test_each_premise_of_being_between_is_needed(missing):
    premises = [make("measurable", p), everywhere(f(x) <= p(x)), everywhere(p(x) <= g(x))]
    del premises[missing]
    _, space, (low, high, *known) = given(*INTEGRABLE, *premises)
    bounds = [k for k in known if k.conclusion.op == "almost"]
    with pytest.raises(StepError):
        space.squeezed(p(x), low, high, bounds)


def test_the_integral_is_monotone_and_keeps_the_direction():
    _, space, known = given(*INTEGRABLE, everywhere(f(x) <= g(x)))
    theorem = space.order(known[2], known[0], known[1])
    says(theorem, make("integral", mu, f) <= make("integral", mu, g), *(k.conclusion for k in known))
    with pytest.raises(StepError, match="Counterexample") as caught:
        space.order(known[2], known[1], known[0])
    assert (caught.value.verdict, caught.value.condition) == ("refuted", "form")


def test_a_function_that_is_at_least_0_has_such_an_integral():
    _, space, known = given(INTEGRABLE[0], everywhere(0 <= f(x)))
    says(space.positive(known[1], known[0]), make("integral", mu, f) >= 0, *(k.conclusion for k in known))
    _, space, known = given(INTEGRABLE[0], everywhere(f(x) <= 0))
    with pytest.raises(StepError, match="Counterexample") as caught:
        space.positive(known[1], known[0])
    assert (caught.value.verdict, caught.value.condition) == ("refuted", "form")
    assert find(make("integral", mu, f) >= 0, [k.conclusion for k in known]) is not None


def test_a_function_that_is_at_least_0_with_integral_0_is_0_almost_everywhere():
    nothing = Eq(make("integral", mu, f), 0)
    _, space, known = given(everywhere(0 <= f(x)), INTEGRABLE[0], nothing)
    says(space.zero(*known), everywhere(Eq(f(x), 0)), *(k.conclusion for k in known))
    assert find(ForAll(x, Eq(f(x), 0)), [k.conclusion for k in known]) is not None  # not at every point
    assert find(everywhere(Eq(f(x), 0)), [INTEGRABLE[0], nothing]) is not None  # a sign is needed


def test_the_mean_of_two_densities_is_a_density():
    _, space, _ = given(*DENSITIES)
    says(space.mixed(p, q), density(mu, mixture(mu, p, q)), *DENSITIES)
    assert find(density(mu, lam(x, p(x) + q(x))), DENSITIES) is not None
    _, space, _ = given(DENSITIES[0])
    with pytest.raises(Exception, match="neither given nor shown"):
        space.mixed(p, q)


def test_the_definitions_are_what_they_were_said_to_be():
    finite = lemmas.unfolded(logic.assume(finite_kl(mu, p, q))).conclusion
    support = everywhere(Implies(0 < p(x), 0 < q(x)))
    assert finite.alpha is And(absolutely_continuous(mu, p, q), integrable(RATIO, x, mu)).alpha
    assert lemmas.unfolded(logic.assume(absolutely_continuous(mu, p, q))).conclusion.alpha is support.alpha
    same = lemmas.unfolded(logic.assume(same_almost_everywhere(mu, p, q))).conclusion
    assert same.alpha is everywhere(Eq(p(x), q(x))).alpha
