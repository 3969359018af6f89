"""What is found infeasible has no solution, by the solver too; what has a solution is never found infeasible."""

from __future__ import annotations

from random import Random

import pytest

from derivations import search
from derivations.infeasible import infeasible

KEYS = "abcd"


def system(random, most):
    """Random columns, most of them with few entries, and how many of the weights have a sign."""
    columns = [{k: random.choice((-2, -1, 1, 3)) for k in random.sample(KEYS, random.randint(1, 3))} for _ in range(5)]
    return columns, random.randint(0, most)


@pytest.mark.parametrize("seed", range(60))
def test_the_solver_agrees(seed, monkeypatch):
    monkeypatch.setattr(search, "infeasible", lambda *_: False)
    random = Random(seed)
    columns, signed = system(random, 5)
    target = {k: random.choice((-1, 0, 1)) for k in KEYS}
    positive = [random.random() < 0.5 for _ in range(signed)] if seed % 2 else []
    if infeasible(target, columns, signed, positive):
        assert search._feasible(target, columns, signed, positive) is None


@pytest.mark.parametrize("seed", range(60))
def test_what_has_a_solution_is_not_infeasible(seed):
    random = Random(seed)
    columns, signed = system(random, 5)
    weights = [random.randint(0, 2) if i < signed else random.randint(-2, 2) for i in range(len(columns))]
    target = {k: sum(w * c.get(k, 0) for w, c in zip(weights, columns, strict=True)) for k in KEYS}
    positive = [w > 0 for w in weights[:signed]]
    assert not infeasible(target, columns, signed, positive if any(positive) else [])


INFEASIBLE = {
    "a row that nothing is in": ({"a": 1}, [{"b": 1}], 1, []),
    "the wrong sign": ({"a": -1}, [{"a": 1}, {"a": 2}], 2, []),
    "what is left when others vanish": ({"a": 1}, [{"a": 1, "b": 1}, {"b": 2}], 2, []),
    "nothing positive is left": ({}, [{"a": 1}], 1, [True]),
}


@pytest.mark.parametrize("name", INFEASIBLE)
def test_what_is_infeasible_by_signs(name):
    assert infeasible(*INFEASIBLE[name])


def test_a_weight_without_a_sign_is_not_dropped():
    assert not infeasible({"a": -1}, [{"a": 1}], 0, [])
    assert not infeasible({"a": 1}, [{"a": 1, "b": 1}, {"b": 2}], 1, [])
