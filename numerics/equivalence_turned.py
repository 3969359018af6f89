"""A way to the law of −g(z): where g(z) has the density q on the line and q is even, −g(z) has it too."""

from __future__ import annotations

from contextlib import suppress
from functools import reduce

from derivations import lemmas
from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra, logic, powers
from derivations.kernel.display import opened
from derivations.kernel.formulas import And, Eq, fresh, unfolding
from derivations.kernel.formulas import lebesgue as line
from derivations.kernel.terms import REAL, apply, lam, make
from derivations.tactics import Facts
from numerics.equivalence_core import first, leaf, new_variable, same
from numerics.equivalence_equal import by_equality
from numerics.equivalence_laws import with_test


@leaf(3)
def _turned(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """By the test functions h(−u) for h(u)."""
    claim = theorem.conclusion
    alike = goal.op == claim.op == "pushes_forward" and goal.args[3].alpha is line().alpha
    if not alike or any(claim.args[i].alpha is not goal.args[i].alpha for i in (0, 1, 3, 4)):
        raise Undecided("these are no laws of two functions with one density", "form")
    meaning = unfolding(goal)
    if meaning is None or not _opposite(facts, claim.args[2], goal.args[2]):
        raise Undecided("the one function is not the opposite of the other", "form")
    exists, every = lemmas.split(lemmas.unfolded(theorem))
    h, body = opened(meaning.args[1].args[0], And(goal, claim))
    inside, law = facts.with_(body.args[0]), goal.args[4]
    test = _reflected(inside, h, body.args[0])
    case = logic.instantiate(logic.specialise(every, h), ((h, test[0]),))
    source, total = lemmas.split(logic.modus_ponens(case, test[1]))
    inside.add(source)
    inside.add(with_test(inside, line(), law, exists, test[1]))
    wanted, equation = body.args[1].args
    shown = inside.settled(by_equality(inside, source, wanted))
    inside.add(shown)
    value = _joined(inside, total, h, law, equation)
    found = logic.generalise(h, logic.discharge(body.args[0], logic.both(shown, value)))
    return facts.settled(lemmas.folded(goal, logic.both(exists, lemmas.renamed(meaning.args[1], found))))


def _opposite(facts: Facts, old: Term, new: Term) -> bool:
    """Whether g′(z) = −g(z), by normal form."""
    z = new_variable(facts, old, new)
    with suppress(ProofError):
        return not algebra.field(Eq(apply(new, z), -apply(old, z))).hypotheses
    return False


def _reflected(facts: Facts, h: Term, test: Term) -> tuple[Term, Theorem]:
    """u ↦ h(−u), and that it is a test function as h is."""
    _, bounds = lemmas.split(logic.assume(test))
    u = new_variable(facts, h, test)
    minus = lam(u, apply(h, -u))
    measured = facts.settled(facts.prove(make("measurable", minus)))
    return minus, logic.both(measured, logic.generalise(u, logic.specialise(bounds, -u)))


def _joined(facts: Facts, total: Theorem, h: Term, law: Term, equation: Term) -> Theorem:
    """E[h(g′(z))] = E[h(−g(z))] = ∫ h(−u)·q(u) du = ∫ h(u)·q(−u) du = ∫ h(u)·q(u) du."""
    u, (left, right) = new_variable(facts, law, total.conclusion, equation), equation.args
    start, end = total.conclusion.args
    hole, f = fresh("y", REAL, u, h), fresh("f", law.sort, equation, total.conclusion)
    there = logic.congruence(lam(hole, apply(h, u) * hole), _even(facts, law, u))
    last = logic.congruence(lam(f, make("integral", line(), f)), logic.abstraction(u, there))
    steps = (same(facts, left, start), total, same(facts, end, last.conclusion.args[0]), last)
    return lemmas.renamed(Eq(left, right), facts.settled(reduce(logic.transitivity, steps)))


def _even(facts: Facts, law: Term, u: Term) -> Theorem:
    """⊢ q(−u) = q(u)."""
    ends = [logic.unfold(t) if t.op == "normal" else logic.reflexivity(t) for t in (apply(law, -u), apply(law, u))]
    goal = Eq(*(t.conclusion.args[1] for t in ends))
    middle = first([lambda rule=rule: facts.settled(rule(goal)) for rule in (algebra.field, powers.powers)])
    return logic.transitivity(logic.transitivity(ends[0], middle), logic.symmetry(ends[1]))
