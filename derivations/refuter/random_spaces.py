"""Sample spaces made for random variables: independent signs on finitely many points, and independent normal numbers.

Every random variable first gets coordinates of its own, so that different ones are independent, with mean 0 and
covariance I; then shifted and scaled ones, constants, and those of another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, Final

from derivations.kernel.terms import NAT, REAL, Sort, Term
from derivations.refuter import gaussian_space
from derivations.refuter.evaluate import Evaluator
from derivations.refuter.gaussian_space import Affine, Normals, Row
from derivations.refuter.spaces import Found, Plain, Space, inside

LARGEST: Final = 16  # points of a space of signs
APART: Final = 50  # coordinates that a random variable may use
CHANGES: Final = tuple((Fraction(a), Fraction(b)) for a, b in ((0, 1), (1, 1), (0, 2), (0, -1), (1, 0), (0, 0)))


def random_variables(variables: Sequence[Term], densities: Any) -> list[Term]:
    """The variables that stand for random columns, or for sequences of them."""
    return [v for v in variables if is_random(v.sort) and v not in densities]


def is_random(sort: Sort) -> bool:
    """Whether values are functions of a point with values in a real space, perhaps one for each natural number."""
    if sort.kind != "function":
        return False
    domain, codomain = sort.params
    return (domain.kind == "space" and codomain.kind == "real") or (domain.kind == "nat" and is_random(codomain))


def asked(given: Sequence[Term]) -> set[str]:
    """What hypotheses say of random variables: independence, moments, a density on columns."""
    found = {t.op for t in inside(given)} & {"independent", "mean_and_covariance"}
    carried = (t for t in inside(given) if t.op == "pushes_forward" and t.args[0].sort.params[0].kind == "space")
    return found | {"law" for t in carried if t.args[3].op == "lebesgue"}


class RandomSpace(Space):
    """A space on which every random variable has coordinates of its own."""

    def __init__(self, fixed: Found, given: Sequence[Term], claim: Term, variables: Sequence[Term]) -> None:
        """Number the random variables."""
        super().__init__((Fraction(1),), fixed, given, claim)
        self.random = random_variables(variables, self.densities)

    def blocks(self, variable: Term) -> list[int]:
        """Where the coordinates of a variable begin, then where those of the others do."""
        own = self.random.index(variable)
        return [own, *(i for i in range(len(self.random)) if i != own)]

    def values(self, variable: Term, plain: Plain) -> Iterator[Any]:
        """Values for a variable: coordinates for a random one."""
        if variable in self.random:
            for start in self.blocks(variable):
                yield from (self.column(variable.sort, start, change) for change in CHANGES)
        else:
            yield from super().values(variable, plain)

    def size(self, sort: Sort) -> int:
        """The rows of a random column."""
        return Evaluator(self.fixed).shape(sort.params[1])[0]

    def column(self, sort: Sort, start: int, change: tuple[Fraction, Fraction]) -> Any:
        """A random column, shifted and scaled, or a sequence of independent ones."""
        raise NotImplementedError


class Normal(RandomSpace):
    """Independent standard normal coordinates; the density is 1."""

    def measure(self, on: Sort) -> Any:
        """The law of the coordinates."""
        return Normals() if on.kind == "space" else super().measure(on)

    def shaped(self, sort: Sort, measure: Term) -> Iterator[Any]:
        """The density of that law with respect to itself."""
        if sort.params[0].kind == "space" and sort.params[1].kind == "real":
            yield Affine((Row(Fraction(1)),))
        elif sort.params[0].kind != "space":
            yield from super().shaped(sort, measure)

    def column(self, sort: Sort, start: int, change: tuple[Fraction, Fraction]) -> Any:
        """Entries shift + scale·ω."""
        if sort.params[0] is NAT:
            parts = range(self.width(NAT) + 1)
            return tuple(self.column(sort.params[1], start * APART + i + 1, change) for i in parts)
        shift, scale = change
        size = self.size(sort)
        return gaussian_space.standard(start * size, size, shift, scale)


class Signs(RandomSpace):
    """Independent signs: 2ᵏ points of equal probability."""

    def __init__(self, fixed: Found, given: Sequence[Term], claim: Term, variables: Sequence[Term]) -> None:
        """As many points as coordinates need."""
        super().__init__(fixed, given, claim, variables)
        self.starts = dict[Term, int]()
        total = 0
        for v in self.random:
            self.starts[v] = total
            total += self.count(v.sort)
        self.fits = 2**total <= LARGEST
        self.weights = (Fraction(1),) * (2**total if self.fits else 1)
        for v, kept in self.fixed.items():
            if v.sort.kind == "measure" and v.sort.params[0].kind == "space":
                self.fixed[v] = self.weights if kept else kept

    def count(self, sort: Sort) -> int:
        """The coordinates of a random column, or of a sequence of them."""
        if sort.params[0] is NAT:
            return self.width(NAT) * self.count(sort.params[1])
        return self.size(sort)

    def blocks(self, variable: Term) -> list[int]:
        """Where the coordinates of each begin."""
        others = (start for v, start in self.starts.items() if v is not variable)
        return [self.starts[variable], *others]

    def column(self, sort: Sort, start: int, change: tuple[Fraction, Fraction]) -> Any:
        """Entries shift ± scale."""
        if sort.params[0] is NAT:
            size = self.count(sort.params[1])
            return tuple(self.column(sort.params[1], start + size * i, change) for i in range(self.width(NAT)))
        shift, scale = change
        rows = [
            [shift + scale * (1 - 2 * (w >> (start + i) & 1)) for i in range(self.size(sort))]
            for w in range(len(self.weights))
        ]
        return tuple(row[0] if sort.params[1] is REAL else tuple((x,) for x in row) for row in rows)
