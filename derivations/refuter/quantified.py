"""Quantifiers at a point: by all the values there are, by samples, or exactly for whatever can be solved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import product
from math import ceil, floor, lcm
from typing import Any, Final

from derivations.kernel.terms import Sort, Term
from derivations.refuter import dense, quadratic
from derivations.refuter.exact import Poly, Undefined
from derivations.refuter.explored import Unknown, every_function
from derivations.refuter.finite import LARGEST, Table
from derivations.refuter.gaussian_space import Sample
from derivations.refuter.measures import every
from derivations.refuter.occurring import outside
from derivations.refuter.random_values import RandomValues
from derivations.refuter.values import Function

SAMPLES: Final = tuple(map(Fraction, (0, 1, -1, 2, "1/2", "-1/2", 3, -2, "1/3", -3, 10, "-1/10", -10, "1/10", 1000)))
LIMIT: Final = 100_000  # what may be spent at one point on samples of samples, on limits and on whole lines
HASTE: Final = 4000  # the same where many points are tried
DEAR: Final = 40
PATIENT, NESTED = (0, 1, 1), (0, 2, 12)  # what a sample costs, by the number of variables bound outside
NATURALS: Final = tuple(map(Fraction, (0, 1, 2, 3, 4, 5, 10)))


class Quantified(RandomValues):
    """For all, and there is."""

    hasty = False

    @property
    def exhausted(self) -> bool:
        """Whether enough was tried at this point."""
        return self.exceeded(self.spent)

    def exceeded(self, spent: int) -> bool:
        """Whether that is more than may be spent at one point."""
        return spent > (HASTE if self.hasty else LIMIT)

    def quantified(self, op: str, function: Any) -> bool | None:
        """By samples, then exactly for polynomials of low degree."""
        wanted = op == "exists"
        if isinstance(function, Table):
            return _any(function.values, wanted)
        if not isinstance(function, Function):
            return _any((self.said(function, x) for x in self.points()), wanted)
        body, stack = function.term.args[0], function.stack
        domain = function.term.data[1]
        if (places := self.places(op, domain, body, stack)) is not None:
            return _any((self.truth(body, (x, *stack)) for x in places), wanted)
        if (answers := self.answers(domain)) is not None:
            return every_function(lambda f: self.truth(body, (f, *stack)), answers, wanted)
        if (found := self.solved(op, domain, body, stack)) is not None:
            return found
        seen = set[bool | None]()
        for x in self.samples(domain):
            self.spent += (NESTED if self.hasty else PATIENT)[min(len(stack), 2)]
            if self.exhausted:
                return None
            seen.add(self.truth(body, (x, *stack)))
            if wanted in seen:
                return wanted
        if op == "forall" and seen == {True} and self.by_definition(body):
            return True
        return self.throughout(body, stack, wanted) if self.on_line(domain) else None

    def solved(self, op: str, domain: Sort, body: Term, stack: tuple[Any, ...]) -> bool | None:
        """By polynomials in the coordinates of any value."""
        decide = quadratic.every if op == "forall" else quadratic.some
        moving = any(map(moves, stack))
        try:
            generic = None if moving and op == "exists" else self.generic(domain)
            found = None if generic is None else decide(self, body, (generic, *stack))
        except Undefined:
            return None
        return None if moving and not found else found  # what fails for some outer values may hold for others

    def by_definition(self, body: Term) -> bool:
        """Whether f(x) = t is said of an f that the point gives as x ↦ t."""
        for left, right in (body.args, body.args[::-1]) if body.op == "eq" else ():
            applied = left.op == "apply" and left.args[0].op == "var" and left.args[1].op == "bound"
            given = self.point.get(left.args[0]) if applied and not left.args[1].data else None
            if isinstance(given, Term) and given.op == "lambda" and given.args[0].alpha is right.alpha:
                return True
        return False

    def on_line(self, domain: Sort) -> bool:
        """Whether a sort is that of real numbers here."""
        return domain.kind == "real" and self.shape(domain) == (1, 1)

    def generic(self, domain: Sort) -> Any:
        """Any value of a sort: polynomial variables, a function with such values, a point of a normal space."""
        if domain.kind == "real":
            return self.unknown(self.shape(domain))
        if domain.kind == "space" and self.gaussian:
            return self.sample()
        if domain.kind == "function" and self.generic(domain.params[1]) is not None:
            return Unknown(lambda: self.generic(domain.params[1]))
        return None

    def generics(self, domain: Sort, body: Term, stack: tuple[Any, ...]) -> Iterable[Any] | None:
        """Values that together stand for all of a sort."""
        places = self.places("forall", domain, body, stack)
        if places is None and (one := self.generic(domain)) is not None:
            return (one,)
        return places

    def answers(self, domain: Sort) -> list[Any] | None:
        """All the values that a function of this sort can have, if they are few, and it is measurable in any case."""
        if domain.kind != "function" or domain.params[0].kind not in ("space", "nat") or self.gaussian:
            return None
        kind = domain.params[1].kind
        return [True, False] if kind == "prop" else [*self.points()] if kind == "space" else None

    def throughout(self, body: Term, stack: tuple[Any, ...], wanted: bool) -> bool | None:
        """A quantifier over the real numbers, by signs on whole intervals."""
        from derivations.refuter import enclosures

        self.spent += DEAR
        if self.exhausted:
            return None

        def opposite(x: Any) -> bool | None:
            truth = self.truth(body, (x, *stack))
            return None if truth is None else truth is not wanted

        found = enclosures.throughout(opposite)
        return None if found is None else found is not wanted

    def places(self, op: str, domain: Sort, body: Term, stack: tuple[Any, ...]) -> Iterable[Any] | None:
        """Values that decide a quantifier: all there are, all below a bound, or a period of the tables."""
        if domain.kind == "space":
            return None if self.gaussian else self.points()
        if domain.kind != "nat":
            return None
        bound, periods = self.bound_of(op, body, stack), self.periods(body, stack, 0)
        count = bound if bound is not None else None if periods is None else lcm(*periods)
        return None if count is None or count > LARGEST else map(Fraction, range(count))

    def bound_of(self, op: str, body: Term, stack: tuple[Any, ...]) -> int | None:
        """The n of ∀i. … i < n ⇒ …, and of ∃i. i < n ∧ …, n + 1 for ≤: what is said of other numbers is settled."""
        places = ((limit, (*(None,) * (depth + 1), *stack)) for limit, depth in _limits(op, body, 0))
        found = ((limit.op, self.value(limit.args[1], here)) for limit, here in places)
        counts = (ceil(n) if strict == "lt" else floor(n) + 1 for strict, n in found if isinstance(n, Fraction))
        return min((max(0, n) for n in counts), default=None)

    def periods(self, term: Term, stack: tuple[Any, ...], depth: int) -> set[int] | None:
        """The lengths of the tables to which the variable is given; None when it is used for anything else."""
        if depth not in outside(term):
            return set()
        if term.op == "apply" and term.args[1].op == "bound" and not term.args[0].loose:
            table = self.value(term.args[0])
            return {len(table.values)} if isinstance(table, Table) else None
        if term.op == "bound":
            return None
        found = [self.periods(a, stack, depth + (term.op == "lambda")) for a in term.args]
        return None if None in found else set[int]().union(*(f for f in found if f is not None))

    def samples(self, domain: Sort) -> Iterable[Any]:
        """Some values of a sort."""
        if domain.kind == "nat":
            return NATURALS
        if domain.kind == "space":
            return () if self.gaussian else self.points()
        if domain.kind in ("prop", "function", "measure"):
            return ()
        return self.variants(self.shape(domain))

    def variants(self, size: tuple[int, int]) -> Iterable[Any]:
        """Some matrices of a size."""
        count = size[0] * size[1]
        if count == 1:
            return SAMPLES
        few = (SAMPLES[:6], SAMPLES[:6], SAMPLES[:4], SAMPLES[:3], SAMPLES[:2])[min(count, 4)]
        flat = (
            product(few, repeat=count)
            if count <= 6
            else ([Fraction(k == i) for k in range(count)] for i in range(count))
        )
        return (dense.build(*size, lambda i, j, f=f: f[i * size[1] + j]) for f in flat)


def _any(found: Iterable[bool | None], wanted: bool) -> bool | None:
    """Whether one of these has the wanted truth (then it), or all have the other."""
    opposite = every(found if not wanted else (None if truth is None else not truth for truth in found))
    return None if opposite is None else opposite is not wanted


def moves(value: Any) -> bool:
    """Whether a value on the stack stands for all values of a sort."""
    if isinstance(value, Function):
        return any(map(moves, value.stack))
    if isinstance(value, dense.Matrix):
        return any(map(moves, value.entries))
    return isinstance(value, Poly | Sample | Unknown)


def _limits(op: str, body: Term, depth: int) -> Iterator[tuple[Term, int]]:
    """The i < n and i ≤ n that must hold for "for all" to say anything, or "there is" to be true, with their depth."""
    if body.op == op and body.args[0].op == "lambda":
        yield from _limits(op, body.args[0].args[0], depth + 1)
    elif op == "forall" and body.op == "implies":
        for premise in _conjuncts(body.args[0]):
            yield from _bounds(premise, depth)
        yield from _limits(op, body.args[1], depth)
    elif op == "exists":
        for part in _conjuncts(body):
            yield from _bounds(part, depth)


def _conjuncts(formula: Term) -> Iterator[Term]:
    """The parts of a conjunction."""
    if formula.op == "and":
        for part in formula.args:
            yield from _conjuncts(part)
    else:
        yield formula


def _bounds(limit: Term, depth: int) -> Iterator[tuple[Term, int]]:
    """An i < n or i ≤ n for the variable bound so many binders outwards, if n depends on none of those."""
    least = limit.args[0] if limit.op in ("lt", "le") else limit
    if least.op == "bound" and least.data == depth and all(place > depth for place in outside(limit.args[1])):
        yield limit, depth
