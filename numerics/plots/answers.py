"""The answers of proofs as functions of arrays, and parts of statements as numbers."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from derivations.clauses import relations
from derivations.kernel.terms import Term
from derivations.results import find
from numerics.intervals import enclosure


@cache
def answer(name: str) -> Callable[..., Any]:
    """The answer of a proved result, as a NumPy function of its symbols."""
    return find(name).proof.to_function()


@cache
def _term(name: str) -> Term:
    found = find(name).proof.answer_term
    if found is None:
        raise LookupError(f"{name} has no answer: take a part of its statement")
    return found


def answer_at(name: str, **values: Any) -> Any:
    """The answer of a result of which some symbols are functions or measures, at one point.

    Args:
        name: the id of the result.
        values: exact ones by symbol, as `numerics.evaluation` takes them: Fraction, Matrix, Map, Discrete.

    Returns:
        A number, or an array in the shape of a matrix: the middles of Arb balls.
    """
    return value_at(_term(name), **values)


def value_at(term: Term, **values: Any) -> Any:
    """The same of any term, which may lack some of the symbols."""
    found = enclosure(term, {v: values[v.data] for v in term.free})
    if term.is_scalar:
        return float(found.mid())
    return np.array([float(entry.mid()) for entry in found.entries]).reshape(found.rows, found.columns)


@cache
def right_side(name: str, op: str, left: str, right: str = "") -> Term:
    """The right side of the relation of a statement whose sides contain these texts; quantified variables are free.

    Args:
        name: the id of the result.
        op: the relation, such as "eq" or "le".
        left: a piece of the left side as `str` shows it.
        right: a piece of the right side, if the left sides do not tell which is meant.

    Raises:
        LookupError: no such relation, or several that are not the same.
    """
    every = (r.args for r in relations(find(name).proof.statement) if r.op == op)
    found = {after for before, after in every if left in str(before) and right in str(after)}
    if len(found) != 1:
        raise LookupError(f"{name} says {len(found)} different things of {left!r}: name it so that there is one")
    return found.pop()
