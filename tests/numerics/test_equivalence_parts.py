"""Parts of autoregressive layers: the same slopes give the same parts, and nothing else does."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derivations.kernel.formulas import Eq, ForAll, Implies, entry, function, natural, vector
from derivations.kernel.terms import REAL, lam
from derivations.results import find
from numerics.equivalence import implied
from numerics.mutants import Bench
from numerics.places import Exact
from numerics.variants import mutants


@pytest.fixture(scope="module")
def layers():
    proof = find("flows.autoregressive").proof
    return proof, list(mutants(proof.statement))


def last(every, slip, after):
    """The last variant with this slip and this text: that about the sum of the exponents."""
    return [m.statement for m in every if m.slip == slip and repr(m.after) == after][-1]


def test_other_shifts_have_the_same_scales(layers):
    proof, every = layers
    right = (
        last(every, "a sign flipped", "entry(p, i) + m(i)(p)"),
        last(every, "arguments swapped", "m(i)(p) - entry(p, i)"),
        last(every, "a sign flipped", "entry(p, i)*exp(a(i)(p)) - b(i)(p)"),
    )
    assert all(implied(proof, statement) is not None for statement in right)


def test_other_scales_are_not_the_same(layers):
    proof, every = layers
    wrong = (
        last(every, "a factor 2", "2*((entry(p, i) - m(i)(p))*exp(-s(i)(p)))"),
        last(every, "a factor 2", "2*(entry(p, i)*exp(a(i)(p)))"),
        last(every, "a sign dropped", "s(i)(p)"),
    )
    assert all(implied(proof, statement) is None for statement in wrong)


def test_parts_that_see_the_entry_itself(layers):
    """Then neither the scale nor the shift is unique; where nothing is said of entries, nothing is meant."""
    proof, every = layers
    seen = [m for m in every if m.slip == "≥ for >" and repr(m.after) == "j <= i"][-2:]
    assert all(implied(proof, m.statement) is None for m in seen)
    bench = Bench(proof, 0)
    assert bench.judge(seen[1]).status == "refuted"
    beyond = [m for m in every if m.slip == "an inequality turned round" and repr(m.after) == "d < i"]
    assert bench.judge(beyond[3]).status == "meaningless"


d, i, j = map(natural, "dij")
p, q = vector("p", d), vector("q", d)
f = function("f", p.sort, REAL)


def agreeing(strict):
    """Columns that agree before the entry i, or up to it, have the same image."""
    first = j < i if strict else j <= i
    premise = ForAll(j, Implies(first, Eq(entry(p, j), entry(q, j))))
    return ForAll(p, ForAll(q, Implies(premise, Eq(f(p), f(q)))))


CASES = [(0, 0, False, True), (1, 0, False, False), (0, 0, True, False)]
CASES += [(0, 1, True, True), (1, 1, True, False), (1, 1, False, True)]


@pytest.mark.parametrize(("seen", "number", "strict", "holds"), CASES)
def test_equal_entries_are_inserted(seen, number, strict, holds):
    z = vector("z", 2)
    place = Exact({d: 2, i: Fraction(number), f: lam(z, entry(z, seen) ** 2 + 1)})
    found = place.truth(agreeing(strict))
    assert (found is True) is holds
