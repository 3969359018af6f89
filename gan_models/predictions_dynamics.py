"""What a theorem predicts of an iteration: its map, the modulus of its eigenvalues, a row of a table of eigenvalues."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from derivations.clauses import Clause, Wanted, WrongForm, clauses, fits, found, listing, named
from derivations.kernel import Term
from derivations.kernel.calculus import slope
from derivations.kernel.display import opened
from derivations.kernel.terms import replace, substitute
from derivations.proof import Proof
from gan_models.predictions import Function, cases, function


def modulus_squared(proof: Proof, matrix: Wanted) -> Function:
    """re² + im² of every eigenvalue of the matrix, where the statement gives both eigenvalues one modulus.

    Raises:
        WrongForm: the statement has no such clause, or several.
        ValueError: from the function, for values that its premises do not cover.

    >>> from derivations import minimax
    >>> modulus_squared(minimax.bilinear(), "[1, -eta; eta, 1]")(eta=0.5)
    1.25
    """
    row = _row_of_moduli(proof, matrix)
    return cases([(tuple(p for p in row.premises if not _is_eigenvalue(p, matrix)), function(row.formula.args[1]))])


@dataclass(frozen=True)
class Spectrum:
    """The eigenvalues λ of a 2×2 matrix, stated as (λ − τ)² = ς.

    Attributes:
        matrix: The matrix, of shape (2, 2).
        centre: τ.
        square: ς.
    """

    matrix: Function
    centre: Function
    square: Function

    def eigenvalues(self, **values: float) -> np.ndarray[Any, Any]:
        """The two numbers τ ± √ς, complex, shape (2,)."""
        centre, root = self.centre(**values), np.sqrt(complex(self.square(**values)))
        return np.array([centre + root, centre - root])


def spectrum(proof: Proof, matrix: Wanted) -> Spectrum:
    """The row of a table of eigenvalues: ∀re ∀im, eigenvalue(matrix) ⇔ (re − τ)² − im² = ς and (re − τ)·im = 0.

    >>> from derivations import minimax
    >>> spectrum(minimax.dirac_gan(), "[0, -1; 1, 0]").eigenvalues()
    array([0.+1.j, 0.-1.j])
    """
    (only,) = found(proof, "iff", lambda left: _is_eigenvalue(left, matrix), f"eigenvalue(... {named(matrix)} ...)")
    left, right = only.formula.args
    try:
        real_part, _ = right.args
        squares, square = real_part.args
        centre = squares.args[0].args[0].args[1]
    except (ValueError, IndexError):
        raise WrongForm(f"{proof.id} gives these eigenvalues in another form: {right}") from None
    return Spectrum(*map(function, (left.args[0], centre, square)))


def iteration(proof: Proof, shown: Wanted) -> Function:
    """One step of the map whose convergence or iterates a clause is about; its derivatives are worked out.

    The point is the keyword `v`, of shape (2,); what else the step depends on, by name.

    Args:
        proof: the result.
        shown: a piece of the map's text, or a test of the map.

    >>> from derivations import minimax
    >>> iteration(minimax.step_size(), "4*x")(v=np.array([1.0, -1.0]), eta=0.125)
    array([0., 0.])
    """
    variable, body = opened(iterated(proof, shown))
    step = function(without_derivatives(body))
    return lambda **values: step(**{variable.data if name == "v" else name: x for name, x in values.items()})


def iterated(proof: Proof, shown: Wanted) -> Term:
    """That map as a term, a lambda."""
    maps = {m.alpha: m for c in clauses(proof.statement) for m in _maps(c.formula) if fits(m, shown)}
    if len(maps) != 1:
        raise WrongForm(listing(proof, f"one iterated map with {named(shown)}", list(maps.values())))
    return next(iter(maps.values()))


def without_derivatives(term: Term) -> Term:
    """The term with every derivative by a number worked out, inner ones first."""
    while (found := next(_derivatives(term), None)) is not None:
        inner, point = found.args
        variable, body = opened(inner, point)
        term = replace(term, found, substitute(slope(body, variable)[0], {variable: point}))
    return term


def modulus(proof: Proof, matrix: Wanted) -> Term:
    """That square as a term: the ρ of the one clause eigenvalue(matrix, re, im) ⇒ re² + im² = ρ."""
    return _row_of_moduli(proof, matrix).formula.args[1]


def _row_of_moduli(proof: Proof, matrix: Wanted) -> Clause:
    said = list(clauses(proof.statement))
    rows = [c for c in said if c.formula.op == "eq" and any(_is_eigenvalue(p, matrix) for p in c.premises)]
    if len(rows) != 1:
        wanted = f"one clause eigenvalue(... {named(matrix)} ...) => re**2 + im**2 = ..."
        raise WrongForm(listing(proof, wanted, rows or said))
    return rows[0]


def _is_eigenvalue(formula: Term, matrix: Wanted) -> bool:
    return formula.op == "eigenvalue" and fits(formula.args[0], matrix)


def _maps(term: Term) -> Iterator[Term]:
    if term.op in ("converges_from_every_start", "iterate"):
        yield term.args[0]
    for part in term.args:
        yield from _maps(part)


def _derivatives(term: Term) -> Iterator[Term]:
    for part in term.args:
        yield from _derivatives(part)
    if term.op == "derivative" and not term.loose:
        yield term


def inserted(template: Term, instance: Term, *variables: str) -> dict[str, Term]:
    """What was put for some variables of a template, so that it became the instance.

    Raises:
        WrongForm: it did not come about so.

    >>> from derivations.kernel.formulas import real
    >>> x, y = real("x"), real("y")
    >>> inserted(x**2 + y, (y + 1)**2 + y, "x")
    {'x': y + 1}
    """
    put: dict[str, Term] = {}

    def same(one: Term, other: Term) -> bool:
        if one.op == "var" and one.data in variables:
            return put.setdefault(one.data, other) is other
        if one.op == "lambda" and other.op == "lambda":  # the names of bound variables do not matter
            return same(one.args[0], other.args[0])
        alike = one.op == other.op and one.data == other.data and len(one.args) == len(other.args)
        return alike and all(map(same, one.args, other.args))

    if not same(template, instance) or set(put) != set(variables):
        raise WrongForm(f"{instance} is not {template} with something in place of {', '.join(variables)}")
    return put
