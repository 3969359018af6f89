"""Finding a part of a proved statement: its clauses, its relations, by the text or the form of their left side.

A statement is a conjunction of clauses, each perhaps under quantifiers and premises. Bound variables are freed under
their names. Exactly one part has to fit, or the error lists what there is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from derivations.kernel import Term
from derivations.kernel.display import opened
from derivations.proof import Proof

Wanted = str | Callable[[Term], bool]
SHOWN: Final = 160  # characters of a clause that an error shows


class WrongForm(LookupError):
    """The statement has no such part, or several; the message lists what there is."""


@dataclass(frozen=True)
class Clause:
    """One thing that a statement says.

    Attributes:
        premises: What it needs beyond the hypotheses of the result.
        formula: An equation, an equivalence, an inequality, ...; quantified variables are free in it.
    """

    premises: tuple[Term, ...]
    formula: Term

    def __str__(self) -> str:
        """Premises ⇒ formula, as the kernel shows terms."""
        return " => ".join(map(str, (*self.premises, self.formula)))


def clauses(statement: Term, premises: tuple[Term, ...] = ()) -> Iterator[Clause]:
    """The clauses of a statement, in its order.

    >>> from derivations import minimax
    >>> [str(c) for c in clauses(minimax.bilinear().statement)][-1]
    '1 - (1/sqrt(2))**2 + (1/sqrt(2))**4 = 3/4'
    """
    if statement.op == "and":
        for part in statement.args:
            yield from clauses(part, premises)
    elif statement.op == "implies":
        yield from clauses(statement.args[1], (*premises, statement.args[0]))
    elif statement.op == "forall":
        yield from clauses(opened(statement.args[0])[1], premises)
    else:
        yield Clause(premises, statement)


def found(proof: Proof, op: str, left: Wanted, name: str = "") -> list[Clause]:
    """The clauses of this kind whose left side fits; several only if each has premises of its own."""
    said = list(clauses(proof.statement))
    matching = [c for c in said if c.formula.op == op and fits(c.formula.args[0], left)]
    matching.sort(key=lambda c: -len(c.premises))  # said twice: with the fewest premises
    several = list({c.formula.alpha: c for c in matching}.values())
    told_apart = len({c.premises for c in several}) == len(several) and all(c.premises for c in several)
    if several and (told_apart or len(several) == 1):
        return several
    sign = "=" if op == "eq" else "<=>"
    raise WrongForm(listing(proof, f"one clause {name or f'... {named(left)} ...'} {sign} ...", several or said))


def fits(term: Term, wanted: Wanted) -> bool:
    """Whether a term is what is asked for."""
    return wanted in str(term) if isinstance(wanted, str) else wanted(term)


def named(wanted: Wanted) -> str:
    """What is asked for, in words."""
    return wanted if isinstance(wanted, str) else getattr(wanted, "__name__", "of this kind")


def listing(proof: Proof, wanted: str, there: Sequence[Clause | Term]) -> str:
    """What is missing, and what there is instead."""
    lines = list(map(str, there))
    shown = "\n".join(f"  {line if len(line) <= SHOWN else line[:SHOWN] + ' ...'}" for line in lines)
    return f"{proof.id} has to have {wanted}; ask for one of\n{shown}"


def answered(proof: Proof) -> Term:
    """The answer of a result as a term.

    Raises:
        WrongForm: it gives none.

    >>> from derivations import minimax
    >>> print(answered(minimax.step_size()))
    eta > 0 and eta < 1/4
    """
    if proof.answer_term is None:
        raise WrongForm(f"{proof.id} gives no answer; read its statement")
    return proof.answer_term


def relations(formula: Term) -> Iterator[Term]:
    """The relations that a statement is built from, in reading order; bound variables are freed under their names."""
    if formula.op in ("and", "or", "not", "implies", "iff"):
        for part in formula.args:
            yield from relations(part)
    elif formula.op in ("forall", "exists"):
        yield from relations(opened(formula.args[0])[1])
    else:
        yield formula


def relation(formula: Term, op: str, left: str, right: str = "") -> Term:
    """The relation `op` ("eq", "le", "lt") of a statement with these pieces of text in its left and its right side.

    Raises:
        WrongForm: there is none, or there are several different ones; the message lists what there is.
    """
    all_ = {r.alpha: r for r in relations(formula) if r.op == op}
    found = [r for r in all_.values() if left in repr(r.args[0]) and right in repr(r.args[1])]
    if len(found) == 1:
        return found[0]
    shown = "\n".join(f"  {one!r}" for one in found or all_.values())
    raise WrongForm(f"{len(found)} relations {op!r} with {left!r} on the left and {right!r} on the right:\n{shown}")
