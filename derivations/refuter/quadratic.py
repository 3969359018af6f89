"""Statements about every or some real value of a variable, decided exactly for polynomials of low degree."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from derivations.refuter import dense
from derivations.refuter.exact import Poly


def _polynomial(value: Any) -> Poly | None:
    if isinstance(value, Poly):
        return value
    return Poly({(): value}) if isinstance(value, Fraction) else None


def every(evaluator: Any, body: Any, stack: tuple[Any, ...]) -> bool | None:
    """Whether a formula holds for all values of the polynomial variables on the stack."""
    op, args = body.op, body.args
    if op == "and":
        return _all([every(evaluator, a, stack) for a in args])
    if op == "forall" and args[0].op == "lambda":
        inner = args[0].args[0]
        generic = evaluator.generics(args[0].data[1], inner, stack)
        return None if generic is None else _all([every(evaluator, inner, (x, *stack)) for x in generic])
    if op == "implies":
        if every(evaluator, args[0], stack):
            return every(evaluator, args[1], stack)
        if _follows(evaluator, args[0], args[1], stack):
            return True
        same = _equations(evaluator, args[0], stack)
        return True if same and every(evaluator, args[1], tuple(_with(value, same) for value in stack)) else None
    if op == "not" and args[0].op in ("le", "lt"):
        right, left = (evaluator.value(a, stack) for a in args[0].args)
        return at_least(right, left, strictly=args[0].op == "le")
    if op in ("le", "lt"):
        left, right = (evaluator.value(a, stack) for a in args)
        return ordered(left, right, strictly=op == "lt")
    if op == "eq" and args[0].sort.kind in ("real", "nat"):
        return _identical(*(evaluator.value(a, stack) for a in args))
    return evaluator.truth(body, stack)  # what is decided of polynomial variables holds for all their values


def ordered(left: Any, right: Any, *, strictly: bool) -> bool | None:
    """Whether left ≤ right (or <) for all values of the variables; lengths are compared by their squares."""
    from derivations.refuter.norms import Norm, squared

    if isinstance(left, Norm) or isinstance(right, Norm):
        left, right = squared(left), squared(right)
    return at_least(right, left, strictly=strictly)


def _all(found: list[bool | None]) -> bool | None:
    return False if False in found else None if None in found else True


def _follows(evaluator: Any, premise: Any, conclusion: Any, stack: tuple[Any, ...]) -> bool:
    """Whether an inequality is seen to follow: alone, or because its gap is at least that of a premise."""
    if every(evaluator, conclusion, stack):
        return True
    if premise.op == "and":
        return any(_follows(evaluator, p, conclusion, stack) for p in premise.args)
    if conclusion.op not in ("le", "lt") or premise.op not in ("lt", conclusion.op):
        return False
    known, wanted = (
        evaluator.value(f.args[1], stack) - evaluator.value(f.args[0], stack) for f in (premise, conclusion)
    )
    return bool(at_least(wanted, known, strictly=False))


def _equations(evaluator: Any, premise: Any, stack: tuple[Any, ...]) -> dict[int, Poly]:
    """Polynomial variables that a premise says to be others, each with the other one; what else it says is left out."""
    op, args = premise.op, premise.args
    if op == "and":
        return {k: v for part in args for k, v in _equations(evaluator, part, stack).items()}
    if op == "forall" and args[0].op == "lambda":
        domain, body = args[0].data[1], args[0].args[0]
        places = evaluator.places("forall", domain, body, stack) or ()
        return {k: v for x in places for k, v in _equations(evaluator, body, (x, *stack)).items()}
    if op == "implies":
        return _equations(evaluator, args[1], stack) if every(evaluator, args[0], stack) else {}
    if op != "eq" or args[0].sort.kind != "real":
        return {}
    pairs = zip(*(dense.entries(evaluator.value(a, stack)) for a in args), strict=True)
    return {y: left for left, right in pairs if _name(left) is not None and (y := _name(right)) is not None}


def _name(value: Any) -> int | None:
    """The number of a polynomial variable; None for anything else."""
    (monomial, factor), *rest = value.terms.items() if isinstance(value, Poly) and value.terms else (((), 0),)
    return monomial[0][0] if not rest and factor == 1 and len(monomial) == 1 and monomial[0][1] == 1 else None


def _with(value: Any, same: dict[int, Poly]) -> Any:
    """A value on the stack with these variables for others."""
    if isinstance(value, Poly):
        name = _name(value)
        return value if name is None else same.get(name, value)
    return dense.each(value, lambda x: _with(x, same)) if isinstance(value, dense.Matrix) else value


def some(evaluator: Any, body: Any, stack: tuple[Any, ...]) -> bool | None:
    """Whether a formula holds for some values: linear equations only."""
    if body.op in ("le", "lt"):
        right, left = (evaluator.value(a, stack) for a in body.args)
        found = at_least(right, left, strictly=body.op == "le")
        return None if found is None else not found
    if body.op != "eq" or body.args[0].sort.kind not in ("real", "nat"):
        return None
    left, right = (dense.entries(evaluator.value(a, stack)) for a in body.args)
    return solvable([_polynomial(x - y) for x, y in zip(left, right, strict=True)])


def linear_rows(polynomials: list[Poly | None]) -> tuple[list[list[Fraction]], list[int]] | None:
    """The rows (coefficients, constant) of polynomials of degree 1 in the listed variables."""
    if any(p is None or p.degree > 1 for p in polynomials):
        return None
    names = sorted({i for p in polynomials for m in p.terms for i, _ in m})  # type: ignore[union-attr]
    zero = Fraction(0)
    rows = [[*(p.terms.get(((i, 1),), zero) for i in names), p.terms.get((), zero)] for p in polynomials]  # type: ignore[union-attr]
    return rows, names


def solvable(polynomials: list[Poly | None]) -> bool | None:
    """Whether linear polynomials have a common zero."""
    found = linear_rows(polynomials)
    if found is None:
        return None
    rows, names = found
    reduced, pivots = dense.reduced(rows, len(names))
    return not any(row[-1] for row in reduced[len(pivots) :])


def _identical(a: Any, b: Any) -> bool | None:
    """Whether two polynomials (or matrices of them) are the same."""
    parts = [_polynomial(x - y) for x, y in zip(dense.entries(a), dense.entries(b), strict=True)]
    return None if None in parts else not any(p.terms for p in parts)  # type: ignore[union-attr]


def at_least(value: Any, bound: Any, *, strictly: bool) -> bool | None:
    """Whether value ≥ bound (or >) for all values of the variables, for polynomials of degree ≤ 2."""
    gap = _polynomial(value - bound)
    if gap is None or gap.degree > 2:
        return None
    names = sorted({i for m in gap.terms for i, _ in m})

    def entry(i: int, j: int) -> Fraction:
        pair = sorted(names[k - 1] for k in (i, j) if k)
        key = ((pair[0], 2),) if len(pair) == 2 and pair[0] == pair[1] else tuple((k, 1) for k in pair)
        return gap.terms.get(key, Fraction(0)) / (1 if i == j else 2)

    size = len(names) + 1
    if not dense.definite(dense.build(size, size, entry), strictly=False):
        return False
    return _least(entry, size) > 0 if strictly else True


def _least(entry: Any, size: int) -> Fraction:
    """The least value of a quadratic that is bounded below: solve H·v = −g, then c + gᵀv."""
    rows = [[*(entry(i, j) for j in range(1, size)), -entry(i, 0)] for i in range(1, size)]
    reduced, pivots = dense.reduced(rows, size - 1)
    solution = {column: reduced[k][-1] for k, column in enumerate(pivots)}
    return entry(0, 0) + sum((entry(0, column + 1) * v for column, v in solution.items()), Fraction(0))
