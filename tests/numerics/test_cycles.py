"""What is said of all natural numbers, decided by tables that repeat themselves; other uses of a number are refused."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derivations.kernel.formulas import And, Eq, Exists, ForAll, Implies, natural
from derivations.kernel.terms import NAT, REAL, Sort, num, var
from numerics.cycles import cycle
from numerics.evaluation import Evaluator
from numerics.exact import Rationals
from numerics.spaces import settled, table
from numerics.truth import Truth, decide

i, j, n = natural("i"), natural("j"), natural("n")
f = var("f", Sort("function", NAT, REAL))
F = tuple(map(Fraction, (1, 2, 1)))
ROUND, LATER = {f: table(NAT, F), n: 3}, {f: settled(F), n: 3}
CERTAIN = {
    "a table comes back to its 2": (ForAll(i, Implies(n < i, f(i) < 2)), ROUND, False),
    "one that settles does not": (ForAll(i, Implies(n < i, f(i) < 2)), LATER, True),
    "below what all comes to": (ForAll(i, f(i) >= 1), ROUND, True),
    "no such number": (Exists(i, And(n < i, f(i) > 2)), ROUND, False),
    "a number just beyond the bound": (ForAll(i, i <= n), ROUND, False),
    "neighbours": (ForAll(i, Implies(n <= i, Eq(f(i + 1), f(i)))), LATER, True),
    "every second one": (ForAll(i, Eq(f(2 * i + 1), f(3 * i + 1))), {**ROUND, f: table(NAT, F[:2])}, False),
    "two numbers": (ForAll(i, ForAll(j, Implies(And(n < i, n < j), Eq(f(i), f(j))))), LATER, True),
    "two numbers of a table": (ForAll(i, ForAll(j, Implies(And(n < i, n < j), Eq(f(i), f(j))))), ROUND, False),
}
OPEN = {
    "a bound that moves": ForAll(i, ForAll(j, Implies(j < i, f(j) >= 1))),
    "a power, which is no such polynomial here": ForAll(i, f(num(2) ** i) >= 1),
}


@pytest.mark.parametrize("name", CERTAIN)
def test_all_numbers_are_decided_by_some(name):
    claim, point, truth = CERTAIN[name]
    assert decide(claim, point) == Truth(truth)


@pytest.mark.parametrize("name", OPEN)
def test_other_uses_are_not_certain(name):
    assert decide(OPEN[name], ROUND) == Truth(True, False)


def counted(claim, point):
    return cycle(Evaluator(Rationals(), point).value(claim.args[0]))


def test_how_many_numbers_matter():
    assert counted(ForAll(i, f(i) > 0), ROUND) == 3
    assert counted(ForAll(i, f(i) > 0), LATER) == 3  # from the index 2 on nothing changes
    assert counted(ForAll(i, Implies(n < i, f(i) > 0)), ROUND) == 7
    assert counted(ForAll(i, Implies(n < i, f(i) > 0)), LATER) == 5
    assert counted(ForAll(i, f(i) > i), ROUND) is None


def test_a_table_repeats_itself_over_every_field():
    assert all(values.over(Rationals()).repeats == values.repeats for values in (ROUND[f], LATER[f]))


@pytest.mark.parametrize("values", [table(NAT, F), settled(F)])
def test_tables_are_what_they_say(values):
    start, period = values.repeats
    found = [values.over(Rationals())(k).only for k in range(12)]
    assert found[start : start + 6] == found[start + period : start + period + 6]
    assert found[:3] == [1, 2, 1]
