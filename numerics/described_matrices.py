"""Matrices that a formula describes column by column, as values for "there is a matrix".

"There is an M with M·eᵢ = c(i) for all i < n, and …" is tried at the matrix with these columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

import numerics.quantifiers  # noqa: F401 - brings what "there is" means elsewhere
from derivations.kernel.terms import Term
from derivations.refuter.occurring import outside
from numerics.errors import Unsupported
from numerics.functions import Function, Map, Stack
from numerics.judge import PREDICATES, Judge, Truth, predicate
from numerics.matrices import Matrix
from numerics.quantifiers import conjuncts


def described(judge: Judge, function: Map) -> Iterator[Matrix]:
    """The matrices that parts of "M ↦ φ(M)" give by their columns."""
    if not isinstance(function, Function) or function.domain.kind != "real":
        return
    rows, columns = judge.evaluator.shape(function.domain, function.stack)
    for part in conjuncts(function.term.args[0]):
        column = _column(part)
        if column is not None:
            with suppress(Unsupported):
                found = [judge.evaluator.value(column, (i, None, *function.stack)) for i in range(columns)]
                yield Matrix(rows, columns, tuple(c.entries[j] for j in range(rows) for c in found))


def _column(part: Term) -> Term | None:
    """What M·eᵢ is said to be for all i < n, where M is bound outside of i."""
    if part.op != "forall" or part.args[0].op != "lambda" or part.args[0].args[0].op != "implies":
        return None
    claim = part.args[0].args[0].args[1]
    if claim.op != "eq" or claim.args[0].op != "mul":
        return None
    (matrix, unit), column = claim.args[0].args, claim.args[1]
    fits = _is_bound(matrix, 1) and unit.op == "unit" and _is_bound(unit.args[0], 0)
    return column if fits and 1 not in outside(column) else None


def _is_bound(term: Term, place: int) -> bool:
    return term.op == "bound" and term.data == place


_otherwise: Final = PREDICATES["exists"]


@predicate("exists")
def _exists(judge: Judge, args: tuple[Any, ...], stack: Stack) -> Truth:
    function = judge.function(args[0], stack)
    found = [judge.body(function, value) for value in described(judge, function)]
    seen = sorted((t for t in found if t.value), key=lambda t: not t.certain)
    return seen[0] if seen else _otherwise(judge, args, stack)
