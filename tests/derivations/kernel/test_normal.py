"""The normal form agrees with evaluation, and finds what ring steps make equal."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from derivations.audits.expressions import C, D, K, N, X, Y, grid, number_of, rewritten, scalar
from derivations.counterexample import candidates
from derivations.kernel import RULES, Undecided, algebra
from derivations.kernel.formulas import (
    Eq,
    block,
    column,
    det,
    identity,
    inv,
    matrix,
    natural,
    ones,
    sqnorm,
    sqrt,
    symmetric,
    vector,
    zeros,
)
from derivations.kernel.terms import num
from derivations.refuter.evaluate import Evaluator

THOROUGH = settings(
    max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
)
SHAPES = ((N, D), (N, N), (N, num(1)), (num(2), num(2)), (num(1), D), (N, N + 1), (num(2), N))
SEEDS = st.integers(0, 2**32)
G, W, M = matrix("G", N, N), matrix("W", N, N), matrix("M", 2, 2)
U, V = vector("u", N), vector("v", N)


def attempted(goal):
    """The theorem, or None and the condition that was missing."""
    try:
        return RULES["field"](goal), ""
    except Undecided as refusal:
        return None, refusal.condition


def equal_by_field(goal):
    """The theorem, or None where the rule does not see it."""
    return attempted(goal)[0]


def disagreements(theorem, random, tries=6):
    """Points at which a theorem is false."""
    for point in candidates(theorem.conclusion, list(theorem.hypotheses), tries, random, (0, 1, 2, 3)):
        here = Evaluator(point)
        if all(here.truth(h) for h in theorem.hypotheses) and here.truth(theorem.conclusion) is False:
            yield point


def expression(random):
    """A random number or matrix."""
    kind = random.randrange(3)
    if kind == 0:
        return scalar(random, 3)
    return number_of(random, random.choice((N, D, num(2)))) if kind == 1 else grid(random, *random.choice(SHAPES))


def twin(random, one):
    """Another expression of the same shape: unrelated, or nearly the same."""
    if random.random() < 0.5:
        return rewritten(random, one, 3) + random.choice((0, 0, 1, -1)) * one
    if one.is_scalar:
        return scalar(random, 2)
    return grid(random, *one.shape, 2)


@THOROUGH
@given(SEEDS)
def test_what_field_finds_equal_has_equal_values(seed):
    random = Random(seed)
    one = expression(random)
    theorem = equal_by_field(Eq(one, twin(random, one)))
    assert theorem is None or list(disagreements(theorem, random)) == []


@THOROUGH
@given(SEEDS)
def test_small_expressions_are_found_equal_only_when_they_are(seed):
    random = Random(seed)
    one, other = (scalar(random, 2, leaves=(X, Y, K)) for _ in range(2))
    theorem = equal_by_field(Eq(one, other))
    assert theorem is None or list(disagreements(theorem, random)) == []


@THOROUGH
@given(SEEDS)
def test_expressions_rewritten_by_valid_ring_steps_are_found_equal(seed):
    random = Random(seed)
    one = expression(random)
    theorem, refusal = attempted(Eq(one, rewritten(random, one, 4)))
    assert refusal in ("", "denominator", "budget")  # 1/0 by construction, or too large: never a difference
    assert theorem is None or list(disagreements(theorem, random, tries=3)) == []


@settings(THOROUGH, max_examples=300)
@given(SEEDS)
def test_laws_of_powers_hold_wherever_the_rule_says(seed):
    from derivations.audits.powers import PLANS

    random = Random(seed)
    try:
        theorem = RULES["powers"](*PLANS["powers"].strict(random))
    except Undecided:
        return
    assert list(disagreements(theorem, random)) == []


TRUE = [
    Eq((X + Y) ** 3, X**3 + 3 * X**2 * Y + 3 * X * Y**2 + Y**3),
    Eq(1 / (1 / X), X),
    Eq(X / Y + C / Y, (X + C) / Y),
    Eq((X**2 - Y**2) / (X - Y), X + Y),
    Eq(1 / (X - Y) + 1 / (Y - X), num(0)),
    Eq(X ** (K + 2), X * X**K * X),
    Eq((X * Y) ** K, X**K * Y**K),
    Eq((num(-1) ** K) ** 2, num(1)),
    Eq(sqrt(X) ** 3, X * sqrt(X)),
    Eq(1 / (sqrt(X) - 1), (sqrt(X) + 1) / (X - 1)),
    Eq(abs(X) ** 2, X**2),
    Eq((G * W).T, W.T * G.T),
    Eq(U.T * V, V.T * U),
    Eq(U.T * G * V, V.T * G.T * U),
    Eq((U.T * V) * W, W * (V.T * U)),
    Eq(U * V.T * U, (V.T * U) * U),
    Eq(sqnorm(U + V), sqnorm(U) + 2 * U.T * V + sqnorm(V)),
    Eq(G * inv(G), identity(N)),
    Eq(inv(G.T), inv(G).T),
    Eq(inv(G) * G * U, U),
    Eq(ones(N).T * ones(N), N),
    Eq(ones(N, D) * ones(D), D * ones(N)),
    Eq(identity(N) * U, U),
    Eq(zeros(N, D) * ones(D), zeros(N)),
    Eq(block([[U, G]]) * column(X, V), G * V + X * U),
    Eq(det(M.T), det(M)),
    Eq(det(M * M), det(M) ** 2),
    Eq(M[0, 1], M.T[1, 0]),
    Eq(column(X, Y)[1], Y),
    Eq(G**2 * G, G**3),
    Eq(G**0, identity(N)),
]  # fmt: skip
FALSE = [
    Eq(G * W, W * G),
    Eq(G, G.T),
    Eq(U * V.T, V * U.T),
    Eq(inv(G), inv(G.T)),
    Eq(inv(G * W), inv(G) * inv(W)),
    Eq((X + Y) ** 2, X**2 + Y**2),
    Eq(sqrt(X**2), X),
    Eq(abs(X), X),
    Eq(X**K * X**K, X ** (K**2)),
    Eq(num(0) ** K, num(0)),
    Eq((X + Y) ** K, X**K + Y**K),
    Eq(det(2 * identity(N)), det(2 * identity(D))),
    Eq(det(zeros(N, N)), det(zeros(D, D))),
    Eq(det(M), M[0, 0] * M[1, 1] + M[0, 1] * M[1, 0]),
    Eq((U.T + ones(N).T) * U, N + ones(N).T * U),
    Eq((matrix("r", 1, N) + ones(N).T) * matrix("r", 1, N).T, N + ones(N).T * matrix("r", 1, N).T),
    Eq(ones(N).T * ones(N), D),
    Eq(1 / (X + Y), 1 / X + 1 / Y),
    Eq(natural("x"), X),
]  # fmt: skip


@pytest.mark.parametrize("goal", TRUE, ids=map(repr, TRUE))
def test_identity_is_found(goal):
    assert RULES["field"](goal).conclusion is goal


@pytest.mark.parametrize("goal", FALSE, ids=map(repr, FALSE))
def test_non_identity_is_refused(goal):
    with pytest.raises(Undecided) as refusal:
        RULES["field"](goal)
    assert refusal.value.condition == "identity"


def test_symmetry_is_used_only_when_it_is_known():
    goal = Eq(U.T * G * V, V.T * G * U)
    assert equal_by_field(goal) is None
    known = RULES["assume"](symmetric(G))
    assert RULES["combination"](goal, (), (known,)).hypotheses == (symmetric(G),)
    assert RULES["combination"](Eq(inv(G).T, inv(G)), (), (known,)).conclusion.op == "eq"


def test_denominators_and_inverses_become_hypotheses():
    assert [repr(h) for h in RULES["field"](Eq(X / Y * Y, X)).hypotheses] == ["y != 0"]
    assert [repr(h) for h in RULES["field"](Eq(inv(G) * G, identity(N))).hypotheses] == ["invertible(G)"]
    assert [repr(h) for h in RULES["field"](Eq(sqrt(X) ** 2, X)).hypotheses] == ["x >= 0"]


def test_a_matrix_power_takes_whole_factors_out():
    size, k = natural("n"), natural("k")
    a, b = matrix("A", size, size), matrix("B", size, size)
    assert algebra.field(Eq(a ** (k + 2), a * a * a**k)).hypotheses == ()
    for wrong in (
        Eq(a ** (k + 1), a**k),
        Eq(a ** (k + 1), b * a**k),
        Eq(a**k * b, b * a**k),
        Eq((a * b) ** k, a**k * b**k),
    ):
        with pytest.raises(Undecided):
            algebra.field(wrong)
