"""What a variant needs to mean anything: neither what was proved nor what the statement needs is asked again."""

from __future__ import annotations

from derivations.kernel.formulas import And, Eq, ForAll, Implies, log, real
from derivations.proof import Proof
from numerics.mutants_meaning import asserted, undefined

x, y, t = real("x"), real("y"), real("t")


def needed(statement, wrong, *given):
    """What a variant needs of a proof that assumes what it states."""
    proof = Proof(given=[statement, *given]).conclude(statement)
    return [(c.premises, c.conclusion) for c in undefined(proof, wrong)]


def test_what_is_new_is_asked():
    right = Implies(x > 1, Eq(log(x), y))
    assert needed(right, Implies(x > 1, Eq(log(x - 2), y))) == [((x > 1,), x - 2 > 0)]


def test_a_part_that_was_proved_is_no_premise_of_the_next():
    right = And(ForAll(t, t**2 >= 0), Eq(x, y))
    assert needed(right, And(ForAll(t, t**2 >= 0), Eq(log(x), y))) == [((), x > 0)]


def test_a_part_that_was_changed_remains_a_premise():
    right = And(x >= 0, Eq(x, y))
    changed = And(x > 0, Eq(log(x), y))
    assert needed(right, changed) == [((x > 0,), x > 0)]


def test_what_the_statement_needs_for_fewer_premises_is_not_asked_for_more():
    right = And(x > 0, Eq(log(y), y))
    assert needed(right, And(x < 0, Eq(log(y), y)), y > 0) == []


def test_what_the_statement_needs_for_more_premises_is_asked_for_fewer():
    right = Implies(And(x > 0, y > 1), Eq(log(y), x))
    assert needed(right, Implies(x > 0, Eq(log(y), x))) == [((x > 0,), y > 0)]


def test_what_the_statement_needs_after_a_part_that_was_proved_is_not_asked_after_a_variant_of_it():
    right = And(Eq(y, 2), Eq(log(x), y))
    assert needed(right, And(Eq(y, 3), Eq(log(x), y)), x > 0) == []
    assert needed(right, And(Eq(y, 3), Eq(log(t), y)), x > 0) == [((Eq(y, 3),), t > 0)]


def test_everything_that_is_said_is_listed_with_its_premises():
    found = [(c.premises, c.conclusion) for c in asserted(Implies(x > 0, And(y > 0, ForAll(t, t > y))))]
    assert ((x > 0,), y > 0) in found
    assert ((x > 0,), ForAll(t, t > y)) in found
    assert ((), y > 0) not in found
