"""Which bound variables occur in a term: what is said of some of them only is found once for the values of these."""

from __future__ import annotations

from functools import lru_cache

from derivations.kernel.terms import Term


@lru_cache(maxsize=1 << 16)
def outside(term: Term) -> tuple[int, ...]:
    """Which of the variables bound outside occur in a term: their places on the stack, counted outwards from 0."""
    if term.op == "bound":
        return (term.data,)
    shift = int(term.op == "lambda")
    return tuple(sorted({place - shift for a in term.args if a.loose for place in outside(a) if place >= shift}))


@lru_cache(maxsize=4096)
def fewer(term: Term, depth: int) -> tuple[int, ...]:
    """The variables of a term that is worth keeping: some of so many, and what it says depends on no others."""
    places = outside(term) if term.op not in ("bound", "lambda") and _quiet(term) else ()
    return places if len(places) < depth else ()


@lru_cache(maxsize=4096)
def _quiet(term: Term) -> bool:
    """Whether nothing inside looks at variables that do not occur in it."""
    return term.op not in ("forall", "exists", "tends") and all(map(_quiet, term.args))
