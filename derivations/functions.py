"""Answers as NumPy functions, by SymPy's printer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from derivations.kernel import Term
from derivations.sympy_form import to_sympy


def compiled(term: Term) -> Callable[..., Any]:
    """A function of the term's free variables as keywords: numbers or arrays in, number or array out.

    Matrices are two-dimensional arrays; a vector may be one-dimensional and then so is a vector result.
    """
    import sympy

    variables = sorted(term.free, key=lambda v: v.data)
    arguments = [to_sympy(v) for v in variables]
    inner = sympy.lambdify(arguments, to_sympy(term), modules="numpy", cse=False)
    names = [v.data for v in variables]
    columns = {v.data for v in variables if not v.is_scalar and v.shape[1].op == "num" and v.shape[1].data == 1}

    def function(**values: Any) -> Any:
        missing, unknown = [n for n in names if n not in values], [n for n in values if n not in names]
        if missing or unknown:
            raise TypeError(f"this function takes {', '.join(names)}; missing: {missing}, unknown: {unknown}")
        flat = any(getattr(values[n], "ndim", 2) == 1 for n in columns)
        ready = [v.reshape(-1, 1) if n in columns and getattr(v, "ndim", 2) == 1 else v for n, v in values.items()]
        ordered = dict(zip(values, ready, strict=True))
        result = inner(*(ordered[n] for n in names))
        return result.reshape(-1) if flat and getattr(result, "ndim", 0) == 2 and result.shape[1] == 1 else result

    return function
