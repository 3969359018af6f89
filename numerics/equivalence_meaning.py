"""Whether what a variant needs to mean anything follows: from what is known, also of the values that are spoken of."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from derivations import lemmas
from derivations.kernel import ProofError, Term, Theorem, logic
from derivations.tactics import Facts
from numerics.claims import Claim
from numerics.equivalence_core import by_any_way, first, supposing, transformed

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
    ways = (
        lambda: here.prove(goal),
        lambda: by_any_way(here, logic.truth(), goal),
        lambda: _from_one_like_it(here, goal),
    )
    return first(ways)


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
