"""The ways that are tried at places where two formulas differ: each module registers its own, by rank."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final

from derivations import lemmas, search
from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra
from derivations.kernel.terms import ONE
from derivations.tactics import Facts

Way = Callable[[Facts, Theorem, Term], Theorem]
Equality = Callable[[Facts, Term, Term], Theorem]
Rule = Callable[[Facts, Term], Theorem | None]
MOST: Final = 2**16  # answers that are kept
LEAF: Final[list[tuple[int, Way]]] = []
EQUAL: Final[list[tuple[int, Equality]]] = []
CRITERIA: Final[list[Way]] = []


def leaf(rank: int) -> Callable[[Way], Way]:
    """Register a way from a claim to another one that is not made of parts."""

    def register(way: Way) -> Way:
        LEAF.append((rank, way))
        LEAF.sort(key=lambda pair: pair[0])
        return way

    return register


def equality(rank: int) -> Callable[[Equality], Equality]:
    """Register a way to see that two expressions are equal."""

    def register(way: Equality) -> Equality:
        EQUAL.append((rank, way))
        EQUAL.sort(key=lambda pair: pair[0])
        return way

    return register


def once(way: Way) -> Way:
    """The same way, but it is not tried within itself: searches in searches would take for ever."""
    busy = [False]

    def alone(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
        if busy[0]:
            raise Undecided("this is being tried already", "search")
        busy[0] = True
        try:
            return way(facts, theorem, goal)
        finally:
            busy[0] = False

    return alone


def remembered(rule: Rule) -> Rule:
    """The same rule, but what it finds, or that it finds nothing, is kept for the same facts: searches are dear."""
    kept = dict[tuple[int, int, Term], Theorem | None]()

    def once_only(facts: Facts, term: Term) -> Theorem | None:
        key = (hash(frozenset(facts.known)), len(facts.known), term.alpha)
        if key not in kept:
            if len(kept) >= MOST:
                kept.clear()
            kept[key] = rule(facts, term)
        return kept[key]

    return once_only


def criterion(way: Way) -> Way:
    """Register a way to an equivalence, a negation or a claim of existence that needs no other one: it comes first."""
    CRITERIA.append(way)
    return way


def first(ways: Sequence[Callable[[], Theorem]]) -> Theorem:
    """What the first way gives that leads anywhere.

    Raises:
        Undecided: none does.
    """
    for way in ways:
        with suppress(ProofError):
            return way()
    raise Undecided("no way was found", "search")


def stating(goal: Term, theorem: Theorem) -> Theorem:
    """A theorem, which must state the goal.

    Raises:
        Undecided: it states something else.
    """
    if theorem.conclusion.alpha is not goal.alpha:
        raise Undecided(f"{theorem.conclusion} is not {goal}", "form")
    return lemmas.renamed(goal, theorem)


def certified(
    facts: Facts,
    goal: Term,
    known: Sequence[Theorem],
    *,
    squares: Sequence[Term] = (),
    equations: Sequence[Theorem] = (),
    multipliers: Sequence[Term] = (ONE,),
    degree: int = 2,
) -> Theorem:
    """An inequality as a combination of known ones, found by linear programming; side conditions met by the facts.

    Raises:
        Undecided: none was found, or a side condition was not seen.
    """
    terms, parts = search.certificate(
        goal, known, squares=squares, equations=equations, multipliers=multipliers, degree=degree
    )
    return facts.settled(algebra.nonneg(goal, terms, parts, ()))
