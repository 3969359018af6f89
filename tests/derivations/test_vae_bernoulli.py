"""The Bernoulli decoder: what is stated of binary strings and of grey pixels, and that nothing in it can go."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import exp as e_to
from math import log as ln
from math import prod

import pytest

from derivations import vae
from derivations.counterexample import find
from derivations.kernel import Undecided, logic
from derivations.kernel.formulas import (
    And,
    Eq,
    Exists,
    ForAll,
    Implies,
    Ne,
    Or,
    Product,
    Sum,
    exp,
    function,
    log,
    natural,
    real,
)
from derivations.kernel.terms import NAT, REAL, Sort, Term, lam, num
from derivations.lemmas import below, vae_all_strings, vae_strings
from derivations.opinion import summary
from derivations.proof import once
from derivations.refuter.evaluate import evaluate, holds
from tests.derivations.spoiling import unnoticed

D, i, k, j = natural("D"), natural("i"), natural("k"), natural("j")
x, g, b = function("x", NAT), function("g", NAT), function("b", NAT, Sort("function", NAT, REAL))
t, c = real("t"), real("c")
COUNT = num(2) ** D


def each(index: Term, count: Term, body: Term) -> Term:
    return ForAll(index, Implies(index < count, body))


def chance(bit: Term, g_i: Term) -> Term:
    return bit * g_i + (1 - bit) * (1 - g_i)


def loss(bit: Term, g_i: Term) -> Term:
    return bit * log(g_i) + (1 - bit) * log(1 - g_i)


def binary(value: Term) -> Term:
    return Or(Eq(value, 0), Eq(value, 1))


BINARY = each(i, D, binary(x(i)))
WITHIN = each(i, D, And(0 < g(i), g(i) < 1))
LISTED = each(k, COUNT, each(i, D, binary(b(k)(i))))
SAME = each(i, D, Eq(b(k)(i), b(j)(i)))
DIFFERENT = each(k, COUNT, each(j, COUNT, Implies(SAME, Eq(k, j))))
TOTAL = Sum(Product(chance(b(k)(i), g(i)), i, D), k, COUNT)
MEMBER = Exists(k, And(k < COUNT, each(i, D, Eq(b(k)(i), x(i)))))
LIKELIHOOD, RIGHT = Product(chance(x(i), g(i)), i, D), exp(Sum(loss(x(i), g(i)), i, D))
GREY = [0 < t, t < 1, 0 < c, c < 1, Ne(c, num(Fraction(1, 2)))]


def test_the_product_is_the_exponential_of_the_loss_and_sums_to_one_over_all_binary_strings_but_not_for_grey_ones():
    proof = once(vae.bernoulli_decoder)
    half, nine = num(Fraction(1, 2)), num(Fraction(9, 10))
    smaller = ForAll(t, ForAll(c, Implies(And(*GREY), exp(loss(t, c)) < chance(t, c))))
    example = And(Eq(exp(loss(half, nine)), num(Fraction(3, 10))), Eq(chance(half, nine), half))
    expected = And(Eq(LIKELIHOOD, RIGHT), Eq(TOTAL, 1), MEMBER, smaller, example)
    assert proof.statement.alpha is expected.alpha
    assert [h.alpha for h in proof.hypotheses] == [h.alpha for h in (BINARY, WITHIN, LISTED, DIFFERENT)]
    assert proof.oracles == frozenset()
    assert proof.uses == []
    assert proof.answer_term.alpha is RIGHT.alpha


def test_the_hypotheses_hold_at_a_list_of_several_strings():
    proof = once(vae.bernoulli_decoder)
    assert proof.witness is not None
    assert proof.witness[D] >= 1
    assert all(holds(given, proof.witness) is True for given in proof.hypotheses)
    assert holds(proof.statement, proof.witness) is not False


@pytest.mark.parametrize("size", range(4))
def test_the_sum_of_the_kernel_is_that_of_brute_force_and_every_list_will_do(size):
    strings = list(product((Fraction(0), Fraction(1)), repeat=size))[::-1]
    chances = [Fraction(2 * n + 1, 7) for n in range(size)]
    point = {D: size, b: tuple(s or (Fraction(0),) for s in strings), g: tuple(chances) or (Fraction(1, 2),)}
    total = sum(prod(p if bit else 1 - p for bit, p in zip(s, chances, strict=True)) for s in strings)
    assert evaluate(TOTAL, point) == total == 1
    assert all(holds(given, point) is True for given in (LISTED, DIFFERENT, WITHIN))


WRONG = {
    "a list with repetitions": (Eq(TOTAL, 1), [LISTED, WITHIN]),
    "a list with a repetition misses a string": (MEMBER, [LISTED, BINARY]),
    "every list has what is not binary": (MEMBER, [LISTED, DIFFERENT]),
    "fewer strings": (
        Eq(Sum(Product(chance(b(k)(i), g(i)), i, D), k, D + 1), 1),
        [LISTED, DIFFERENT, WITHIN],
    ),
    "the exponential of the loss for grey pixels": (
        Eq(LIKELIHOOD, RIGHT),
        [WITHIN, each(i, D, And(0 <= x(i), x(i) <= 1))],
    ),
    "the loss is the greater one": (chance(t, c) <= exp(loss(t, c)), GREY),
    "less for g = 1/2 too": (exp(loss(t, c)) < chance(t, c), GREY[:-1]),
    "less for a white pixel too": (exp(loss(t, c)) < chance(t, c), [0 <= t, *GREY[1:]]),
    "less for a black pixel too": (exp(loss(t, c)) < chance(t, c), [GREY[0], t <= 1, *GREY[2:]]),
}


@pytest.mark.parametrize(("claim", "given"), WRONG.values(), ids=WRONG)
def test_wrong_variants_are_refuted(claim, given):
    found = find(claim, given)
    assert found is not None
    assert all(holds(formula, found) is True for formula in given)
    assert holds(claim, found) is False


def test_strings_of_other_numbers_do_not_sum_to_one():
    point = {D: 1, b: ((Fraction(0),), (Fraction(2),)), g: (Fraction(1, 3),)}
    assert holds(DIFFERENT, point) is True
    assert holds(LISTED, point) is False
    assert holds(Eq(TOTAL, 1), point) is False


def test_a_wrong_line_stops_the_proof(monkeypatch):
    assert unnoticed(vae.bernoulli_decoder, monkeypatch) == []


def test_sympy_disagrees_with_no_step():
    assert summary(once(vae.bernoulli_decoder).theorem)["disagrees"] == 0


def test_a_grey_pixel_computed_without_the_kernel():
    assert e_to(0.5 * ln(0.9) + 0.5 * ln(0.1)) == pytest.approx(0.3)
    at = {t: Fraction(1, 2), c: Fraction(9, 10)}
    assert float(evaluate(exp(loss(t, c)), at)) == pytest.approx(0.3)
    assert evaluate(chance(t, c), at) == Fraction(1, 2)


# What the proof rests on
LEMMAS = [below.zero_factor, vae_strings.at_most_one, vae_strings.weighted_total]


@pytest.mark.parametrize("lemma", LEMMAS, ids=lambda lemma: lemma.__name__)
def test_the_lemmas_have_no_hypotheses_and_believe_nothing(lemma):
    assert (lemma().hypotheses, lemma().oracles) == ((), frozenset())


def test_strings_of_weight_one_are_at_most_two_to_the_n_and_then_sum_to_one():
    n, N, w = natural("n"), natural("N"), function("w", NAT)
    alike = each(i, n, Eq(b(k)(i), b(j)(i)))
    ones = And(Eq(w(k), 1), Eq(w(j), 1))
    premise = And(
        each(k, N, binary(w(k))),
        each(k, N, each(i, n, binary(b(k)(i)))),
        each(k, N, each(j, N, Implies(ones, Implies(alike, Eq(k, j))))),
    )
    count = Sum(w(k), k, N)
    total = Sum(w(k) * Product(chance(b(k)(i), g(i)), i, n), k, N)
    claim = And(count <= num(2) ** n, Implies(Eq(count, num(2) ** n), Eq(total, 1)))
    assert vae_strings.weighted_total().conclusion.alpha is ForAll(n, ForAll(w, Implies(premise, claim))).alpha


def test_a_list_of_all_strings_is_one_without_repetition_and_nothing_else():
    assert {h.alpha for h in vae_all_strings.total().hypotheses} == {LISTED.alpha, DIFFERENT.alpha}
    assert {h.alpha for h in vae_all_strings.complete().hypotheses} == {LISTED.alpha, DIFFERENT.alpha, BINARY.alpha}


def test_a_statement_about_numbers_below_a_bound_is_made_and_used():
    given = logic.assume(each(i, D, 0 < g(i)))
    with pytest.raises(Undecided):
        below.every(i, D, logic.assume(0 < g(i)))
    here = below.at(given, k)
    assert here.conclusion.alpha is (0 < g(k)).alpha
    assert (k < D).alpha in {h.alpha for h in here.hypotheses}
    assert below.every(k, D, here).conclusion.alpha is each(k, D, 0 < g(k)).alpha
    with pytest.raises(Undecided):
        below.at(given, k, logic.assume(k < D + 1))
    assert below.nothing_below(k).conclusion.op == "false"
    either = below.earlier_or_last(k, D)
    assert [h.alpha for h in either.hypotheses] == [(k < D + 1).alpha]
    assert either.conclusion.alpha is Or(k < D, Eq(k, D)).alpha


def test_a_product_with_a_factor_zero_is_zero():
    a, n = function("a", NAT), natural("n")
    claim = ForAll(n, each(k, n, Implies(Eq(a(k), 0), Eq(Product(a(i), i, n), 0))))
    assert below.zero_factor().conclusion.alpha is claim.alpha


def test_the_table_of_a_single_pixel():
    pixel = {D: 1, x: lam(i, num(1) + 0 * i), g: lam(i, num(Fraction(3, 4)))}
    assert evaluate(LIKELIHOOD, pixel) == Fraction(3, 4)
