"""A way to another density of the same law: one that is the same almost everywhere."""

from __future__ import annotations

from typing import Final

from derivations import lemmas
from derivations.kernel import Term, Theorem, Undecided, logic
from derivations.kernel.display import opened
from derivations.kernel.formulas import And
from derivations.kernel.terms import ONE, ZERO, apply, lam, make
from derivations.lemmas.arithmetic import product_bound, product_sign
from derivations.lemmas.integrands import between, multiple
from derivations.tactics import Facts
from numerics.equivalence_core import leaf
from numerics.equivalence_equal import equal_almost
from numerics.line_proofs import shown

CASES: Final = 3  # within each other


@leaf(2)
def _another_density(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """g carries p to q′ since it carries p to q ≥ 0, and q = q′ almost everywhere."""
    claim = theorem.conclusion
    alike = goal.op == claim.op == "pushes_forward" and claim.args[4].op == goal.args[4].op == "lambda"
    if not alike or any(a.alpha is not b.alpha for a, b in zip(claim.args[:4], goal.args[:4], strict=True)):
        raise Undecided("this is not about another density of one law", "form")
    nu, old, new = goal.args[3], claim.args[4], goal.args[4]
    exists, tested = lemmas.split(lemmas.unfolded(theorem))
    h, body = opened(tested.conclusion.args[0], And(goal, claim))
    test = logic.assume(body.args[0])
    source, total = lemmas.split(logic.modus_ponens(logic.specialise(tested, h), test))
    known = with_test(facts, nu, old, exists, test)
    moved = _moved(facts, nu, _times(h, new), known)
    both = logic.both(source, logic.transitivity(total, logic.symmetry(moved[1])))
    every = logic.generalise(h, logic.discharge(body.args[0], both))
    return facts.settled(lemmas.folded(goal, logic.both(_moved(facts, nu, new, exists)[0], every)))


def _times(h: Term, q: Term) -> Term:
    """x ↦ h(x)·q(x)."""
    x, value = opened(q, h)
    return lam(x, apply(h, x) * value)


def with_test(facts: Facts, nu: Term, q: Term, exists: Theorem, test: Theorem) -> Theorem:
    """h·q is integrable: it lies between 0 and q."""
    measurable, bounds = lemmas.split(test)
    h = measurable.conclusion.args[0]
    x, value = opened(q, h)
    sign = shown(facts.at(x), ZERO <= value, CASES)
    low, high = lemmas.split(logic.specialise(bounds, x))
    inside = facts.with_()
    inside.add(measurable)
    measured = inside.prove(make("measurable", _times(h, q)))
    return between(nu, x, measured, product_sign(low, sign), product_bound(high, sign), exists)


def _moved(facts: Facts, nu: Term, new: Term, known: Theorem) -> tuple[Theorem, Theorem]:
    """The new function is integrable, with the same integral as the known one."""
    old = known.conclusion.args[1]
    return multiple(nu, new, ONE, known, equal_almost(facts, nu, new, old, ONE))
