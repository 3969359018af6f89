"""A way where a premise s < t has become s ≤ t: the claim is known for s < t, and is shown on the border s = t.

There a variable that is a factor of t − s is 0, if the other factors are not.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

from derivations.kernel import Term, Theorem, Undecided, algebra, logic, order
from derivations.kernel.formulas import Eq, Ne
from derivations.kernel.terms import ONE, ZERO, num
from derivations.lemmas import flipped
from derivations.tactics import Facts
from numerics.equivalence_absolute import compared, of_numbers
from numerics.equivalence_core import first, leaf
from numerics.equivalence_equal import rewritten
from numerics.factors import factors
from numerics.quantifiers import conjuncts


@leaf(7)
def _also_at_the_border(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """An inequality that is known for s < t, where s ≤ t."""
    if not of_numbers(goal):
        raise Undecided("this is no inequality between numbers", "form")
    return first([lambda s=s: _in_both_cases(facts, goal, s) for s in _missing(facts, goal)])


def _missing(facts: Facts, goal: Term) -> Iterator[Term]:
    """Strict inequalities that are premises of the goal somewhere, and known as weak ones."""
    for known in facts.known.values():
        if known.conclusion.op == "implies" and known.conclusion.args[1].alpha is goal.alpha:
            for premise in conjuncts(known.conclusion.args[0]):
                if premise.op == "lt" and (premise.args[0] <= premise.args[1]).alpha in facts.known:
                    yield premise


def _in_both_cases(facts: Facts, goal: Term, strict: Term) -> Theorem:
    inside = facts.with_(strict)
    inside.propagate()
    usual, case = inside.prove(goal), logic.excluded_middle(strict)
    apart = logic.assume(case.conclusion.args[1])
    equal = order.antisymmetry(facts.known[(strict.args[0] <= strict.args[1]).alpha], flipped(apart))
    return logic.cases(case, usual, _there(facts.with_(apart.conclusion), goal, equal))


def _there(facts: Facts, goal: Term, equal: Theorem) -> Theorem:
    """The goal where s = t, with 0 for a variable."""
    low, high = equal.conclusion.args
    number, powers = factors(high - low)
    unsure = [(t, k) for t, k in powers if facts.look_up(Ne(t, ZERO)) is None]
    if not number or [(t.op, k) for t, k in unsure] != [("var", 1)]:
        raise Undecided("no variable is 0", "form")
    v = unsure[0][0]
    rest = reduce(
        lambda a, b: a * b,
        (t**k if k > 1 else t if k == 1 else ONE / t**-k for t, k in powers if t is not v),
        num(number),
    )
    zero = facts.settled(algebra.combination(Eq(v, ZERO), ((-ONE / rest, equal, ONE),), ()))
    aim = rewritten(goal, zero)
    return logic.modus_ponens(logic.converse(aim), compared(facts, aim.conclusion.args[1]))
