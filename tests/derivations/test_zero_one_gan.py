"""The GAN with the zero-one loss: every result says just what the syllabus says, and nearby claims are false."""

from fractions import Fraction

import pytest

from derivations import zero_one_gan as topic
from derivations.counterexample import find
from derivations.kernel.formulas import (
    And,
    Eq,
    Exists,
    ForAll,
    Iff,
    Implies,
    Ne,
    Not,
    Or,
    Sum,
    function,
    natural,
    piecewise,
    point,
    real,
)
from derivations.kernel.terms import NAT, PROP, SPACE, Term, apply, lam, num, var
from derivations.lemmas import counting, counting_copies, counting_how_many, counting_permutations, counting_verdicts
from derivations.proof import Proof, once
from derivations.results import results
from tests.derivations.spoiling import unnoticed

m, n, i, j, k = map(natural, "mnijk")
x, g, h = (function(name, NAT, SPACE) for name in "xgh")
D, E = function("D", SPACE, PROP), function("E", SPACE, PROP)
P, Q, u, t = function("P", NAT, PROP), var("Q", PROP), point("u"), real("t")
RESULTS = [r.id.partition(".")[2] for r in results(topic)]
DISTINCT = ForAll(i, ForAll(j, Implies(And(i < m, j < m, Eq(x(i), x(j))), Eq(i, j))))
GIVEN = [1 <= m, DISTINCT]


def one(formula: Term) -> Term:
    return piecewise(formula, 1, 0)


def every(index: Term, formula: Term) -> Term:
    return ForAll(index, Implies(index < m, formula))


def n_of(at: Term, images: Term = g) -> Term:
    return Sum(one(Eq(images(j), at)), j, m)


def gain(verdict: Term, images: Term) -> Term:
    return Sum(one(verdict(images(j))), j, m)


def loss(verdict: Term = D, images: Term = g) -> Term:
    return (Sum(one(Not(verdict(x(i)))), i, m) + gain(verdict, images)) / (2 * m)


COPIES = n_of(x(i))
LEAST = Sum(piecewise(COPIES <= 1, COPIES, 1), i, m) / (2 * m)
ELSEWHERE = every(i, Ne(g(j), x(i)))
OPTIMAL = And(
    every(i, And(Implies(Eq(COPIES, 0), D(x(i))), Implies(COPIES >= 2, Not(D(x(i)))))),
    every(j, Implies(ELSEWHERE, Not(D(g(j))))),
)
VALUE = (m - Sum(one(Eq(COPIES, 0)), i, m)) / (2 * m)
ONE_EACH = every(i, Eq(COPIES, 1))
SOLE = Exists(j, And(j < m, Eq(g(j), x(i)), ForAll(k, Implies(And(k < m, Eq(g(k), x(i))), Eq(k, j)))))
PERMUTATION = And(every(j, Exists(i, And(i < m, Eq(g(j), x(i))))), every(i, SOLE))
HALF = num(Fraction(1, 2))
BEST_REPLY = ForAll(h, loss(D, h) <= loss(D, g))
SADDLE = And(BEST_REPLY, ForAll(E, loss(D, g) <= loss(E, g)))
FOOLED, HOPELESS = every(j, D(g(j))), ForAll(u, Not(D(u)))


def states(name: str, conclusion: Term, hypotheses: list[Term]) -> None:
    proof = once(getattr(topic, name))
    assert proof.statement.alpha is conclusion.alpha
    assert {a.alpha for a in proof.hypotheses} == {a.alpha for a in hypotheses}
    assert proof.oracles == frozenset()


# What is stated
def test_the_least_loss_and_all_discriminators_that_have_it():
    some = Exists(E, And(ForAll(u, Iff(E(u), Eq(n_of(u), 0))), Eq(loss(E), LEAST)))
    states("discriminator", And(LEAST <= loss(), Iff(Eq(loss(), LEAST), OPTIMAL), some), GIVEN)


def test_the_best_replies_to_a_fixed_discriminator():
    moved = Eq(loss(D, h) - loss(D, g), (gain(D, h) - gain(D, g)) / (2 * m))
    full = Iff(Eq(gain(D, g), m), FOOLED)
    some = Implies(Exists(u, D(u)), Exists(h, every(j, D(h(j)))))
    replies = Iff(BEST_REPLY, Or(FOOLED, HOPELESS))
    states("fixed_discriminator", And(moved, gain(D, g) <= m, full, some, replies), [1 <= m])


def test_the_least_loss_by_the_number_of_images_without_a_copy():
    lower, reached = ForAll(D, VALUE <= loss()), Exists(E, Eq(loss(E), VALUE))
    greatest = Iff(Eq(VALUE, HALF), ONE_EACH)
    itself = every(i, Eq(n_of(x(i), x), 1))
    claims = And(lower, reached, VALUE <= HALF, greatest, Iff(ONE_EACH, PERMUTATION), itself)
    states("generator", claims, GIVEN)


def test_the_saddle_points_and_their_value():
    exactly = Iff(SADDLE, And(ONE_EACH, Or(every(i, D(x(i))), HOPELESS)))
    states("saddle_points", And(exactly, Iff(ONE_EACH, PERMUTATION), Implies(SADDLE, Eq(loss(), HALF))), GIVEN)


def test_the_results_rest_on_each_other():
    uses = {name: once(getattr(topic, name)).uses for name in RESULTS}
    assert uses == {
        "discriminator": [],
        "fixed_discriminator": [],
        "generator": ["zero_one_gan.discriminator"],
        "saddle_points": [
            "zero_one_gan.discriminator",
            "zero_one_gan.fixed_discriminator",
            "zero_one_gan.generator",
        ],
    }


def test_the_game_as_others_use_it():
    assert topic.loss(E, h, m, x).alpha is loss(E, h).alpha
    assert topic.copies(k).alpha is n_of(x(k)).alpha
    assert topic.copies(2, h, n).alpha is Sum(one(Eq(h(j), x(num(2)))), j, n).alpha
    assert topic.copies(j).alpha is Sum(one(Eq(g(i), x(j))), i, m).alpha


def test_nothing_circulates_that_is_wrong():
    assert topic.ERRATA == ()


# The hypotheses are needed, and can be met
def test_the_bound_needs_distinct_images():
    assert find(LEAST <= loss(), [1 <= m]) is not None
    assert find(LEAST <= loss(), GIVEN) is None


def test_a_permutation_of_images_that_are_not_distinct_has_more_copies():
    assert find(every(i, Eq(n_of(x(i), x), 1)), [1 <= m]) is not None
    assert find(every(i, Eq(n_of(x(i), x), 1)), GIVEN) is None


# Nearby claims are false
GENERATED = And(
    every(i, And(Implies(Eq(COPIES, 0), D(x(i))), Implies(COPIES >= 1, Not(D(x(i)))))),
    every(j, Implies(ELSEWHERE, Not(D(g(j))))),
)
DATA_ONLY = every(i, Not(D(x(i))))


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param(Sum(COPIES, i, m) / (2 * m) <= loss(), id="every copy costs one more"),
        pytest.param(Iff(Eq(loss(), LEAST), GENERATED), id="what has a copy must be called generated"),
        pytest.param(Iff(Eq(loss(), LEAST), OPTIMAL.args[0]), id="off the data all is free"),
        pytest.param(Iff(Eq(loss(), LEAST), And(OPTIMAL.args[0], HOPELESS)), id="nothing may be called genuine"),
        pytest.param(Implies(FOOLED, Eq(gain(D, g), m - 1)), id="a gain of m − 1"),
        pytest.param(Iff(BEST_REPLY, FOOLED), id="a best reply always fools"),
        pytest.param(Iff(BEST_REPLY, Or(PERMUTATION, HOPELESS)), id="a best reply is a permutation"),
        pytest.param(2 * VALUE <= loss(), id="(m − k)/m"),
        pytest.param(VALUE < HALF, id="½ is not reached"),
        pytest.param(Iff(Eq(VALUE, HALF), every(j, Exists(i, And(i < m, Eq(g(j), x(i)))))), id="½ on the data"),
        pytest.param(Iff(SADDLE, ONE_EACH), id="a permutation with any discriminator"),
        pytest.param(Iff(SADDLE, And(ONE_EACH, every(i, D(x(i))))), id="all data genuine, only"),
        pytest.param(Iff(SADDLE, And(ONE_EACH, HOPELESS)), id="everything generated, only"),
        pytest.param(Implies(And(ONE_EACH, DATA_ONLY), SADDLE), id="all data generated, an image off the data genuine"),
        pytest.param(Implies(BEST_REPLY, Eq(loss(), HALF)), id="a best reply alone has the value ½"),
    ],
)
def test_a_nearby_claim_has_a_counterexample(claim):
    assert find(claim, GIVEN) is not None


@pytest.mark.parametrize("name", RESULTS)
def test_no_counterexample_to_what_is_proved(name):
    proof: Proof = once(getattr(topic, name))
    assert find(proof.statement, list(proof.hypotheses), tries=60) is None


@pytest.mark.parametrize("name", RESULTS)
def test_every_wrong_line_stops_the_proof(name, monkeypatch):
    assert unnoticed(getattr(topic, name), monkeypatch) == []


# Lemmas on counting
HOW_MANY = Sum(one(P(j)), j, n)


def shown(theorem, conclusion: Term, *hypotheses: Term) -> None:
    assert theorem.conclusion.alpha is conclusion.alpha
    assert {h.alpha for h in theorem.hypotheses} == {h.alpha for h in hypotheses}


def up_to(index: Term, formula: Term) -> Term:
    return ForAll(index, Implies(index < n, formula))


def test_how_many_have_a_property():
    shown(counting_how_many.whole(), ForAll(n, Or(Eq(HOW_MANY, 0), Eq(HOW_MANY, 1), HOW_MANY >= 2)))
    shown(counting_how_many.all_of(), And(HOW_MANY <= n, Iff(Eq(HOW_MANY, n), up_to(j, P(j)))))
    shown(counting_how_many.none_of(), And(HOW_MANY >= 0, Iff(Eq(HOW_MANY, 0), up_to(j, Not(P(j))))))
    shown(counting_how_many.present(), Ne(HOW_MANY, 0), k < n, P(k))
    shown(counting_how_many.some_or_none(), Or(Exists(j, And(j < n, P(j))), Eq(HOW_MANY, 0)))
    sole = Exists(j, And(j < n, P(j), ForAll(k, Implies(And(k < n, P(k)), Eq(k, j)))))
    shown(counting_how_many.exactly(), Iff(Eq(HOW_MANY, 1), sole))


def test_a_sum_of_sums_in_either_order():
    a = function("a", NAT)
    body = a(i) * one(P(j))
    sides = Sum(Sum(body, j, m), i, n), Sum(Sum(body, i, n), j, m)
    shown(counting.swapped(body, i, j, m), ForAll(n, Eq(*sides)))


def test_terms_that_are_at_least_zero_vanish_with_their_sum():
    zero = counting.logic.assume(Eq(Sum(one(P(j)), j, n), 0))
    sign = counting.logic.left(counting.logic.instantiate(counting.between(), ((Q, P(j)),)))
    shown(counting.vanishing(j, n, sign, zero), Eq(one(P(j)), 0), j < n, zero.conclusion)


def test_copies_are_counted_once():
    w, inside = function("w", SPACE), Exists(i, And(i < m, Eq(u, x(i))))
    total = Sum(one(Eq(u, x(i))) * w(x(i)), i, m)
    away = every(i, Ne(u, x(i)))
    shown(counting_copies.anywhere(), Or(inside, away))
    shown(counting_copies.picked(), And(Implies(inside, Eq(total, w(u))), Implies(away, Eq(total, 0))), DISTINCT)
    count = Sum(one(Eq(g(j), x(i))), j, n)
    other = Sum(Sum(one(Eq(g(j), x(i))) * w(x(i)), i, m), j, n)
    shown(counting_copies.recounted(), Eq(Sum(count * w(x(i)), i, m), other))
    on_data = up_to(j, Exists(i, And(i < m, Eq(g(j), x(i)))))
    whole = Sum(count, i, m)
    shown(counting_permutations.total(), And(whole <= n, Iff(Eq(whole, n), on_data)), DISTINCT)


def test_one_of_each_from_too_few_or_too_many():
    inside = every(j, Exists(i, And(i < m, Eq(g(j), x(i)))))
    shown(counting_permutations.filled(), Implies(every(i, COPIES >= 1), ONE_EACH), DISTINCT)
    shown(counting_permutations.thrifty(), Implies(every(i, COPIES <= 1), Implies(inside, ONE_EACH)), DISTINCT)


def test_what_a_verdict_costs():
    least, cost = piecewise(t <= 1, t, 1), one(Not(Q)) + t * one(Q)
    best = And(Implies(Eq(t, 0), Q), Implies(t >= 2, Not(Q)))
    cases = Or(Eq(t, 0), Eq(t, 1), t >= 2)
    shown(counting_verdicts.of_an_image(), And(least <= cost, Iff(Eq(least, cost), best)), cases)
    shown(counting_verdicts.capped_value(), Eq(least, 1 - one(Eq(t, 0))), cases)
    total = Sum(one(Eq(u, x(i))) * one(D(x(i))), i, m)
    best = Implies(every(i, Ne(u, x(i))), Not(D(u)))
    shown(counting_verdicts.of_a_copy(), And(total <= one(D(u)), Iff(Eq(total, one(D(u))), best)), DISTINCT)


def test_a_lambda_for_a_bound_function_is_applied_at_once():
    there = Exists(h, every(j, D(h(j))))
    known = counting.logic.generalise(j, counting.logic.discharge(j < m, counting.logic.assume(D(u))))
    shown(counting.exhibited(there, lam(j, u), known), there, D(u))
    given = ForAll(h, every(j, D(h(j))))
    special = counting.at_function(counting.logic.assume(given), lam(j, u))
    shown(special, every(j, D(u)), given)
    assert apply(lam(j, u), k) is u
