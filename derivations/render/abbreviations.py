"""Names under which long terms are shown: G for ZᵀZ + nλA. Only the display uses them; nothing proved changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

from derivations.kernel import Term
from derivations.kernel.display import opened
from derivations.kernel.terms import var

if TYPE_CHECKING:
    from derivations.proof import Proof

_names: Final[ContextVar[Mapping[Term, str] | None]] = ContextVar("names", default=None)


@contextmanager
def named(names: Mapping[Term, str]) -> Iterator[None]:
    """Show these terms, up to the names of bound variables, under these names for the time being."""
    token = _names.set(names)
    try:
        yield
    finally:
        _names.reset(token)


def name_of(term: Term) -> str | None:
    """The name under which a term is shown."""
    names = _names.get()
    return next((n for t, n in names.items() if t.alpha is term.alpha), None) if names else None


def face(term: Term) -> Term:
    """What a term looks like: a variable where a name stands for it."""
    short = name_of(term)
    return term if short is None else var(short, term.sort)


def meanings() -> list[tuple[str, Term]]:
    """The names in force and the terms they stand for, in the order in which they were given."""
    return [(n, t) for t, n in (_names.get() or {}).items()]


def without(name: str) -> Mapping[Term, str]:
    """The names in force but for one, to say what that one stands for."""
    return {t: n for t, n in (_names.get() or {}).items() if n != name}


def used(proof: Proof) -> dict[Term, str]:
    """The abbreviations of a proof that occur in its lines, directly or in what another one stands for."""
    shown = {s.alpha for step in proof.steps for s in _opened(step.formula)}
    return {t: n for t, n in proof.abbreviations.items() if t.alpha in shown}


def _opened(term: Term) -> Iterator[Term]:
    """Every subterm, those under a binder with its variable put back."""
    yield term
    if term.op == "lambda" and not term.loose:
        yield from _opened(opened(term)[1])
    else:
        for argument in term.args:
            yield from _opened(argument)
