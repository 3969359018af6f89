"""Small exact numbers to try for a variable, as its hypotheses allow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice, product
from random import Random
from typing import Any, Final

from derivations.kernel.formulas import FALSE, TRUE, And
from derivations.kernel.terms import NAT, ONE, PROP, REAL, Term, lam, make, var

SMALL = "0 1 -1 2 1/2 -1/2 3 -2 1/3 3/2 -3 2/3 1/4 3/4 -1/3 4 1/10 9/10 5 10 -3/2 100"
NUMBERS: Final = tuple(map(Fraction, SMALL.split()))
SQUARES: Final = tuple(map(Fraction, ("9/25", "16/25")))  # x and 1 − x are squares of rationals
PLAIN: Final = 9  # the numbers that are simpler than any that a claim mentions
COUNTS: Final = tuple(map(Fraction, (0, 1, 2, 3, 4)))
PREDICATES: Final = ("positive_definite", "positive_semidefinite", "symmetric")


def flatten(given: Sequence[Term]) -> list[Term]:
    """The hypotheses, conjunctions taken apart."""
    found: list[Term] = []
    for formula in given:
        found += flatten(formula.args) if formula.op == "and" else [formula]
    return found


def definiteness(given: Sequence[Term]) -> dict[Term, str]:
    """The matrix variables that a hypothesis makes symmetric or definite, and which."""
    kinds: dict[Term, str] = {}
    for formula in given:
        if formula.op in PREDICATES and formula.args[0].op == "var":
            old = kinds.get(formula.args[0], "symmetric")
            kinds[formula.args[0]] = min(old, formula.op, key=PREDICATES.index)
        if formula.op == "eq":
            for one, other in (formula.args, formula.args[::-1]):
                if one.op == "transpose" and one.args[0] is other and other.op == "var":
                    kinds.setdefault(other, "symmetric")
    return kinds


def _written(formulas: Sequence[Term]) -> list[Fraction]:
    """The numerals in some formulas, their inverses, and the negatives of both."""
    found = dict.fromkeys(q for formula in formulas for q in _numerals(formula) if q not in (0, 1, -1))
    return [value for q in found for value in (q, 1 / q, -q, -1 / q)]


def _rooted(term: Term) -> bool:
    """Whether the root of 1 − x, or of another difference, is taken."""
    return (term.op == "sqrt" and term.args[0].op == "sub") or any(map(_rooted, term.args))


def _numerals(term: Term) -> Iterator[Fraction]:
    if term.op == "num":
        yield term.data
    for argument in term.args:
        yield from _numerals(argument)


class Pools:
    """For each scalar variable the numbers worth trying."""

    def __init__(self, given: Sequence[Term], random: Random, claim: Term | None = None) -> None:
        """`given` are the hypotheses, which narrow the pools; the numerals of the claim widen them."""
        self.given, self.random = given, random
        said = (*given, *([] if claim is None else [claim]))
        squares = SQUARES if any(map(_rooted, said)) else ()
        self.numbers = tuple(dict.fromkeys((*NUMBERS[:PLAIN], *_written(said), *squares, *NUMBERS)))
        self.reach = len(NUMBERS)

    def pool(self, variable: Term) -> tuple[Any, ...]:
        """The values for a variable, simplest first."""
        if variable.sort.kind == "function":
            return tuple(functions(variable))
        numbers = COUNTS if variable.sort.kind == "nat" else self.numbers
        kept = tuple(x for x in numbers if all(_allows(h, variable, x) for h in self.given))
        return kept or numbers

    def draw(self, variable: Term) -> Any:
        """A random value, simple ones more often."""
        pool = self.pool(variable)[: self.reach]
        place = min(self.random.randrange(len(pool)), self.random.randrange(len(pool)))
        return pool[place]

    def number(self) -> Fraction:
        """A random entry of a matrix."""
        return NUMBERS[: self.reach][min(self.random.randrange(min(self.reach, n)) for n in (12, len(NUMBERS)))]

    def grid(self, variables: Sequence[Term], limit: int) -> Iterator[dict[Term, Any]]:
        """Every combination of the simplest values, simplest first, as far as they are few."""
        depth = (1, 30, 12, 8, 5)[min(len(variables), 4)]
        if len(variables) > 4:
            return
        pools = [self.pool(v)[:depth] for v in variables]
        places = sorted(product(*(range(len(p)) for p in pools)), key=lambda at: (sum(at), at))
        for at in islice(places, limit):
            yield {v: pool[i] for v, pool, i in zip(variables, pools, at, strict=True)}


def _allows(hypothesis: Term, variable: Term, x: Fraction) -> bool:
    if hypothesis.op not in ("lt", "le"):
        return True
    low, high = hypothesis.args
    if low is variable and high.op == "num":
        return x < high.data or (hypothesis.op == "le" and x == high.data)
    if high is variable and low.op == "num":
        return x > low.data or (hypothesis.op == "le" and x == low.data)
    return True


def functions(variable: Term) -> Iterator[Term]:
    """Some functions of the variable's sort, as lambda terms."""
    domain, codomain = variable.sort.params
    x = var("x", domain)
    if domain.kind == "real" and codomain is REAL:
        if domain is REAL:
            bodies: list[Any] = [x, x**2, 1 - x, make("exp", x), make("abs", x), x**3, -(x**2), x * (x - 1), ONE / x]
        else:
            size = make("sqnorm", x) if domain.shape[1] is ONE else None
            bodies = [] if size is None else [size, -size, (size - 1) ** 2, size**2]
        yield from (lam(x, body) for body in bodies)
    elif domain is REAL and codomain is PROP:
        yield from (lam(x, formula) for formula in (TRUE, And(0 < x, x < 1), 0 < x, FALSE))
    elif domain is codomain and domain.kind == "real":
        still = [make(op, *domain.shape) for op in ("zeros", "ones")]
        yield from (lam(x, body) for body in (x, -x, x / 2, 2 * x, *still, x + still[1]))
    elif domain is NAT and codomain is REAL:
        yield from (lam(x, body) for body in (x + 0, ONE / (x + 1), Fraction(1, 2) * x - 1, make("pow", -ONE, x)))
