"""Whether what a variant needs to mean anything follows: from what is known, also of the values that are spoken of."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from typing import Final

from derivations import lemmas, search
from derivations.kernel import ProofError, Term, Theorem, Undecided, logic
from derivations.kernel.display import opened
from derivations.kernel.formulas import And, fresh
from derivations.kernel.terms import REAL, ZERO
from derivations.tactics import Facts
from numerics.claims import Claim
from numerics.equivalence_core import by_any_way, first, supposing, transformed
from numerics.equivalence_equal import rewritten
from numerics.equivalence_places import outermost
from numerics.equivalence_plausible import refuted
from numerics.equivalence_ways import certified

ROUNDS: Final = 3  # of quantifiers within each other
MOST: Final = 12  # facts of one form that are tried


def shown_elsewhere(facts: Facts, claim: Claim, equal: Theorem) -> Theorem:
    """The conclusion, from the facts and the premises, with the right side of an equation for the left one.

    Raises:
        Undecided: it was not seen to follow.
    """
    there = facts.with_()
    for premise in claim.premises:
        there.add(logic.rewrite(logic.assume(premise), equal))
    there.propagate()
    aim = rewritten(claim.conclusion, equal)
    return logic.modus_ponens(logic.converse(aim), shown(there, Claim((), aim.conclusion.args[1])))


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


def supposed(claim: Claim, theorem: Theorem) -> Theorem:
    """Γ, φ, …, ψ ⊢ χ  gives  Γ ⊢ φ ∧ … ∧ ψ ⇒ χ, for the premises of a claim."""
    premises = And(*claim.premises)
    for part in lemmas.split(logic.assume(premises)):
        theorem = logic.cut(part, theorem)
    return logic.discharge(premises, theorem)


def _add_radicands(facts: Facts, goal: Term) -> None:
    """What is seen to be positive under a root, from known inequalities and squares of the variables."""
    for term in [t.args[0] for t in outermost(goal) if t.op == "sqrt"]:
        letters = [v for v in sorted(term.free, key=repr) if v.sort is REAL]
        known = [t for t in facts.inequalities if not t.conclusion.free.isdisjoint(term.free)][:MOST]
        with suppress(ProofError):
            facts.add(certified(facts, ZERO < term, known, degree=1, squares=letters))


def _by_another_premise(facts: Facts, claim: Claim) -> Theorem:
    """From a known φ ⇒ ψ, where φ follows from a premise that differs little from it."""
    known = [t for t in facts.known.values() if t.conclusion.op == "implies"]
    near = [t for t in known if t.conclusion.args[1].alpha is claim.conclusion.alpha]
    pairs = [(t, p) for t in near for p in claim.premises if p.op == t.conclusion.args[0].op]
    return first([lambda t=t, p=p: _through(facts, t, p) for t, p in pairs])


def _through(facts: Facts, rule: Theorem, premise: Term) -> Theorem:
    wanted = rule.conclusion.args[0]
    if refuted(facts, wanted):
        raise Undecided(f"{wanted} does not follow from {premise}", "search")
    return logic.modus_ponens(rule, transformed(facts, logic.assume(premise), wanted))


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
            for v in _values(theorem.conclusion.args[0], names):
                here.add(logic.specialise(theorem, v))
        _concluded(here)
        if len(here.known) == size:
            break
    return here


def _values(predicate: Term, names: Iterable[Term]) -> list[Term]:
    """The variables of which a predicate may speak; any one if it speaks of nothing."""
    if predicate.op == "lambda":
        variable, body = opened(predicate)
        if variable not in body.free:
            return [fresh("x", variable.sort, body)]
    return [v for v in names if v.sort is predicate.sort.params[0]]


def _concluded(facts: Facts) -> None:
    """Use what is known of one side of an implication or an equivalence, inequalities that follow included."""
    facts.propagate()
    for theorem in [t for t in facts.known.values() if t.conclusion.op == "implies"]:
        premise, claim = theorem.conclusion.args
        if claim.alpha not in facts.known:
            with suppress(ProofError):
                facts.add(logic.modus_ponens(theorem, _compared(facts, premise)))
    for theorem in [t for t in facts.known.values() if t.conclusion.op == "iff"]:
        for way in (theorem, logic.converse(theorem)):
            given, claim = way.conclusion.args
            if claim.alpha not in facts.known and (held := facts.known.get(given.alpha)) is not None:
                facts.add(logic.modus_ponens(way, lemmas.renamed(given, held)))
    facts.propagate()


def _compared(facts: Facts, premise: Term) -> Theorem:
    """The premise, from the facts; only inequalities are searched for.

    Raises:
        Undecided: it was not seen.
    """
    if premise.op == "and":
        return logic.both(*(_compared(facts, part) for part in premise.args))
    if (known := facts.look_up(premise)) is not None:
        return known
    if premise.op not in ("le", "lt"):
        raise Undecided("only inequalities are searched for", "form")
    near = [t for t in facts.inequalities if not t.conclusion.free.isdisjoint(premise.free)][:MOST]
    if not _combines(premise.alpha, frozenset(t.conclusion.alpha for t in near)):
        raise Undecided("no combination of the known inequalities gives it", "certificate")
    return certified(facts, premise, near, degree=1)


@lru_cache(maxsize=2**14)
def _combines(premise: Term, near: frozenset[Term]) -> bool:
    """Whether an inequality is a combination of others; what is not is often asked again."""
    with suppress(ProofError):
        return bool(search.certificate(premise, [logic.assume(t) for t in sorted(near, key=repr)], degree=1))
    return False
