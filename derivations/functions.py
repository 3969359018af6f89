"""Answers as NumPy functions, by SymPy's printer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from derivations.kernel import ProofError, Term
from derivations.kernel.formulas import entry, natural, vector
from derivations.kernel.terms import NAT, REAL, lam, num, substitute, var


def compiled(term: Term) -> Callable[..., Any]:
    """A function of the term's free variables as keywords: numbers or arrays in, number or array out.

    Matrices are two-dimensional arrays; a vector may be one-dimensional, and then so is a vector result. A function of
    an index is the array of its values. A dimension is read off the arrays' shapes when it is not given. Both cases of
    a case distinction are computed, and the one that holds is taken. The function raises TypeError for missing or
    unknown names and ValueError for shapes that do not fit.

    Raises:
        ProofError: the term has an unknown function, a measure or an operator that is no formula in numbers and arrays.

    >>> from derivations.kernel.formulas import real
    >>> x = real("x")
    >>> compiled(x**2 / 2)(x=3.0)
    4.5
    """
    term = _tabulated(term)
    variables = sorted(term.free, key=lambda v: v.data)
    dimensions = [v for v in variables if v.sort.kind == "nat"]
    _numbers_only(term)

    @cache
    def printed(*sizes: int) -> Callable[..., Any]:
        from derivations.sympy_numpy import lambdified

        fixed = substitute(term, {v: num(size) for v, size in zip(dimensions, sizes, strict=True)})
        made = lambdified(fixed, sorted(fixed.free, key=lambda v: v.data))
        return _choosing(made) if _has_cases(fixed) else made

    def function(**values: Any) -> Any:
        known = _with_dimensions(variables, values)
        flat = any(getattr(known[v.data], "ndim", 0) == 1 for v in variables if not v.is_scalar)
        inner = printed(*(int(known[v.data]) for v in dimensions))
        result = inner(*(_column(known[v.data], v) for v in variables if v not in dimensions))
        return result.reshape(-1) if flat and getattr(result, "ndim", 0) == 2 and result.shape[1] == 1 else result

    return function


def _tabulated(term: Term) -> Term:
    """The term with columns for its functions of an index: x₍ᵢ₎ for x(i)."""
    tables = [v for v in term.free if v.sort.kind == "function" and v.sort.params == (NAT, REAL)]
    if not tables:
        return term
    index = var("index", NAT)
    columns = {f: vector(f.data, natural(f"length_of_{f.data}")) for f in tables}
    return substitute(term, {f: lam(index, entry(column, index)) for f, column in columns.items()})


def _numbers_only(term: Term) -> None:
    """Nothing, for a term whose variables are numbers and matrices."""
    others = sorted(f"{v.data} ({v.sort})" for v in term.free if v.sort.kind not in ("real", "nat"))
    if others:
        raise ProofError(
            f"{term} cannot be made a NumPy function, since it depends on {', '.join(others)}: "
            "only formulas in numbers, matrices and functions of an index can; put terms for these in first"
        )


def _choosing(made: Callable[..., Any]) -> Callable[..., Any]:
    """The function without NumPy's warnings about the case that does not hold."""
    errstate, asarray = (made.__globals__[name] for name in ("errstate", "asarray"))  # NumPy's, as SymPy loaded them

    def chosen(*values: Any) -> Any:
        with errstate(divide="ignore", invalid="ignore"):
            return made(*map(asarray, values))[()]  # a number is not an array without dimensions

    return chosen


def _has_cases(term: Term) -> bool:
    return term.op == "piecewise" or any(map(_has_cases, term.args))


def _column(value: Any, variable: Term) -> Any:
    return value.reshape(-1, 1) if not variable.is_scalar and value.ndim == 1 else value


def _with_dimensions(variables: list[Term], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values, and the dimensions that the shapes of the arrays show."""
    found: dict[str, Any] = {}
    names = {v.data for v in variables}
    unknown = [n for n in values if n not in names]
    for variable in (v for v in variables if not v.is_scalar and v.data in values):
        shape = getattr(values[variable.data], "shape", None)
        if shape is None or not 1 <= len(shape) <= 2:
            raise ValueError(f"{variable.data} must be an array of shape {variable.sort}")
        for size, actual in zip(variable.shape, (*shape, 1)[:2], strict=True):
            expected = (
                size.data if size.op == "num" else found.setdefault(size.data, actual) if size.op == "var" else actual
            )
            if expected != actual:
                raise ValueError(
                    f"{variable.data} has shape {tuple(shape)}, but {variable.sort} is needed and {size} = {expected}"
                )
    for name, value in values.items():
        if name in found and found[name] != value:
            raise ValueError(f"{name} = {value}, but the arrays have {name} = {found[name]}")
    merged = {**found, **values}
    missing = [n for n in sorted(names) if n not in merged]
    if missing or unknown:
        raise TypeError(f"this function takes {', '.join(sorted(names))}; missing: {missing}, unknown: {unknown}")
    return merged
