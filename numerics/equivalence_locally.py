"""Ways for functions that are constant on either side of a number, and for formulas at each of a few indices."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from derivations import lemmas
from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra, calculus, logic, order, summation
from derivations.kernel.formulas import FALSE, Eq, Ne, Or, fresh
from derivations.kernel.terms import NAT, ONE, REAL, apply, lam, make, num
from derivations.tactics import Facts
from numerics.equivalence_almost import concluded
from numerics.equivalence_core import leaf, new_variable
from numerics.equivalence_equal import rewritten
from numerics.equivalence_numbers import written_out
from numerics.equivalence_places import outermost, within

STEPS: Final = 120
FEW: Final = 4  # indices that are looked at one by one


def computed(facts: Facts, term: Term) -> Theorem:
    """⊢ t = t′, or ⇔, where finite sums, named numbers and the cases that hold are written out."""
    total = logic.reflexivity(term)
    for _ in range(STEPS):
        here = total.conclusion.args[1]
        step = next(filter(None, (_step(facts, t) for t in outermost(here))), None)
        if step is None:
            break
        total = logic.transitivity(total, rewritten(here, step))
    return total


def _step(facts: Facts, term: Term) -> Theorem | None:
    """What a term is written out as; None where its case is not decided before what is in it is computed."""
    with suppress(ProofError):
        return written_out(facts, term)
    return None


@leaf(2)
def _on_each_side(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """A function that is constant for x < b and for x > b is differentiable at a ≠ b, and its derivative is 0 there."""
    place = goal.args[0] if goal.op == "eq" else goal
    if place.op not in ("derivative", "differentiable") or place.args[0].op != "lambda":
        raise Undecided("this is no derivative", "form")
    function, at = place.args
    if function.data[1] is not REAL:
        raise Undecided("this is no function of a number", "form")
    x = new_variable(facts, function, at)
    border = _border(apply(function, x), x)
    distinct = facts.prove(Ne(at, border))
    sides = [_constant(facts, function, x, side, at) for side in (x < border, border < x)]
    same = Eq(at, border)
    middle = logic.by_contradiction(sides[0].conclusion, logic.contradiction(logic.assume(same), distinct))
    inner = logic.cases(logic.assume(Or(same, border < at)), middle, sides[1])
    whole = logic.cases(order.trichotomy(at, border), sides[0], inner)
    found = logic.right(whole) if goal.op == "eq" else logic.left(whole)
    return lemmas.renamed(goal, facts.settled(found))


def _border(body: Term, x: Term) -> Term:
    """The one number that x is compared with in a case distinction."""
    conditions = [t.args[0] for t in within(body) if t.op == "piecewise" and x in t.args[0].free]
    found = {c.args[1] if c.args[0] is x else c.args[0] for c in conditions if c.op == "eq" and x in c.args}
    if len(found) != 1 or x in next(iter(found)).free:
        raise Undecided("no single number is told apart", "form")
    return found.pop()


def _constant(facts: Facts, function: Term, x: Term, side: Term, at: Term) -> Theorem:
    """On one side: the function is differentiable at `at`, and its derivative is 0."""
    here, border = facts.with_(side), side.args[1] if side.args[0] is x else side.args[0]
    equal = logic.assume(Eq(x, border))
    weight = ONE if side.args[0] is x else -ONE
    absurd = algebra.nonneg(FALSE, ((1, (logic.assume(side),), ()),), ((weight, equal, ONE),), ())
    here.add(logic.negate(equal.conclusion, absurd))
    level = here.settled(computed(here, apply(function, x)))
    if x in level.conclusion.args[1].free:
        raise Undecided("the function is not constant on a side", "form")
    kept = _smooth(facts, x, side, at, level)
    flat = facts.settled(calculus.derivative(Eq(kept.conclusion.args[1].args[1], num(0))))
    return logic.both(logic.left(kept), logic.transitivity(logic.right(kept), flat))


def _smooth(facts: Facts, x: Term, side: Term, at: Term, level: Theorem) -> Theorem:
    """The function is differentiable at `at` on this side, with the derivative of a constant."""
    found = calculus.locally(x, (side,), at, level)
    constant = make("differentiable", lam(x, level.conclusion.args[1]), at)
    return logic.cut(facts.settled(calculus.smooth(constant)), found)


@leaf(4)
def _at_each(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """What holds for each of a few indices, computed at each."""
    if goal.op != "almost" or goal.args[0].op != "counting":
        raise Undecided("this is not about indices", "form")
    count, predicate = goal.args[0].args[0], goal.args[1]
    if count.op != "num" or count.data > FEW:
        raise Undecided("there are too many indices", "form")
    each = [_here(facts, apply(predicate, num(j))) for j in range(int(count.data))]
    i = fresh("i", NAT, goal, *(h for t in each for h in t.hypotheses))
    return lemmas.renamed(goal, summation.sum_almost(i, count, lemmas.at_each(i, apply(predicate, i), each)))


def _here(facts: Facts, claim: Term) -> Theorem:
    """A formula, computed as far as it can be."""
    line = computed(facts, claim)
    return logic.modus_ponens(logic.converse(line), concluded(facts, line.conclusion.args[1]))
