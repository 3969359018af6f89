"""Names under which long terms are shown: G for ZᵀZ + nλA, n(i) for Σⱼ [gⱼ = xᵢ]. Only the display uses them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from derivations.kernel import Term
from derivations.kernel.display import opened
from derivations.kernel.terms import Sort, apply, var

if TYPE_CHECKING:
    from derivations.proof import Proof


class Abbreviation(NamedTuple):
    """A name for a term, or for all that has its form, with the parameters in which it varies."""

    name: str
    parameters: tuple[Term, ...]
    body: Term

    def of(self, arguments: Sequence[Term]) -> Term:
        """The name, applied to arguments if it has parameters."""
        sort = self.body.sort
        for argument in reversed(arguments):
            sort = Sort("function", argument.sort, sort)
        shown = var(self.name, sort)
        for argument in arguments:
            shown = apply(shown, argument)
        return shown

    @property
    def head(self) -> Term:
        """The name with its own parameters."""
        return self.of(self.parameters)

    def seen_in(self, term: Term) -> Term | None:
        """What the term is shown as: the name with the arguments that make the body this term."""
        if not self.parameters:
            return self.of(()) if self.body.alpha is term.alpha else None
        found: dict[Term, Term] = {}
        fits = self.body.op == term.op and _fits(self.body.alpha, term.alpha, frozenset(self.parameters), found)
        return self.of([found[p] for p in self.parameters]) if fits and len(found) == len(self.parameters) else None


def _fits(pattern: Term, term: Term, parameters: frozenset[Term], found: dict[Term, Term]) -> bool:
    """Whether some arguments for the parameters make the pattern the term; they are put into `found`."""
    if pattern.free.isdisjoint(parameters):
        return pattern is term
    if pattern in parameters:
        known = found.setdefault(pattern, term)
        return known is term and not term.loose and term.sort is pattern.sort
    if (pattern.op, pattern.data, len(pattern.args)) != (term.op, term.data, len(term.args)):
        return False
    return all(_fits(p, t, parameters, found) for p, t in zip(pattern.args, term.args, strict=True))


class _Page(NamedTuple):
    """The names in force, and how terms looked under them so far."""

    names: tuple[Abbreviation, ...]
    faces: dict[Term, Term]
    shown: dict[tuple[type, Term], Any]


_page: Final[ContextVar[_Page | None]] = ContextVar("page", default=None)


@contextmanager
def named(names: Sequence[Abbreviation]) -> Iterator[None]:
    """Show terms, up to the names of bound variables, under these names for the time being."""
    token = _page.set(_Page(tuple(names), {}, {}))
    try:
        yield
    finally:
        _page.reset(token)


def once(notation: type, term: Term, show: Callable[[Term], Any]) -> Any:
    """What `show` makes of a term; within one `named` it is asked once for each term of a notation."""
    page = _page.get()
    if page is None:
        return show(term)
    key = notation, term
    if key not in page.shown:
        page.shown[key] = show(term)
    return page.shown[key]


def name_of(term: Term) -> str | None:
    """The name under which a term is shown; None if it has none of its own."""
    names = meanings()
    return next((a.name for a in names if not a.parameters and a.body.alpha is term.alpha), None) if names else None


def face(term: Term) -> Term:
    """What a term looks like: a variable, or a variable applied to arguments, where a name stands for it."""
    page = _page.get()
    if page is None or not page.names:
        return term
    if term not in page.faces:
        seen = (a.seen_in(term) for a in page.names)
        page.faces[term] = next((shown for shown in seen if shown is not None), term)
    return page.faces[term]


def meanings() -> tuple[Abbreviation, ...]:
    """The names in force, in the order in which they were given."""
    page = _page.get()
    return () if page is None else page.names


def without(name: Abbreviation) -> list[Abbreviation]:
    """The names in force but for one, to say what that one stands for."""
    return [a for a in meanings() if a is not name]


def used(proof: Proof) -> list[Abbreviation]:
    """The abbreviations of a proof that occur in its lines, directly or in what another one stands for."""
    return used_in(proof, [step.formula for step in proof.steps])


def used_in(proof: Proof, formulas: Iterable[Term]) -> list[Abbreviation]:
    """The abbreviations of a proof that occur in these formulas, directly or in what another one stands for."""
    names = [Abbreviation(*a) for a in proof.abbreviations]
    if not names:
        return []
    found = dict[Term, None]()
    for formula in formulas:
        _open(formula, found)
    shown = {s.alpha for s in found}
    return [a for a in names if any(a.seen_in(s) is not None for s in shown)]


def _open(term: Term, found: dict[Term, None]) -> None:
    """Collect every subterm, those under a binder with its variable put back."""
    if term in found:
        return
    found[term] = None
    inner = [opened(term)[1]] if term.op == "lambda" and not term.loose else term.args
    for part in inner:
        _open(part, found)
