"""Terms: the kernel's own immutable, interned expressions.

A term is one of

    num q                      an exact rational number
    var name : sort            a free variable
    lambda x : sort . body     the only binder; every other binding operator takes a lambda
    bound i : sort             a variable bound by the i-th lambda outwards (locally nameless)
    op(arg, ..., arg)          an operator of `signatures.SIGNATURES` applied to terms

and keeps what its author wrote: nothing is simplified or reordered on the way in. Terms are interned,
so that equal terms are one object; `alpha` is the representative of a term up to the names of its
bound variables. A real number is a 1×1 matrix and a natural number is a real number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cached_property
from operator import attrgetter
from typing import Any, Final, Union
from weakref import WeakValueDictionary

from derivations.kernel.errors import IllFormed
from derivations.kernel.operators import Operators

Exact = Union["Term", int, Fraction]
SIMPLE: Final = ("nat", "prop", "filter", "space")


class Sort:
    """What a term denotes.

    A real matrix (rows, columns), a natural number, a truth value, a function, a filter, a point of an arbitrary
    measurable space, or a measure on one of the spaces: points, natural numbers, real columns.
    """

    __slots__ = ("__weakref__", "free", "kind", "params")
    _made: Final[dict[tuple[Any, ...], Sort]] = {}
    kind: str
    params: tuple[Any, ...]
    free: frozenset[Term]

    def __new__(cls, kind: str, *params: Sort | Term) -> Sort:
        """Return the one sort of this kind with these parameters."""
        key = (kind, *params)
        found = cls._made.get(key)
        if found is None:
            sizes = [p for p in params if type(p) is Term]
            matrices = kind == "real" and len(sizes) == len(params) == 2 and all(dimension(p) is p for p in sizes)
            functions = kind == "function" and len(params) == 2 and all(type(p) is Sort for p in params)
            measures = kind == "measure" and len(params) == 1 and type(params[0]) is Sort and params[0].is_space
            if not (matrices or functions or measures or (kind in SIMPLE and not params)):
                raise IllFormed(f"there is no sort {kind} of {params}: use matrix_sort(rows, columns) for matrices")
            found = super().__new__(cls)
            found.kind, found.params = kind, params
            found.free = frozenset[Term]().union(*(p.free for p in params))
            cls._made[key] = found
        return found

    def __repr__(self) -> str:
        """Show a matrix as rows×columns, everything else by its kind."""
        if self.kind == "real":
            return "real" if self is REAL else f"{self.params[0]}x{self.params[1]}"
        if self.kind == "measure":
            return f"measure on {self.params[0]}"
        return self.kind if not self.params else f"{self.params[0]} -> {self.params[1]}"

    @property
    def is_space(self) -> bool:
        """Whether measures live on it: arbitrary points, natural numbers or real columns."""
        return self.kind in ("space", "nat") or (self.kind == "real" and self.params[1] is ONE)

    @property
    def shape(self) -> tuple[Term, Term]:
        """Rows and columns; a natural number is 1×1."""
        if self.kind == "real":
            return self.params[0], self.params[1]
        if self.kind == "nat":
            return ONE, ONE
        raise IllFormed(f"a matrix or number was expected here, not a {self.kind}")

    def substitute(self, mapping: Mapping[Term, Term]) -> Sort:
        """Replace dimension variables."""
        if self.free.isdisjoint(mapping):
            return self
        if self.kind == "real":
            sizes = {v: value for v, value in mapping.items() if v.sort is NAT}
            rows, columns = (dimension(substitute(p, sizes)) for p in self.params)
            return Sort("real", rows, columns)
        return Sort(self.kind, *(p.substitute(mapping) for p in self.params))

    def with_points(self, target: Sort) -> Sort:
        """The sort with `target` in place of the sort of arbitrary points."""
        if self.kind == "space":
            return target
        nested = self.kind in ("function", "measure")
        return Sort(self.kind, *(p.with_points(target) for p in self.params)) if nested else self


class Term(Operators):
    """An immutable expression; made only by the functions of this module, compared by identity."""

    __slots__ = ("__dict__", "__weakref__", "args", "data", "loose", "op", "sort")
    op: str
    args: tuple[Term, ...]
    data: Any
    sort: Sort
    loose: int

    def __new__(cls, *_: object) -> Term:
        """Refuse: terms come from `num`, `var`, `lam`, `make` and the operators."""
        raise IllFormed("make terms with var(), num(), the operators and the functions of the kernel")

    def __setattr__(self, name: str, value: object) -> None:
        """Refuse: terms are immutable."""
        raise AttributeError("terms are immutable")

    def __reduce__(self) -> Any:
        """Refuse: terms travel as certificates, not as pickles."""
        raise TypeError("terms are not pickled: write a certificate instead")

    def __init_subclass__(cls) -> None:
        """Refuse: a subclass could lie about what it is."""
        raise TypeError("terms cannot be subclassed")

    def __bool__(self) -> bool:
        """Refuse: a formula is not a Python truth value."""
        raise TypeError(f"{self} is a term, not a Python truth value: use And, Or, Not, Eq")

    def __copy__(self) -> Term:
        """Return the term itself: it is interned."""
        return self

    def __deepcopy__(self, memo: object) -> Term:
        """Return the term itself: it is interned."""
        return self

    @cached_property
    def free(self) -> frozenset[Term]:
        """The free variables, those inside dimensions included."""
        inner = frozenset[Term]().union(*(a.free for a in self.args))
        if self.op == "var":
            return inner | self.sort.free | {self}
        if self.op in ("lambda", "bound"):
            return inner | (self.data[1] if self.op == "lambda" else self.sort).free
        return inner

    @cached_property
    def alpha(self) -> Term:
        """The same term with the names of its bound variables forgotten."""
        args = tuple(a.alpha for a in self.args)
        if self.op == "lambda":
            return intern("lambda", args, ("", self.data[1]), self.sort)
        return self if args == self.args else intern(self.op, args, self.data, self.sort)

    @property
    def shape(self) -> tuple[Term, Term]:
        """Rows and columns as dimension terms."""
        return self.sort.shape

    @property
    def is_scalar(self) -> bool:
        """Whether the term is a real or natural number."""
        return self.sort is REAL or self.sort is NAT

    def __repr__(self) -> str:
        """Show the term as plain text."""
        from derivations.kernel.display import text

        return text(self)


_interned: Final[WeakValueDictionary[tuple[Any, ...], Term]] = WeakValueDictionary()
_set = object.__setattr__
_loose = attrgetter("loose")


def intern(op: str, args: tuple[Term, ...], data: Any, sort: Sort) -> Term:
    """Return the one term with this operator, arguments, data and sort (kernel only: checks no shapes)."""
    key = (op, args, data, sort)
    found = _interned.get(key)
    if found is None:
        found = object.__new__(Term)
        loose = max(map(_loose, args), default=0)
        loose = data + 1 if op == "bound" else max(loose - 1, 0) if op == "lambda" else loose
        _set(found, "op", op)
        _set(found, "args", args)
        _set(found, "data", data)
        _set(found, "sort", sort)
        _set(found, "loose", loose)
        _interned[key] = found
    return found


def is_term(value: object) -> bool:
    """Whether `value` is a term that this module made."""
    return type(value) is Term and _interned.get((value.op, value.args, value.data, value.sort)) is value


Signature = Callable[[tuple[Term, ...], Any], Sort]
SIGNATURES: Final[dict[str, Signature]] = {}
SIZED: Final = {
    "identity": 0,
    "zeros": 0,
    "ones": 0,
    "slice": 1,
    "lebesgue": 0,
    "unit": 1,
}  # arguments from this one on are sizes


def make(op: str, *args: Term, data: Any = None) -> Term:
    """Apply an operator of the language; IllFormed when shapes do not fit. Sizes take their canonical order."""
    signature = SIGNATURES.get(op)
    if signature is None:
        raise IllFormed(f"the language has no operator {op!r}")
    sort = signature(args, data)
    if op in SIZED:
        args = (*args[: SIZED[op]], *map(dimension, args[SIZED[op] :]))
    return intern(op, args, data, sort)


def num(value: int | Fraction) -> Term:
    """An exact number; a non-negative integer is a natural number."""
    if isinstance(value, bool) or not isinstance(value, int | Fraction):  # pyright: ignore[reportUnnecessaryIsInstance] - users
        raise IllFormed(f"{value!r} is not exact: write an int, a Fraction or a term")
    exact = Fraction(value)
    natural = exact.denominator == 1 and exact >= 0
    return intern("num", (), exact, NAT if natural else REAL)


def coerce(value: Exact) -> Term:
    """Take a Python number as a term."""
    return value if type(value) is Term else num(value)  # type: ignore[arg-type] - a number


def var(name: str, sort: Sort) -> Term:
    """A free variable."""
    if not name or not name.replace("_", "a").replace("'", "a").isalnum():
        raise IllFormed(f"{name!r} is not a name: use letters, digits and underscores")
    return intern("var", (), name, sort)


def lam(variable: Term, body: Term) -> Term:
    """The function `variable ↦ body`."""
    if variable.op != "var":
        raise IllFormed(f"only a variable can be bound, not {variable}")
    if body.loose:
        raise IllFormed(f"{body} has a dangling bound variable, which {variable} would capture")
    inner = abstract(body, variable)
    if variable in inner.free:
        raise IllFormed(f"{variable} is the size of a matrix in {body}: it cannot be bound there")
    sort = Sort("function", variable.sort, inner.sort)
    return intern("lambda", (inner,), (variable.data, variable.sort), sort)


def _rebuild(term: Term, args: tuple[Term, ...]) -> Term:
    if term.op == "lambda":
        return intern("lambda", args, term.data, Sort("function", term.data[1], args[0].sort))
    return make(term.op, *args, data=term.data)


def traverse(term: Term, leaf: Callable[[Term, int], Term | None]) -> Term:
    """Rebuild a term bottom-up; `leaf(node, depth)` may return a replacement, depth counting lambdas."""
    memo: dict[tuple[Term, int], Term] = {}

    def go(node: Term, depth: int) -> Term:
        replaced = memo.get((node, depth))
        if replaced is None:
            replaced = leaf(node, depth)
            if replaced is None:
                inner = depth + 1 if node.op == "lambda" else depth
                args = tuple([go(a, inner) for a in node.args])
                replaced = node if args == node.args else _rebuild(node, args)
            memo[node, depth] = replaced
        return replaced

    return go(term, 0)


def abstract(body: Term, variable: Term) -> Term:
    """Replace a free variable by the bound variable of a lambda about to be put around `body`."""

    def leaf(node: Term, depth: int) -> Term | None:
        if node is variable:
            return intern("bound", (), depth, variable.sort)
        return node if variable not in node.free else None

    return traverse(body, leaf)


def apply(function: Term, value: Term) -> Term:
    """The body of a lambda at `value`; an application where the function is unspecified."""
    if function.op != "lambda":
        return make("apply", function, value)
    if function.loose or value.loose:
        raise IllFormed("a term with a dangling bound variable cannot be applied")
    return _reduce(function, value)


def _reduce(function: Term, value: Term) -> Term:
    """The body of a closed lambda at a value that may stand under binders around the application."""
    check_sort(value, function.data[1], "the argument")

    def leaf(node: Term, depth: int) -> Term | None:
        if node.op == "bound" and node.data == depth:
            return _lifted(value, depth)
        return node if node.loose <= depth else None

    return traverse(function.args[0], leaf)


def _lifted(value: Term, by: int) -> Term:
    """A value as it stands `by` more binders deep: its dangling bound variables skip those."""

    def leaf(node: Term, depth: int) -> Term | None:
        if node.loose <= depth:
            return node
        return intern("bound", (), node.data + by, node.sort) if node.op == "bound" else None

    return traverse(value, leaf) if by and value.loose else value


def substitute(term: Term, mapping: Mapping[Term, Term]) -> Term:
    """Replace free variables, all at once, without capture; dimensions follow."""

    def leaf(node: Term, depth: int) -> Term | None:
        if node.free.isdisjoint(mapping):
            return node
        if node.op == "var":
            return mapping[node] if node in mapping else intern("var", (), node.data, node.sort.substitute(mapping))
        if node.op == "bound":
            return intern("bound", (), node.data, node.sort.substitute(mapping))
        if node.op == "lambda":
            body = traverse(node.args[0], leaf)
            sort = node.data[1].substitute(mapping)
            return intern("lambda", (body,), (node.data[0], sort), Sort("function", sort, body.sort))
        if node.op == "apply" and mapping.get(node.args[0]) is not None:
            function, argument = mapping[node.args[0]], traverse(node.args[1], leaf)
            return _reduce(function, argument) if function.op == "lambda" else make("apply", function, argument)
        return None

    for variable, value in mapping.items():
        if variable.op != "var" or value.loose:
            raise IllFormed(f"{variable} := {value} is not a substitution for a variable")
        check_sort(value, variable.sort.substitute(mapping), f"{variable.data} :=")
    return traverse(term, leaf)


def replace(term: Term, old: Term, new: Term) -> Term:
    """Replace every occurrence of the closed term `old` (up to bound names) by `new`."""
    if old.loose or new.loose:
        raise IllFormed("only terms without dangling bound variables can be replaced")

    def leaf(node: Term, depth: int) -> Term | None:
        if not old.free <= node.free:  # it cannot stand in there
            return node
        return new if node.alpha is old.alpha else None

    return traverse(term, leaf)


def resorted(term: Term, target: Sort) -> Term:
    """The term with `target` in place of the sort of arbitrary points; free variables keep their names."""

    def leaf(node: Term, depth: int) -> Term | None:
        if node.op in ("var", "bound"):
            return intern(node.op, (), node.data, node.sort.with_points(target))
        if node.op == "lambda":
            sort, body = node.data[1].with_points(target), traverse(node.args[0], leaf)
            return intern("lambda", (body,), (node.data[0], sort), Sort("function", sort, body.sort))
        return None

    return traverse(term, leaf)


def check_sort(value: Term, sort: Sort, role: str) -> None:
    """Raise IllFormed unless `value` can stand where `sort` is asked for."""
    fits = value.sort is sort or (sort is REAL and value.sort is NAT)
    if sort.kind == "function" and value.sort.kind == "function":
        (domain, codomain), (given, result) = sort.params, value.sort.params
        fits = fits or (domain is given and (codomain is result or (codomain is REAL and result is NAT)))
    if not fits:
        raise IllFormed(f"{role} {value} is {value.sort}, but {sort} is needed")


def linear_dimension(term: Term) -> tuple[int, dict[Term, int]]:
    """A dimension as constant + Σ coefficient·variable with natural coefficients."""
    if term.op == "num" and term.sort is NAT:
        return int(term.data), {}
    if term.op == "var" and term.sort is NAT:
        return 0, {term: 1}
    if term.op == "add" and term.sort is NAT:
        (c, left), (d, right) = linear_dimension(term.args[0]), linear_dimension(term.args[1])
        return c + d, {v: left.get(v, 0) + right.get(v, 0) for v in left | right}
    if term.op == "mul" and term.args[0].op == "num" and term.sort is NAT:
        factor, (c, terms) = int(term.args[0].data), linear_dimension(term.args[1])
        return factor * c, {v: factor * k for v, k in terms.items() if factor * k}
    raise IllFormed(f"{term} is not a dimension: use natural numbers, natural variables and their sums")


def dimension(term: Exact) -> Term:
    """The canonical term of a dimension: the constant first, then the variables by name."""
    constant, variables = linear_dimension(coerce(term))
    total = num(constant) if constant or not variables else None
    for v in sorted(variables, key=lambda v: v.data):
        part = v if variables[v] == 1 else make("mul", num(variables[v]), v)
        total = part if total is None else make("add", total, part)
    return num(0) if total is None else total


NAT: Final = Sort("nat")
PROP: Final = Sort("prop")
FILTER: Final = Sort("filter")
SPACE: Final = Sort("space")
ONE: Final = intern("num", (), Fraction(1), NAT)
ZERO: Final = intern("num", (), Fraction(0), NAT)
REAL: Final = Sort("real", ONE, ONE)


def matrix_sort(rows: Exact, columns: Exact) -> Sort:
    """The sort of real matrices with these dimensions."""
    return Sort("real", dimension(rows), dimension(columns))
