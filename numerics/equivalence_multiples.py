"""Ways by ∫ c·f dμ = c·∫f dμ for a numeral c and an integrable f, wherever such an integral stands."""

from __future__ import annotations

from derivations.kernel import Term, Theorem, Undecided, integrals, logic
from derivations.kernel.terms import PROP, apply, lam, make
from derivations.tactics import Facts
from numerics.equivalence_core import equality, leaf, new_variable, once, same, transformed
from numerics.equivalence_equal import rewritten
from numerics.equivalence_places import within


@leaf(2)
@once
def _between_claims(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """A claim in which the factors stand before the integrals."""
    known, wanted = taken_out(facts, theorem.conclusion), taken_out(facts, goal)
    if known is None and wanted is None:
        raise Undecided("no integral has a numeral as a factor", "form")
    found = theorem if known is None else logic.modus_ponens(known, theorem)
    if wanted is None:
        return transformed(facts, found, goal)
    return logic.modus_ponens(logic.converse(wanted), transformed(facts, found, wanted.conclusion.args[1]))


@equality(3)
def _between_values(facts: Facts, old: Term, new: Term) -> Theorem:
    """Two numbers in which the factors stand before the integrals."""
    left, right = (None if t.sort is PROP else taken_out(facts, t) for t in (old, new))
    if left is None and right is None:
        raise Undecided("no integral has a numeral as a factor", "form")
    left, right = left or logic.reflexivity(old), right or logic.reflexivity(new)
    middle = same(facts, left.conclusion.args[1], right.conclusion.args[1])
    return logic.transitivity(logic.transitivity(left, middle), logic.symmetry(right))


def taken_out(facts: Facts, term: Term) -> Theorem | None:
    """⊢ t = t′, or ⇔, with the factor before the first such integral; None where there is none.

    Raises:
        Undecided: what remains is not known to be integrable.
    """
    place = next((t for t in within(term) if t.op == "integral" and not t.loose and _is_multiple(t.args[1])), None)
    return None if place is None else rewritten(term, _before(facts, place))


def _is_multiple(function: Term) -> bool:
    """Whether a function is x ↦ c·f(x) for a numeral c."""
    body = function.args[0]
    return function.op == "lambda" and body.op == "mul" and body.args[0].op == "num"


def _before(facts: Facts, total: Term) -> Theorem:
    """⊢ ∫c·f dμ = c·∫f dμ."""
    mu, function = total.args
    x = new_variable(facts, function, mu)
    factor, inner = apply(function, x).args
    known = facts.settled(facts.prove(make("integrable", mu, lam(x, inner))))
    equal = integrals.almost_everywhere(mu, x, (), logic.reflexivity(apply(function, x)))
    found = logic.right(integrals.linear(mu, function, ((factor, known),), equal))
    return facts.settled(found)
