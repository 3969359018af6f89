"""In which order points for a claim about measures, points and functions are tried.

First every combination of the simplest values on every small space, simplest first, as far as they are few; then values
chosen one after the other, each dropped as soon as a hypothesis about it fails; then random ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from fractions import Fraction
from itertools import islice, product
from random import Random
from typing import Any, Final

from derivations.kernel.terms import NAT, Term
from derivations.refuter.exact import Undefined
from derivations.refuter.given_functions import Left, completed, patches, rules
from derivations.refuter.random_spaces import Normal, Signs, asked
from derivations.refuter.spaces import Found, Plain, Space, mentions

SPACES: Final = tuple(
    tuple(map(Fraction, weights)) for weights in ((1, 1), (1, 2), (1, 0), (1, 1, 1), (1, 1, 0), (2, 1, 1))
)
WIDTHS: Final = (300, 100, 100, 300, 100, 100)  # points tried on each of these spaces
DEPTHS: Final = (1, 200, 12, 12, 8, 5, 4, 3)  # values tried for each of so many variables
LATER: Final = 100  # normal spaces come after those with finitely many points
RANDOM: Final = 60  # points tried on each space made for random variables
CHOICES: Final = 30  # values tried for one variable after the others
NODES: Final = 150  # choices made on one space
SOLUTIONS: Final = 8  # points taken from one space
Sized = tuple[Space, int]


class Search:
    """The spaces for a claim, and the values to try on each."""

    def __init__(self, claim: Term, given: Sequence[Term], dimensions: Sequence[int], plain: Plain) -> None:
        """Make the spaces; values are made when they are needed."""
        self.claim, self.given, self.plain = claim, given, plain
        self.variables = sorted(frozenset[Term]().union(*(f.free for f in (claim, *given))), key=lambda v: v.data)
        self.rules: Left = {**patches(given), **rules(given)}
        self.spaces = list(self.sized(dimensions))
        self.pools = dict[int, dict[Term, list[Any]]]()

    def sized(self, dimensions: Sequence[int]) -> Iterator[Sized]:
        """The spaces to try, each with the number of points to try on it."""
        choices = [*sizes([v for v in self.variables if v.sort is NAT], dimensions)]
        made = (sized for fixed in choices for sized in self.random_spaces(fixed))
        yield from sorted(made, key=lambda sized: len(sized[0].weights) if isinstance(sized[0], Signs) else LATER)
        on_points = any(mentions(v.sort, "space") for v in self.variables)
        for fixed in choices:
            for weights, width in zip(SPACES, WIDTHS, strict=True):
                yield Space(weights, fixed, self.given, self.claim), width
                if not on_points:
                    break

    def random_spaces(self, fixed: Found) -> Iterator[Sized]:
        """The spaces made for what hypotheses ask of random variables."""
        wanted = asked(self.given)
        if wanted and "law" not in wanted:
            signs = Signs(fixed, self.given, self.claim, self.variables)
            if signs.fits:
                yield signs, RANDOM
        if wanted:
            yield Normal(fixed, self.given, self.claim, self.variables), RANDOM

    def pools_of(self, index: int) -> dict[Term, list[Any]]:
        """The values to try on a space."""
        if index not in self.pools:
            space = self.spaces[index][0]
            open_ = (v for v in self.variables if v not in space.fixed and v not in self.rules)
            self.pools[index] = {v: space.pool(v, self.plain) for v in open_}
        return self.pools[index]

    def finished(self, index: int, chosen: Iterable[Found]) -> Iterator[Found]:
        """The points with these values on a space."""
        for values in chosen:
            with suppress(Undefined):
                yield completed({**self.spaces[index][0].fixed, **values}, self.variables, self.rules)

    def grids(self) -> Iterator[Found]:
        """Every combination of the simplest values, space by space."""
        for i, (_, width) in enumerate(self.spaces):
            yield from self.finished(i, _grid(self.pools_of(i), width))

    def chosen(self) -> Iterator[Found]:
        """Values chosen one after the other, where the hypotheses bind several variables together."""
        for i in range(len(self.spaces)):
            if len(self.pools_of(i)) > 1:
                yield from self.descents(i, self.pools_of(i), SOLUTIONS)

    def mixed(self, random: Random, tries: int) -> Iterator[Found]:
        """The same with the values in random order, so that the simplest choices do not come every time."""
        for _ in range(tries):
            index = random.randrange(len(self.spaces))
            pools = self.pools_of(index)
            if len(pools) > 1:
                yield from self.descents(index, {v: random.sample(p, len(p)) for v, p in pools.items()}, 1)

    def descents(self, index: int, pools: dict[Term, list[Any]], count: int) -> Iterator[Found]:
        """So many points of a space at which the hypotheses about some of the variables were seen not to fail."""
        if all(pools.values()):
            found = _descend(self.spaces[index][0], _ordered(pools, self.given), pools)
            yield from self.finished(index, islice(found, count))

    def random(self, random: Random, tries: int) -> Iterator[Found]:
        """Random values on random spaces."""
        for _ in range(tries):
            index = random.randrange(len(self.spaces))
            pools = self.pools_of(index)
            if all(pools.values()):
                yield from self.finished(index, [{v: random.choice(p) for v, p in pools.items()}])


def points(
    claim: Term, given: Sequence[Term], tries: int, random: Random, dimensions: Sequence[int], plain: Plain
) -> Iterator[Found]:
    """Points for a claim about measures: all the simplest ones on small spaces, then random ones."""
    search = Search(claim, given, dimensions, plain)
    few = tries <= 100
    yield from islice(search.grids(), tries // 2 if few else 2 * tries)
    yield from islice(search.chosen(), tries // 4 if few else tries // 2)
    yield from search.mixed(random, tries // 10)
    yield from search.random(random, tries - tries // 2 if few else tries // 2)


def sizes(naturals: Sequence[Term], dimensions: Sequence[int]) -> Iterator[Found]:
    """Values of the natural variables, 2 before 3 and 1; where there are many of them all 1 in the second place."""
    counts = sorted((d for d in dimensions if d), key=lambda d: (d == 1, d)) + [d for d in dimensions if not d]
    ordered = sorted(product(counts, repeat=len(naturals)), key=lambda at: (sum(map(counts.index, at)), at))
    ones = (1,) * len(naturals)
    if len(naturals) > 2 and ones in ordered:
        ordered.remove(ones)
        ordered.insert(1, ones)
    yield from (dict(zip(naturals, at, strict=True)) for at in ordered[:8])


def _grid(pools: dict[Term, list[Any]], width: int) -> Iterator[Found]:
    """Every combination of the simplest values, simplest first, as far as they are few."""
    depth = DEPTHS[min(len(pools), len(DEPTHS) - 1)]
    if len(pools) > 8:
        return
    places = sorted(product(*(range(min(depth, len(p))) for p in pools.values())), key=lambda at: (sum(at), at))
    for at in places[:width]:
        yield {v: pool[i] for (v, pool), i in zip(pools.items(), at, strict=True)}


def _ordered(pools: dict[Term, list[Any]], given: Sequence[Term]) -> list[Term]:
    """The variables in an order in which hypotheses can be judged early."""
    left, order = dict.fromkeys(pools), list[Term]()
    bound = [h.free & pools.keys() for h in given]
    while left:
        waiting = sorted((sorted(free & left.keys(), key=str) for free in bound if free & left.keys()), key=len)
        for v in waiting[0] if waiting else [*left]:
            order.append(v)
            del left[v]
    return order


def _descend(space: Space, order: Sequence[Term], pools: dict[Term, list[Any]]) -> Iterator[Found]:
    """Choices that agree with every hypothesis about the variables chosen so far."""
    waiting: list[Found] = [{}]
    for _ in range(NODES):
        if not waiting:
            return
        chosen = waiting.pop()
        if chosen and not space.agrees(chosen, order[len(chosen) - 1]):
            continue
        if len(chosen) == len(order):
            yield chosen
        else:
            v = order[len(chosen)]
            waiting += [{**chosen, v: value} for value in reversed(pools[v][:CHOICES])]
