"""What a term of the kernel is worth, for many models at once: how training reads a theorem.

`derivations.functions.compiled` prints a term for NumPy and knows neither determinants of composite matrices, nor laws,
nor unknown functions. Here every operator is a few lines of PyTorch with the models along leading axes, a function
symbol is a Python function, and a measure is a grid of points with weights. In float64, without error bounds: rigorous
values are those of `numerics.evaluation`.
"""

from __future__ import annotations

from collections.abc import Callable
from math import pi, sqrt
from typing import Any, Final, NamedTuple

from derivations.kernel.terms import NAT, ONE, Sort, Term
from gan_models.backend import Tensor, torch

Value = Any  # int, tensor of shape (..., rows, columns), or a function of such
Stack = tuple[Value, ...]


class Grid(NamedTuple):
    """A measure that is a sum over points, such as a quadrature rule.

    Attributes:
        points: Whatever the functions on the space take; the first axis of what they return is over the points.
        weights: The measure of each point, shape (points,).
    """

    points: Any
    weights: Tensor


class NotEvaluated(NotImplementedError):
    """The term has an operator, or a free variable, that no value is known for."""


def evaluate(term: Term, **values: Value) -> Tensor:
    """The value of a term, in float64.

    Args:
        term: a number, column, matrix or formula; bound variables may be anything.
        values: for each free variable by its name: numbers (...), columns (..., n), matrices (..., rows, columns), with
            any leading axes that broadcast; ints for natural numbers; Python functions for function symbols, of such
            values; a Grid for a measure on arbitrary points. A dimension is read off the shapes when it is not given.

    Returns:
        A tensor of the same form; truth values for a formula.

    Raises:
        NotEvaluated: a value is missing, or an operator is none of those below.

    >>> from derivations.kernel.formulas import real, exp
    >>> evaluate(exp(real("t")) + 1, t=torch.zeros(2)).tolist()
    [2.0, 2.0]
    """
    known = {v: _inside(values[v.data], v.sort) for v in term.free if v.data in values}
    for variable in [v for v in known if v.sort.kind == "real"]:
        for size, actual in zip(variable.shape, known[variable].shape[-2:], strict=True):
            if size.op == "var" and known.setdefault(size, actual) != actual:
                raise ValueError(f"{variable.data} has {actual} where {size} = {known[size]}: give shapes that agree")
    return _outside(_Reader(known).value(term, ()), term.sort)


# Between what users hand over and what is computed with
def _inside(value: Value, sort: Sort) -> Value:
    if sort is NAT or sort.kind in ("space", "measure"):
        return value
    if sort.kind == "function":
        taken, made = sort.params
        return lambda argument: _inside(value(_outside(argument, taken)), made)
    given = torch.as_tensor(value, dtype=torch.bool if sort.kind == "prop" else torch.float64)
    return given[..., None, None] if _is_number(sort) else given[..., None] if sort.params[1] is ONE else given


def _outside(value: Value, sort: Sort) -> Value:
    if sort is NAT or sort.kind in ("space", "measure", "function"):
        return value
    return value[..., 0, 0] if _is_number(sort) else _real(value)[..., 0] if sort.params[1] is ONE else value


def _is_number(sort: Sort) -> bool:
    return sort.kind == "prop" or (sort.params[0] is ONE and sort.params[1] is ONE)


def _real(value: Value) -> Tensor:
    return value if isinstance(value, torch.Tensor) else torch.tensor([[float(value)]], dtype=torch.float64)


# The language
class _Reader:
    """Values of terms; the bound variables' are on a stack, the innermost first."""

    def __init__(self, known: dict[Term, Value]) -> None:
        self.known = known

    def value(self, term: Term, stack: Stack) -> Value:
        if term.op == "num":
            return int(term.data) if term.data.denominator == 1 else _real(term.data)
        if term.op == "bound":
            return stack[term.data]
        if term.op == "lambda":
            return lambda argument: self.value(term.args[0], (argument, *stack))
        if term.op in SPECIAL:
            return SPECIAL[term.op](self, term, stack)
        if term.op in PLAIN:
            return PLAIN[term.op](*(self.value(a, stack) for a in term.args))
        if term in self.known:
            return self.known[term]
        what = f"variable {term.data}: give its value" if term.op == "var" else f"operator {term.op}: it is not covered"
        raise NotEvaluated(f"no value is known for the {what}")


def _natural(operation: Callable[[Any, Any], Any]) -> Callable[[Value, Value], Value]:
    """An operation that keeps natural numbers what they are."""

    def chosen(a: Value, b: Value) -> Value:
        return operation(a, b) if isinstance(a, int) and isinstance(b, int) else operation(_real(a), _real(b))

    return chosen


def _product(reader: _Reader, term: Term, stack: Stack) -> Value:
    a, b = (reader.value(x, stack) for x in term.args)
    if isinstance(a, int) and isinstance(b, int):
        return a * b
    a, b = _real(a), _real(b)
    return a * b if any(x.is_scalar for x in term.args) else a @ b


def _power(a: Value, n: int) -> Value:
    if isinstance(a, int):
        return a**n
    return a**n if a.shape[-2:] == (1, 1) else torch.linalg.matrix_power(a, n)


def _unit(index: int, size: int) -> Tensor:
    return torch.eye(size, dtype=torch.float64)[:, index, None]


def _iterate(step: Callable[[Value], Value], start: Value, count: int) -> Value:
    for _ in range(count):
        start = step(start)
    return start


def _chosen(condition: Tensor, yes: Value, no: Value) -> Tensor:
    return torch.where(condition, _real(yes), _real(no))


def _normal(x: Value, mean: Value, deviation: Value) -> Tensor:
    x, mean, deviation = _real(x), _real(mean), _real(deviation)
    return torch.exp(-(((x - mean) / deviation) ** 2) / 2) / (deviation * sqrt(2 * pi))


def _multivariate_normal(x: Tensor, mean: Tensor, covariance: Tensor) -> Tensor:
    off = x - mean
    square = off.mT @ torch.linalg.solve(covariance, off)
    return torch.exp(-(square + torch.logdet(2 * pi * covariance)[..., None, None]) / 2)


def _integral(reader: _Reader, term: Term, stack: Stack) -> Tensor:
    measure, function = term.args
    values = reader.value(function, stack)
    if measure.op == "counting":
        terms = [_real(values(i)) for i in range(reader.value(measure.args[0], stack))]
        return sum(terms[1:], terms[0]) if terms else _real(0)
    if function.loose:
        raise NotEvaluated("an integral inside an integral, over both variables: it is not covered")
    return _over(reader.value(measure, stack), values)


def _over(grid: Grid, function: Callable[[Value], Value]) -> Tensor:
    values = _real(function(grid.points))
    return (values * grid.weights.to(values.dtype).reshape(-1, *[1] * (values.ndim - 1))).sum(0)


def _expectation(grid: Grid, p: Callable[[Value], Value], f: Callable[[Value], Value]) -> Tensor:
    """∫ p·f over p > 0."""
    return _over(grid, lambda z: torch.where(p(z) > 0, p(z) * f(z), 0.0))


def _kl(grid: Grid, p: Callable[[Value], Value], q: Callable[[Value], Value]) -> Tensor:
    return _expectation(grid, p, lambda z: (p(z) / q(z)).log())


def _whole(size: int, function: Callable[[int], Value]) -> Tensor:
    return torch.stack(torch.broadcast_tensors(*(_real(function(i)) for i in range(size)))).prod(0)


SPECIAL: Final[dict[str, Callable[[_Reader, Term, Stack], Value]]] = {"mul": _product, "integral": _integral}
PLAIN: Final[dict[str, Callable[..., Value]]] = {
    "add": _natural(lambda a, b: a + b),
    "sub": lambda a, b: _real(a) - _real(b),
    "neg": lambda a: -_real(a),
    "div": lambda a, b: _real(a) / _real(b),
    "pow": _power,
    "transpose": lambda a: _real(a).mT,
    "inv": torch.linalg.inv,
    "det": lambda a: torch.linalg.det(a)[..., None, None],
    "trace": lambda a: a.diagonal(dim1=-2, dim2=-1).sum(-1)[..., None, None],
    "identity": lambda n: torch.eye(n, dtype=torch.float64),
    "zeros": lambda *shape: torch.zeros(shape, dtype=torch.float64),
    "ones": lambda *shape: torch.ones(shape, dtype=torch.float64),
    "unit": _unit,
    "entry": lambda v, i: v[..., i, None, :],
    "sqnorm": lambda v: v.square().sum((-2, -1), keepdim=True),
    "product": _whole,
    "apply": lambda f, value: f(value),
    "iterate": _iterate,
    "sqrt": lambda a: _real(a).sqrt(),
    "exp": lambda a: _real(a).exp(),
    "log": lambda a: _real(a).log(),
    "abs": lambda a: _real(a).abs(),
    "sigmoid": lambda a: _real(a).sigmoid(),
    "pi": lambda: _real(pi),
    "piecewise": _chosen,
    "lt": lambda a, b: _real(a) < _real(b),
    "le": lambda a, b: _real(a) <= _real(b),
    "eq": lambda a, b: (_real(a) == _real(b)).flatten(-2).all(-1)[..., None, None],
    "not": lambda a: ~a,
    "normal": _normal,
    "multivariate_normal": _multivariate_normal,
    "expectation": _expectation,
    "KL": _kl,
}
