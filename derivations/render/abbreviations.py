"""Names under which long terms are shown: G for ZᵀZ + nλA. Only the display uses them; nothing proved changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from derivations.kernel import Term

_names: Final[ContextVar[Mapping[Term, str] | None]] = ContextVar("names", default=None)


@contextmanager
def named(names: Mapping[Term, str]) -> Iterator[None]:
    """Show these terms (by their `alpha`) under these names for the time being."""
    token = _names.set(names)
    try:
        yield
    finally:
        _names.reset(token)


def name_of(term: Term) -> str | None:
    """The name under which a term is shown."""
    names = _names.get()
    return names.get(term.alpha) if names else None


def without(name: str) -> Mapping[Term, str]:
    """The names in force but for one, to say what that one stands for."""
    return {t: n for t, n in (_names.get() or {}).items() if n != name}
