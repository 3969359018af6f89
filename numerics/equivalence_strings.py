"""A way for sums over all binary strings: Σ_k Π_i t(b(k)(i), i) = 1 where t(0, i) + t(1, i) = 1.

It is the sum of the probabilities of all strings, with t(1, i) for the chance of the bit i, of whatever size that is.
"""

from __future__ import annotations

from derivations.kernel import Term, Theorem, Undecided, logic
from derivations.kernel.terms import ONE, apply, lam, replace
from derivations.lemmas import vae_all_strings as strings
from derivations.tactics import Facts
from numerics.equivalence_core import leaf, new_variable
from numerics.equivalence_equal import by_equality
from numerics.equivalence_places import within


@leaf(3)
def _every_string(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """The sum over all strings, by the theorem about the probabilities of all strings."""
    if goal.op != "eq" or goal.args[1] is not ONE or not _is_total(goal.args[0]):
        raise Undecided("this is no sum over strings", "form")
    k = new_variable(facts, goal.args[0].args[1])
    product = apply(goal.args[0].args[1], k)
    if product.op != "product":
        raise Undecided("these are no products", "form")
    size, factors = product.args
    i = new_variable(facts, factors, k)
    values, chance = _chance(apply(factors, i), k, i)
    law = logic.instantiate(strings.total(), ((strings.b, values), (strings.D, size), (strings.g, lam(i, chance))))
    return by_equality(facts, facts.settled(law), goal)


def _is_total(term: Term) -> bool:
    return term.op == "integral" and term.args[0].op == "counting"


def _chance(factor: Term, k: Term, i: Term) -> tuple[Term, Term]:
    """The list of the strings, and what a factor is for the bit 1.

    Raises:
        Undecided: there is no single bit, or the rest of the factor depends on the string too.
    """
    bits = {t.alpha: t for t in within(factor) if t.op == "apply" and t.args[1] is i and t.args[0].op == "apply"}
    found = [t for t in bits.values() if t.args[0].args[1] is k and t.args[0].args[0].op == "var"]
    chance = replace(factor, found[0], ONE) if len(found) == 1 else k
    if k in chance.free:
        raise Undecided("this is no chance of a bit", "form")
    return found[0].args[0].args[0], chance
