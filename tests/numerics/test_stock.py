"""Points for the mutants of a proof: they satisfy what is supposed, refute nothing that is proved, and are kept."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derivations.kernel.formulas import (
    And,
    Eq,
    ForAll,
    Implies,
    exp,
    function,
    log,
    natural,
    ones,
    piecewise,
    real,
    vector,
)
from derivations.kernel.terms import ONE, REAL, ZERO, apply, lam, make
from derivations.proof import Proof
from derivations.results import catalogue
from numerics import stock as module
from numerics.claims import Claim, claims
from numerics.contrasts import contrasts
from numerics.exact import Rationals
from numerics.matrices import Matrix, single
from numerics.mutants import judge
from numerics.mutants_points import POINTS
from numerics.mutants_priors import WRONG, looked_up
from numerics.mutants_priors_diffusion import noised
from numerics.places import Drawn, Exact
from numerics.randomness import generator
from numerics.stock import Stock
from numerics.variants import Mutant, mutants

x, y, t = real("x"), real("y"), real("t")
n = natural("n")
a, b = vector("a", n), vector("b", n)
f = function("f", REAL)


def proved(statement, *given):
    """A proof of a statement that the search finds."""
    proof = Proof(given=list(given))
    proof.id = "toy.statement"
    return proof.conclude(statement)


def stocked(statement, *given):
    return Stock(proved(statement, *given), generator(0))


ORDER = ForAll(x, ForAll(y, Implies(And(x > 1, y > x), x + y > 2)))


def points(stock, claim):
    stock.prepare([claim])
    return stock.places(claim)


# What the points are
def test_hypotheses_and_premises_hold_at_every_point_of_either_kind():
    stock = stocked(ORDER)
    (claim,) = claims(ORDER)
    found = points(stock, claim)
    assert {type(p) for p in found} == {Exact, Drawn}
    assert all(p.truth(premise) for p in found for premise in claim.premises)
    assert all(p.truth(claim.conclusion) for p in found)


def test_a_claim_that_lacks_a_premise_has_the_points_at_which_it_fails():
    stock = stocked(ORDER)
    (claim,) = claims(ORDER)
    found = points(stock, Claim(claim.premises[1:], claim.conclusion))
    assert found
    assert all(p.truth(claim.conclusion) is False for p in found)


def test_another_premise_is_checked_at_every_point():
    stock = stocked(ORDER)
    (claim,) = claims(ORDER)
    u, v = sorted(claim.conclusion.free, key=repr)
    found = points(stock, Claim((*claim.premises, v > u + 1), claim.conclusion))
    assert found
    assert all(p.truth(v > u + 1) for p in found)


def test_further_numbers_and_functions_get_values_and_further_columns_do_not():
    stock = stocked(ORDER)
    (claim,) = claims(ORDER)
    assert points(stock, Claim(claim.premises, Eq(t, ZERO)))
    assert {repr(p.truth(apply(f, t) > 0)) for p in points(stock, Claim(claim.premises, apply(f, t) > 0))} == {
        "True",
        "False",
    }
    assert points(stock, Claim(claim.premises, Eq(a, b))) == []


def test_points_are_looked_for_once(monkeypatch):
    stock = stocked(ORDER)
    (claim,) = claims(ORDER)
    first = points(stock, claim)
    monkeypatch.setattr(module, "candidates", lambda *_: pytest.fail("looked for again"))
    assert points(stock, Claim(claim.premises, claim.conclusion)) == first


def test_what_refuted_one_mutant_is_tried_first_on_the_next():
    stock = stocked(ORDER)
    (claim,) = claims(ORDER)
    last = points(stock, claim)[-1]
    (candidate,) = (near for near in stock.near(claim) if near.place is last)
    stock.promote(claim, candidate)
    assert points(stock, claim)[0] is last
    stock.demote(claim, candidate)
    assert points(stock, claim)[-1] is last


@pytest.mark.parametrize("kind", [Exact, Drawn])
def test_an_interrupted_evaluation_leaves_nothing_behind(kind, monkeypatch):
    place = kind({x: Fraction(2)})
    assert place.truth(x > 1) is True
    held = place.here

    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(type(held), "truth", stopped)
    with pytest.raises(KeyboardInterrupt):
        place.truth(x > 3)
    assert place.here is None
    monkeypatch.undo()
    assert place.truth(x > 3) is False


step_up, step_from = (piecewise(inside, 1, 0) for inside in (x > 0, x >= 0))


@pytest.mark.parametrize(
    ("claim", "truth"),
    [
        (Eq(exp(x), exp(2 * x)), False),
        (Eq(piecewise(x > 0, exp(x), 0), piecewise(x > 0, exp(-x), 0)), False),
        (Eq(exp(x) * exp(x), exp(2 * x)), None),
        (Eq(exp(x) * step_up, exp(x) * step_from), None),  # they differ at one point
    ],
    ids=repr,
)
def test_what_fails_on_an_interval_does_not_hold_almost_everywhere(claim, truth):
    found = Drawn({}).truth(make("almost", make("lebesgue", ONE), lam(x, claim)))
    assert found is truth or (truth is None and found is True)


# Kills and no kills
@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        (ForAll(x, ForAll(y, Implies(And(x > 1, y > x), x + y > 3))), "refuted"),  # the conclusion
        (ForAll(x, ForAll(y, Implies(And(x > -1, y > x), x + y > 2))), "refuted"),  # a premise
        (ForAll(x, ForAll(y, Implies(And(x > 1, y > x), x + y + 0 * log(x - 1) > 2))), "equivalent"),
        (ForAll(x, ForAll(y, Implies(And(x > 1, y > x), x + y + 0 * log(x - 2) > 2))), "meaningless"),
        (ForAll(x, ForAll(y, Implies(And(x > 2, y > x), x + y > 2))), "equivalent"),
    ],
    ids=["conclusion", "premise", "defined", "undefined", "stronger premise"],
)
def test_variants_are_refuted_or_not(wrong, status):
    proof = proved(ORDER)
    assert judge(proof, Mutant("a slip", ORDER, wrong, wrong), generator(0)).status == status


TRUE = [
    (ForAll(x, Implies(x > 1, x**2 > 1)), ForAll(x, Implies(x > 1, x**4 > 1))),
    (ForAll(x, Implies(x > 1, x**2 > 1)), ForAll(x, Implies(x > 1, x**2 + log(x) > 1))),
    (ForAll(x, x**2 + 1 > 0), ForAll(x, x**4 + x + 1 > 0)),
]


@pytest.mark.parametrize(("right", "variant"), TRUE, ids=repr)
def test_a_true_variant_is_never_killed(right, variant):
    assert not judge(proved(right), Mutant("a slip", right, variant, variant), generator(0)).killed


# Settings made for mutants
@pytest.mark.parametrize("name", sorted(WRONG))
def test_settings_for_mutants_reach_every_claim_and_refute_none(name, monkeypatch):
    monkeypatch.setattr(module, "MOST", 8)
    proof = catalogue()[name].proof
    stock = Stock(proof, generator(1))
    for claim in claims(proof.statement):
        found = points(stock, claim)
        assert any(isinstance(p, Drawn) for p in found), claim.conclusion
        assert all(p.truth(claim.conclusion) is not False for p in found)


def test_a_function_is_looked_up_by_exact_arguments():
    one, two = (single(Fraction(k)) for k in (1, 2))
    known = looked_up([(one, two), (one, one)]).over(Rationals())
    assert known(one.map(Rationals().number)).only == 2
    assert known(two.map(Rationals().number)).only == 0


# Settings made for mutants
def test_there_is_more_data_than_counts():
    drawn = [noised(generator(seed)) for seed in range(20)]
    assert all(len(data.x) > data.values()["N"] > 0 for data in drawn)


def test_a_point_that_says_nothing_new_is_left_out():
    stock = stocked(ORDER)
    (claim,) = claims(ORDER)
    found = points(stock, claim)
    u, _ = sorted(claim.conclusion.free, key=repr)
    fewer = points(stock, Claim((u > 1,), u > 0))
    assert len({(type(p), p.point[u]) for p in fewer}) == len(fewer) <= len(found)


# Points that are kept for a result
def test_the_kept_points_of_a_result_meet_its_hypotheses():
    proof = catalogue()["change_of_variables.scalar"].proof
    names = {v.data: v for h in proof.hypotheses for v in h.free}
    kept = list(POINTS["change_of_variables.scalar"]())
    held = [Exact({v: values[name] for name, v in names.items()}) for values in kept]
    suiting = [place for place in held if all(place.truth(h) for h in proof.hypotheses)]
    assert len(suiting) >= len(kept) / 3
    assert {values["g"] for values in kept} == {place.point[names["g"]] for place in suiting}


@pytest.mark.parametrize("name", sorted(POINTS))
def test_what_is_proved_holds_at_the_kept_points_of_a_result(name):
    proof, step = catalogue()[name].proof, 11
    letters = {v.data: v for formula in (*proof.hypotheses, proof.statement) for v in formula.free}
    places = [Exact({v: values[n] for n, v in letters.items()}) for values in [*POINTS[name]()][::step]]
    suiting = [place for place in places if all(place.truth(h) for h in proof.hypotheses)]
    assert suiting
    assert all(place.truth(part) is not False for place in suiting for part in split(proof.statement))


def split(formula):
    return [p for part in formula.args for p in split(part)] if formula.op == "and" else [formula]


@pytest.mark.parametrize(
    ("name", "after"),
    [
        ("flows.autoregressive", "2*(entry(p, i)*exp(a(i)(p)))"),
        ("diffusion.posterior_mean", "i"),
        ("zero_one_gan.discriminator", "j <= m"),
        ("diffusion.sum_of_gaussians", "2*(b*E_2(w))"),
    ],
)
def test_kept_points_refute_variants(name, after):
    proof = catalogue()[name].proof
    wrong = [m.statement for m in mutants(proof.statement) if repr(m.after) == after]
    wanted = [claim for statement in wrong for claim in contrasts(proof.statement, statement)]
    assert any(refutes(values, claim, proof.hypotheses) for values in POINTS[name]() for claim in wanted)


def refutes(values, claim, hypotheses):
    """Whether a claim fails at values of all its letters at which everything else holds."""
    formulas = (*hypotheses, *claim.premises, claim.conclusion)
    letters = {v.data: v for formula in formulas for v in formula.free}
    if not letters.keys() <= values.keys():
        return False
    place = Exact({v: values[name] for name, v in letters.items()})
    return place.truth(claim.conclusion) is False and all(place.truth(h) for h in formulas[:-1])


def test_a_matrix_that_the_statement_does_not_have_gets_values_of_its_size():
    place = Exact({n: Fraction(2)})
    values = module._values(place, a)
    assert {len(v) for v in values} == {2}
    assert ((0,), (0,)) in values
    assert len(values) == 3
    assert place.with_({a: values[1]}).point[a] == ((1,), (1,))
    assert Drawn({n: 2}).with_({a: values[1]}).point[a] == Matrix(2, 1, (Fraction(1), Fraction(1)))
    assert module._values(Exact({}), a) == ()  # how many rows is not known


@pytest.mark.parametrize("after", ["z < a", "b < z", "a <= g_inv(x)", "g_inv(x) < a", "g_inv(x) <= b", "b < g_inv(x)"])
def test_a_kept_point_refutes_what_no_search_meets(after):
    proof = catalogue()["change_of_variables.scalar"].proof
    (mutant,) = (m for m in mutants(proof.statement) if repr(m.after) == after)
    wanted, names = contrasts(proof.statement, mutant.statement), {v.data: v for v in map(real, "xab")}
    names |= {v.data: v for h in proof.hypotheses for v in h.free}
    points = ({v: values[name] for name, v in names.items()} for values in POINTS["change_of_variables.scalar"]())
    assert any(
        all(place.truth(p) for p in (*proof.hypotheses, *claim.premises)) and place.truth(claim.conclusion) is False
        for place in map(Exact, points)
        for claim in wanted
    )


def test_the_balance_of_forces_is_sometimes_that_of_a_variant():
    proof = catalogue()["gan_duality.strong_duality"].proof
    letters = {v.data: v for formula in (*proof.hypotheses, proof.statement) for v in formula.free}
    C, w, X, G, K, lam_x, lam_z = (letters[name] for name in ("C", "w", "X", "G", "K", "lam_x", "lam_z"))
    draws = [WRONG["gan_duality.strong_duality"](generator(seed)) for seed in range(150)]
    places = [Drawn({letters[name]: value for name, value in draw.items() if name in letters}) for draw in draws]
    for forces in (ones(K, 1) + lam_z, ones(K, 1) - lam_z, lam_z):
        balance = Eq(C * w, X.T * lam_x + G.T * forces)
        assert any(place.truth(balance) for place in places)
        assert any(place.truth(balance) is False for place in places)
