"""The operators of the language: for each, which sorts it takes and which sort it makes.

Division, logarithm, inverse, derivative and the like are *total* underneath (1/0 is some real that nothing
is known about), so that the logical rules need no side conditions. What makes a term meaningful is stated
by `definedness.conditions` and asked for by the leaf rules and at publication.
"""

from __future__ import annotations

from typing import Any, cast

from derivations.kernel.errors import IllFormed
from derivations.kernel.terms import (
    FILTER,
    NAT,
    ONE,
    PROP,
    REAL,
    SIGNATURES,
    Signature,
    Sort,
    Term,
    check_sort,
    dimension,
    matrix_sort,
)

Args = tuple[Term, ...]


def _count(op: str, args: Args, wanted: int) -> None:
    if len(args) != wanted:
        raise IllFormed(f"{op} takes {wanted} arguments, not {len(args)}")


def _scalar(op: str, term: Term) -> None:
    if not term.is_scalar:
        raise IllFormed(f"{op} takes a number, but {term} is {term.sort}")


def _same_shape(op: str, left: Term, right: Term) -> None:
    if left.shape != right.shape:
        raise IllFormed(f"{op}: {left} is {left.sort} but {right} is {right.sort}")


def _square(op: str, term: Term) -> None:
    if term.shape[0] is not term.shape[1]:
        raise IllFormed(f"{op} takes a square matrix, but {term} is {term.sort}")


def operator(*names: str, arity: int) -> Any:
    """Register a shape rule for these operators."""

    def register(rule: Any) -> Signature:
        for name in names:

            def signature(args: Args, data: Any, name: str = name) -> Sort:
                if arity >= 0:
                    _count(name, args, arity)
                return rule(name, args, data)

            SIGNATURES[name] = signature
        return rule

    return register


@operator("add", "sub", arity=2)
def _sum(op: str, args: Args, data: Any) -> Sort:
    _same_shape(op, *args)
    natural = op == "add" and all(a.sort is NAT for a in args)
    return NAT if natural else Sort("real", *args[0].shape)


@operator("neg", arity=1)
def _negation(op: str, args: Args, data: Any) -> Sort:
    return Sort("real", *args[0].shape)


@operator("mul", arity=2)
def _product(op: str, args: Args, data: Any) -> Sort:
    left, right = args
    if left.is_scalar and right.is_scalar:
        return NAT if left.sort is NAT and right.sort is NAT else REAL
    if left.is_scalar or right.is_scalar:
        return Sort("real", *(right if left.is_scalar else left).shape)
    if left.shape[1] is not right.shape[0]:
        raise IllFormed(f"the product {left}*{right} does not fit: {left.sort} times {right.sort}")
    return Sort("real", left.shape[0], right.shape[1])


@operator("div", arity=2)
def _quotient(op: str, args: Args, data: Any) -> Sort:
    _scalar("the denominator", args[1])
    return Sort("real", *args[0].shape)


@operator("pow", arity=2)
def _power(op: str, args: Args, data: Any) -> Sort:
    base, exponent = args
    if exponent.sort is not NAT:
        raise IllFormed(f"the exponent {exponent} is not a natural number: use exp(c*log(x)) or sqrt(x)")
    _square("a power", base)
    return base.sort


@operator("transpose", arity=1)
def _transpose(op: str, args: Args, data: Any) -> Sort:
    return Sort("real", *reversed(args[0].shape))


@operator("inv", arity=1)
def _inverse(op: str, args: Args, data: Any) -> Sort:
    _square("an inverse", args[0])
    return Sort("real", *args[0].shape)


@operator("identity", arity=1)
def _identity(op: str, args: Args, data: Any) -> Sort:
    return matrix_sort(args[0], args[0])


@operator("zeros", "ones", arity=2)
def _constant(op: str, args: Args, data: Any) -> Sort:
    return matrix_sort(*args)


@operator("unit", arity=2)
def _unit(op: str, args: Args, data: Any) -> Sort:
    check_sort(args[0], NAT, "the index")
    return matrix_sort(args[1], ONE)


@operator("block", arity=-1)
def _block(op: str, args: Args, data: Any) -> Sort:
    rows, columns = cast("tuple[int, int]", data)
    if rows * columns != len(args) or rows < 1 or columns < 1:
        raise IllFormed(f"a block matrix of {rows} by {columns} needs {rows * columns} blocks, not {len(args)}")
    for i in range(rows):
        for j in range(columns):
            block = args[i * columns + j]
            if block.shape[0] is not args[i * columns].shape[0] or block.shape[1] is not args[j].shape[1]:
                raise IllFormed(f"the block {block} ({block.sort}) does not fit in row {i}, column {j}")
    height, width = args[0].shape[0], args[0].shape[1]
    for i in range(1, rows):
        height = dimension(height + args[i * columns].shape[0])
    for j in range(1, columns):
        width = dimension(width + args[j].shape[1])
    return Sort("real", height, width)


@operator("slice", arity=5)
def _slice(op: str, args: Args, data: Any) -> Sort:
    for size, start, count in zip(args[0].shape, args[1::2], args[2::2], strict=True):
        end, whole = (_counts(dimension(start + count)), _counts(size))
        if any(end.get(v, 0) > whole.get(v, 0) for v in end):
            raise IllFormed(f"rows or columns {start} to {start + count} lie outside {args[0]} ({args[0].sort})")
    return matrix_sort(args[2], args[4])


def _counts(size: Term) -> dict[Term, int]:
    from derivations.kernel.terms import linear_dimension

    constant, variables = linear_dimension(size)
    return {ONE: constant, **variables}


@operator("sqnorm", arity=1)
def _squared_norm(op: str, args: Args, data: Any) -> Sort:
    if args[0].shape[1] is not ONE:
        raise IllFormed(f"the squared norm takes a column vector, but {args[0]} is {args[0].sort}")
    return REAL


@operator("det", arity=1)
def _determinant(op: str, args: Args, data: Any) -> Sort:
    _square("a determinant", args[0])
    return REAL


@operator("abs", "sqrt", "exp", "log", arity=1)
def _function(op: str, args: Args, data: Any) -> Sort:
    _scalar(op, args[0])
    return REAL


def _function_sort(op: str, term: Term) -> tuple[Sort, Sort]:
    if term.sort.kind != "function":
        raise IllFormed(f"{op} takes a function (lam(x, …)), but {term} is {term.sort}")
    return term.sort.params[0], term.sort.params[1]


def _scalar_function(op: str, args: Args) -> Sort:
    domain, codomain = _function_sort(op, args[0])
    if domain.kind != "real" or codomain not in (REAL, NAT):
        raise IllFormed(f"{op} takes a real function of a real or a vector, not {args[0].sort}")
    check_sort(args[1], domain, "the point")
    return domain


@operator("derivative", arity=2)
def _derivative(op: str, args: Args, data: Any) -> Sort:
    return _scalar_function(op, args)


@operator("differentiable", arity=2)
def _differentiable(op: str, args: Args, data: Any) -> Sort:
    _scalar_function(op, args)
    return PROP


@operator("iterate", arity=3)
def _iterate(op: str, args: Args, data: Any) -> Sort:
    domain, codomain = _function_sort(op, args[0])
    same = domain is codomain or (domain.kind == codomain.kind == "real" and domain.shape == codomain.shape)
    if not same and not (domain is REAL and codomain is NAT):
        raise IllFormed(f"an iteration needs a map of a space into itself, not {args[0].sort}")
    check_sort(args[1], domain, "the start")
    check_sort(args[2], NAT, "the number of steps")
    return domain


@operator("apply", arity=2)
def _apply(op: str, args: Args, data: Any) -> Sort:
    domain, codomain = _function_sort(op, args[0])
    check_sort(args[1], domain, "the argument")
    return codomain


@operator("infinity", arity=0)
def _infinity(op: str, args: Args, data: Any) -> Sort:
    return FILTER


@operator("near", "above", arity=1)
def _neighbourhood(op: str, args: Args, data: Any) -> Sort:
    if op == "above":
        _scalar("a one-sided limit", args[0])
    _ = args[0].shape
    return FILTER


@operator("tends", arity=3)
def _tends(op: str, args: Args, data: Any) -> Sort:
    domain, codomain = _function_sort(op, args[0])
    source, target = args[1], args[2]
    if source.op not in ("infinity", "near", "above") or target.op not in ("infinity", "near"):
        raise IllFormed("a limit goes from infinity(), near(a) or above(a) to near(b) or infinity()")
    if source.op != "infinity" and domain.kind != "real":
        raise IllFormed(f"a sequence has a limit at infinity() only, not at {source}")
    if source.op != "infinity" and source.args[0].shape != domain.shape:
        raise IllFormed(f"the limit at {source} does not fit the variable ({domain})")
    if target.op == "infinity" or source.op == "infinity":
        for space in [codomain] * (target.op == "infinity") + [domain] * (source.op == "infinity"):
            if space not in (REAL, NAT):
                raise IllFormed("only numbers go to infinity")
    if target.op == "near" and target.args[0].shape != codomain.shape:
        raise IllFormed(f"the limit {target.args[0]} does not fit the values ({codomain})")
    return PROP


@operator("true", "false", arity=0)
def _truth(op: str, args: Args, data: Any) -> Sort:
    return PROP


@operator("and", "or", "implies", "iff", arity=2)
def _connective(op: str, args: Args, data: Any) -> Sort:
    for a in args:
        check_sort(a, PROP, "the formula")
    return PROP


@operator("not", arity=1)
def _not(op: str, args: Args, data: Any) -> Sort:
    check_sort(args[0], PROP, "the formula")
    return PROP


@operator("forall", "exists", arity=1)
def _quantifier(op: str, args: Args, data: Any) -> Sort:
    _, codomain = _function_sort(op, args[0])
    check_sort(args[0], Sort("function", args[0].sort.params[0], PROP), "the predicate")
    return codomain


@operator("eq", arity=2)
def _equality(op: str, args: Args, data: Any) -> Sort:
    if args[0].sort.kind not in ("real", "nat"):
        check_sort(args[0], args[1].sort, "the left side")
    elif args[0].shape != args[1].shape:
        raise IllFormed(f"{args[0]} is {args[0].sort} but {args[1]} is {args[1].sort}: they cannot be equal")
    return PROP


@operator("le", "lt", arity=2)
def _order(op: str, args: Args, data: Any) -> Sort:
    for a in args:
        _scalar("an inequality", a)
    return PROP


@operator("invertible", arity=1)
def _invertible(op: str, args: Args, data: Any) -> Sort:
    _square("invertibility", args[0])
    return PROP


@operator("pi", arity=0)
def _pi(op: str, args: Args, data: Any) -> Sort:
    return REAL


@operator("piecewise", arity=3)
def _piecewise(op: str, args: Args, data: Any) -> Sort:
    check_sort(args[0], PROP, "the condition")
    for value in args[1:]:
        _scalar("a piecewise value", value)
    return REAL


@operator("entry", arity=2)
def _entry(op: str, args: Args, data: Any) -> Sort:
    if args[0].shape[1] is not ONE:
        raise IllFormed(f"entries are taken of a column vector, but {args[0]} is {args[0].sort}")
    check_sort(args[1], NAT, "the index")
    return REAL


@operator("product", arity=2)
def _finite_product(op: str, args: Args, data: Any) -> Sort:
    check_sort(args[0], NAT, "the number of factors")
    check_sort(args[1], Sort("function", NAT, REAL), "the factors")
    return REAL


@operator("lebesgue", arity=1)
def _lebesgue(op: str, args: Args, data: Any) -> Sort:
    return Sort("measure", matrix_sort(args[0], ONE))


@operator("counting", arity=1)
def _counting(op: str, args: Args, data: Any) -> Sort:
    check_sort(args[0], NAT, "the number of points")
    return Sort("measure", NAT)


def _on_measure(op: str, args: Args, codomain: Sort) -> None:
    if args[0].sort.kind != "measure":
        raise IllFormed(f"{op} takes a measure, but {args[0]} is {args[0].sort}")
    check_sort(args[1], Sort("function", args[0].sort.params[0], codomain), "the function")


@operator("integral", arity=2)
def _integral(op: str, args: Args, data: Any) -> Sort:
    _on_measure(op, args, REAL)
    return REAL


@operator("integrable", arity=2)
def _integrable(op: str, args: Args, data: Any) -> Sort:
    _on_measure(op, args, REAL)
    return PROP


@operator("almost", arity=2)
def _almost(op: str, args: Args, data: Any) -> Sort:
    _on_measure(op, args, PROP)
    return PROP


@operator("measurable", arity=1)
def _measurable(op: str, args: Args, data: Any) -> Sort:
    domain, codomain = _function_sort(op, args[0])
    if not domain.is_space or codomain.kind not in ("real", "nat", "prop"):
        raise IllFormed(f"measurable takes a function of a point with values in a real space, not {args[0].sort}")
    return PROP
