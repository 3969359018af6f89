"""Whether what a variant needs to mean anything follows: from what is known, also of the values that are spoken of."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from derivations import lemmas, search
from derivations.kernel import ProofError, Term, Theorem, algebra, logic
from derivations.kernel.terms import REAL, ZERO
from derivations.tactics import Facts
from numerics.claims import Claim
from numerics.equivalence_core import by_any_way, first, supposing, transformed
from numerics.equivalence_places import outermost

ROUNDS: Final = 3  # of quantifiers within each other
MOST: Final = 12  # facts of one form that are tried


def shown(facts: Facts, claim: Claim) -> Theorem:
    """The conclusion, from the facts and the premises.

    Raises:
        Undecided: it was not seen to follow.
    """
    inside, goal = supposing(facts, *claim.premises), claim.conclusion
    letters = claim.conclusion.free.union(*(p.free for p in claim.premises))
    with suppress(ProofError):
        return inside.prove(goal)
    here = spoken_of(inside, letters)
    _add_radicands(here, goal)
    ways = (
        lambda: here.prove(goal),
        lambda: _by_another_premise(here, claim),
        lambda: by_any_way(here, logic.truth(), goal),
        lambda: _from_one_like_it(here, goal),
    )
    return first(ways)


def _add_radicands(facts: Facts, goal: Term) -> None:
    """What is seen to be positive under a root, from known inequalities and squares of the variables."""
    for term in [t.args[0] for t in outermost(goal) if t.op == "sqrt"]:
        letters = [v for v in sorted(term.free, key=repr) if v.sort is REAL]
        known = [t for t in facts.inequalities if not t.conclusion.free.isdisjoint(term.free)][:MOST]
        with suppress(ProofError):
            terms, parts = search.certificate(ZERO < term, known, degree=1, squares=letters)
            facts.add(facts.settled(algebra.nonneg(ZERO < term, terms, parts, ())))


def _by_another_premise(facts: Facts, claim: Claim) -> Theorem:
    """From a known φ ⇒ ψ, where φ follows from a premise that differs little from it."""
    known = [t for t in facts.known.values() if t.conclusion.op == "implies"]
    near = [t for t in known if t.conclusion.args[1].alpha is claim.conclusion.alpha]
    pairs = [(t, p) for t in near for p in claim.premises if p.op == t.conclusion.args[0].op]
    return first([lambda t=t, p=p: _through(facts, t, p) for t, p in pairs])


def _through(facts: Facts, rule: Theorem, premise: Term) -> Theorem:
    return logic.modus_ponens(rule, transformed(facts, logic.assume(premise), rule.conclusion.args[0]))


def _from_one_like_it(facts: Facts, goal: Term) -> Theorem:
    """From a fact of the same form, as from the statement to the variant; those about the same variables first."""
    like = [t for t in facts.known.values() if t.conclusion.op == goal.op]
    near = sorted(like, key=lambda t: len(t.conclusion.free ^ goal.free))[:MOST]
    return first([lambda t=t: transformed(facts, t, goal) for t in near])


def spoken_of(facts: Facts, letters: Iterable[Term]) -> Facts:
    """The facts, and what they say of these variables wherever they say it of everything; and what follows at once."""
    here, names = facts.with_(), sorted(letters, key=repr)
    for _ in range(ROUNDS):
        size = len(here.known)
        for theorem in [t for t in here.known.values() if t.conclusion.op == "forall"]:
            for v in (v for v in names if v.sort is theorem.conclusion.args[0].sort.params[0]):
                here.add(logic.specialise(theorem, v))
        _concluded(here)
        if len(here.known) == size:
            break
    return here


def _concluded(facts: Facts) -> None:
    """Use what is known of one side of an implication or an equivalence."""
    facts.propagate()
    for theorem in [t for t in facts.known.values() if t.conclusion.op == "iff"]:
        for way in (theorem, logic.converse(theorem)):
            given, claim = way.conclusion.args
            if claim.alpha not in facts.known and (held := facts.known.get(given.alpha)) is not None:
                facts.add(logic.modus_ponens(way, lemmas.renamed(given, held)))
    facts.propagate()
