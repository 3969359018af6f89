"""Functions that hypotheses define: f(x) = t for all x, or f(0) = t and f(k + 1) = u(k, f(k)) for all k.

Their values need not be tried. A bound on k (k < n ⇒ …) leaves the values beyond it to chance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from derivations.kernel.terms import NAT, Sort, Term, apply, intern, num
from derivations.refuter import dense, exact, gaussian_space
from derivations.refuter.evaluate import Evaluator
from derivations.refuter.exact import Undefined
from derivations.refuter.explored import exactly
from derivations.refuter.finite import Patched

LONGEST = 6  # values of a sequence that are worked out


class Rule(NamedTuple):
    """f = all, a lambda term; or f(0) = start and f(k + 1) = step(k)."""

    all: Term | None = None
    start: Term | None = None
    step: Term | None = None

    @property
    def complete(self) -> bool:
        """Whether every value follows."""
        return self.all is not None or (self.start is not None and self.step is not None)

    @property
    def free(self) -> frozenset[Term]:
        """The variables on which the values depend."""
        return frozenset[Term]().union(*(t.free for t in self if t is not None))


def rules(given: Sequence[Term]) -> dict[Term, Rule]:
    """The functions that are defined, each by the first hypothesis that does, none by itself but as a recursion."""
    found: dict[Term, Rule] = {}
    for h in given:
        for head, rule in _rules_of(h):
            old = found.get(head, Rule())
            if not old.complete:
                found[head] = Rule(*(a if a is not None else b for a, b in zip(old, rule, strict=True)))
    return {f: rule for f, rule in found.items() if rule.complete}


def _rules_of(hypothesis: Term) -> Iterator[tuple[Term, Rule]]:
    """What one hypothesis says of the first function that one side of its equation is a value of."""
    binders, equation = _opened(hypothesis)
    if equation.op != "eq":
        return
    for left, right in (equation.args, equation.args[::-1]):
        head, arguments = _spine(left)
        kind = _kind(arguments, len(binders)) if head.op == "var" and head.sort.kind == "function" else None
        if kind is None or (head in right.free and kind != "step"):
            continue
        yield head, Rule(**{kind: _lambda(binders, right)})
        return


def _opened(formula: Term) -> tuple[list[tuple[str, Sort]], Term]:
    """The binders of "for all" and what is said inside, bounds of the variables left out."""
    binders = list[tuple[str, Sort]]()
    while formula.op == "forall" or (formula.op == "implies" and formula.args[0].op == "lt"):
        if formula.op == "forall":
            function = formula.args[0]
            if function.op != "lambda":
                break
            binders.append(function.data)
            formula = function.args[0]
        else:
            formula = formula.args[1]
    return binders, formula


def _spine(term: Term) -> tuple[Term, list[Term]]:
    """The f and the arguments of f(a)(b)."""
    arguments = list[Term]()
    while term.op == "apply":
        arguments.insert(0, term.args[1])
        term = term.args[0]
    return term, arguments


def _kind(arguments: list[Term], binders: int) -> str | None:
    """Whether the arguments are all the bound variables, or 0 and they, or the successor of the first and the rest."""
    if not arguments:
        return None
    if _are_bound(arguments, binders):
        return "all"
    first, rest = arguments[0], arguments[1:]
    if first.op == "num" and not first.data and _are_bound(rest, binders):
        return "start"
    next_one = first.op == "add" and any(
        a.op == "bound" and a.data == binders - 1 and b.op == "num" and b.data == 1
        for a, b in (first.args, first.args[::-1])
    )
    return "step" if next_one and _are_bound(rest, binders - 1) else None


def _are_bound(arguments: list[Term], binders: int) -> bool:
    wanted = range(binders - 1, -1, -1)
    return len(arguments) == binders and all(
        a.op == "bound" and a.data == i for a, i in zip(arguments, wanted, strict=True)
    )


def _lambda(binders: list[tuple[str, Sort]], body: Term) -> Term:
    for name, sort in reversed(binders):
        body = intern("lambda", (body,), (name, sort), Sort("function", sort, body.sort))
    return body


def patches(given: Sequence[Term]) -> dict[Term, Term]:
    """The maps of columns of which a hypothesis says what they are at some places, each with that hypothesis."""
    found = dict[Term, Term]()
    for h in given:
        binders, equation = _opened(h)
        if any(sort is not NAT for _, sort in binders):
            continue
        for side in equation.args if equation.op == "eq" else ():
            if side.op == "apply" and side.args[0].op == "var" and _maps_columns(side.args[0].sort):
                found.setdefault(side.args[0], h)
    return found


def _maps_columns(sort: Sort) -> bool:
    return all(s.kind == "real" for s in sort.params)


def patched(function: Term, hypothesis: Term, point: dict[Term, Any]) -> Patched:
    """The map with the values that the hypothesis asks for, 0 elsewhere; Undefined when they cannot be told."""
    here = Evaluator(point)
    height, width = here.shape(function.sort.params[1])
    places = dict[Any, Any]()
    for place, value in _cases(here, function, hypothesis, ()):
        places.setdefault(exactly(place), value)
    return Patched(tuple(places.items()), dense.build(height, width, lambda i, j: Fraction(0)))


def _cases(here: Evaluator, function: Term, formula: Term, stack: tuple[Any, ...]) -> Iterator[tuple[Any, Any]]:
    """The places and values of which a hypothesis speaks."""
    if formula.op == "forall":
        domain, body = formula.args[0].data[1], formula.args[0].args[0]
        places = here.places("forall", domain, body, stack)
        if places is None:
            raise Undefined("not finitely many places")
        for x in places:
            yield from _cases(here, function, body, (x, *stack))
    elif formula.op == "implies":
        if here.decided(formula.args[0], stack):
            yield from _cases(here, function, formula.args[1], stack)
    else:
        sides = formula.args if formula.args[0].op == "apply" else formula.args[::-1]
        yield here.value(sides[0].args[1], stack), here.value(sides[1], stack)


Left = dict[Term, Rule | Term]


def completed(point: dict[Term, Any], variables: Sequence[Term], given: Left) -> dict[Term, Any]:
    """The point with the functions that hypotheses define, or of which they tell values; Undefined if that fails."""
    left = dict(given)
    while ready := [f for f, rule in left.items() if rule.free - {f} <= point.keys()]:
        for function in ready:
            point[function] = _made(function, left.pop(function), point)
    return {v: point[v] for v in variables if v in point}


def _made(function: Term, rule: Rule | Term, point: dict[Term, Any]) -> Any:
    if isinstance(rule, Term):
        return patched(function, rule, point)
    return _recursive(function, rule.start, rule.step, point) if rule.all is None else _value(rule.all, point)


def _recursive(function: Term, start: Any, step: Any, point: dict[Term, Any]) -> Any:
    """The first values of a sequence, each from those before."""
    values: list[Any] = [_value(start, point)]
    for k in range(_length(point)):
        values.append(_value(apply(step, num(k)), {**point, function: tuple(values)}))
    return tuple(values)


def _length(point: dict[Term, Any]) -> int:
    """How many values of a sequence matter."""
    return min(max([2, *(int(n) for v, n in point.items() if v.sort is NAT)]), LONGEST)


def _value(term: Any, point: dict[Term, Any]) -> Any:
    """A term as a point states it: functions of points and natural numbers by their values."""
    if term.op != "lambda":
        return _stated(Evaluator(point), term, ())
    domain = term.data[1]
    if domain.kind == "nat":
        return tuple(_value(apply(term, num(i)), point) for i in range(_length(point) + 1))
    if domain.kind != "space":
        return term
    here = Evaluator(point)
    if here.gaussian:
        sample = here.sample()
        return gaussian_space.affine(here.value(term.args[0], (sample,)), sample)
    return tuple(_stated(here, term.args[0], (place,)) for place in here.points())


def _stated(here: Evaluator, term: Term, stack: tuple[Any, ...]) -> Any:
    """A value; 0 where the term means nothing."""
    try:
        value = here.value(term, stack)
    except Undefined:
        return Fraction(0)
    if isinstance(value, dense.Matrix):
        return value.rows
    return value if isinstance(value, int | Fraction | exact.Number) else Fraction(0)
