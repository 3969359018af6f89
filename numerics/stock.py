"""Points at which a proof's hypotheses and the premises of its claims hold: found once for all its mutants."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice, product, takewhile, zip_longest
from random import Random
from typing import TYPE_CHECKING, Any, Final

from numpy.random import Generator

from derivations.counterexample import candidates
from derivations.kernel import ProofError
from derivations.kernel.formulas import exp, real
from derivations.kernel.terms import NAT, REAL, Term, lam, num
from derivations.refuter.pools import flatten
from numerics import (  # noqa: F401 - they register their priors
    mutants_priors_diffusion,
    mutants_priors_images,
    mutants_priors_vae,
)
from numerics.claims import Claim, claims
from numerics.errors import NoValue
from numerics.line_places import line_places, settings
from numerics.line_totals import Total
from numerics.mutants_budget import OutOfTime, limited
from numerics.mutants_points import POINTS
from numerics.mutants_points_laws import LAWS, WRITTEN
from numerics.mutants_priors import ASIDE, WRONG
from numerics.places import Drawn, Exact, Place
from numerics.priors import PRIORS
from numerics.trials import instances

if TYPE_CHECKING:
    from derivations.proof import Proof

TRIES, CASES = 200, 40
MOST: Final = 40  # points of either kind for one set of premises
SECONDS: Final = 2.0  # of processor time for them
TROUBLE: Final = (NoValue, ProofError, ArithmeticError, LookupError, TypeError, ValueError, RecursionError, SystemError)
WIDER: Final = 5  # how many more points are tried for a claim that lacks a premise
RICHER: Final = 8  # how many more points a prior gives that was made for mutants
_X: Final = real("x")
FUNCTIONS: Final = tuple(lam(_X, value) for value in (num(0) * _X, _X, exp(_X**2 / 4), exp(3 * _X**2)))
VALUES: Final = {  # tried for variables that the statement does not have
    NAT: (0, 1, 2),
    REAL: (1, 0, -2),
    FUNCTIONS[0].sort: FUNCTIONS,
}
Key = frozenset[Term]
Source = Key | tuple[Term, ...]


@dataclass(eq=False)
class Candidate:
    """A point at which some premises of a claim hold, and those of which that is not known yet."""

    place: Place
    unsure: tuple[Term, ...]
    known: bool | None = None

    def suits(self) -> bool:
        """Whether all premises hold for certain; found out once."""
        if self.known is None:
            self.known = _suits(self.place, self.unsure)
        return self.known


class Stock:
    """Points for the claims of a statement, by their premises."""

    def __init__(self, proof: Proof, rng: Generator) -> None:
        """Take the proof and a stream of random numbers; points are looked for when they are first asked for."""
        self.id, self.hypotheses, self.rng = proof.id, proof.hypotheses, rng
        self.prior, self.wrong = PRIORS.get(proof.id), WRONG.get(proof.id)
        self.models = dict[Key, list[Claim]]()
        self.said = dict[Term, list[Key]]()  # the conclusions of the statement, each with its premises
        for claim in claims(proof.statement):
            self.models.setdefault(_key(claim.premises), []).append(claim)
            self.said.setdefault(claim.conclusion.alpha, []).append(_key(claim.premises))
        self.found = dict[Source, list[Place]]()
        self.fitting = dict[tuple[Key, Term | None, Key], list[Candidate]]()

    def prepare(self, wanted: Iterable[Claim]) -> None:
        """Look for points for these claims, once for each set of premises of the statement."""
        for claim in wanted:
            for source in self.sources(claim):
                if source not in self.found:
                    self.found[source] = self._found(source, claim)
                fits = not isinstance(source, frozenset) or source <= _key(claim.premises)
                if fits and any(_lacking(place, _names(claim)) is not None for place in self.found[source]):
                    break

    def sources(self, claim: Claim) -> list[Source]:
        """Where points come from: the claim less a premise, then the sets of premises that it has, great ones first.

        Of these those that the statement has; where it has none of them, its nearest one, and the hypotheses alone.
        """
        have, weak = _key(claim.premises), self.weakened(claim)
        nearest: list[Key] = [max(self.models, key=lambda key: len(key & have)), frozenset()]
        kept: list[Source] = [*(sorted((k for k in self.models if k <= have), key=len, reverse=True) or nearest)]
        return kept if weak is None else [weak.key, *kept]

    def _found(self, source: Source, claim: Claim) -> list[Place]:
        if isinstance(source, frozenset):
            return self._points(self.models.get(source) or [Claim((), claim.conclusion)], False)
        weak = self.weakened(claim)
        return [] if weak is None else self._points([weak], True)

    def weakened(self, claim: Claim) -> Claim | None:
        """Of a claim that has another premise than the statement, without that premise: it need not hold any more."""
        have, kept = _key(claim.premises), self.said.get(claim.conclusion.alpha, [])
        if not kept or any(key <= have for key in kept):
            return None
        shared = max((key & have for key in kept), key=len)
        return Claim(tuple(p for p in claim.premises if p.alpha in shared), claim.conclusion)

    def places(self, claim: Claim) -> list[Place]:
        """Points at which the hypotheses and the premises of a prepared claim hold, simple ones first."""
        return [near.place for near in self.near(claim) if near.suits()]

    def near(self, claim: Claim) -> list[Candidate]:
        """Points at which the hypotheses and some premises of a prepared claim hold, the others perhaps."""
        names = _names(claim)
        index = (_key(claim.premises), claim.conclusion.alpha if self.weakened(claim) else None, names)
        if index not in self.fitting:
            points = ((p, source) for source in self.sources(claim) for p in self.found.get(source, ()))
            found = ((more, source) for p, source in points for more in _extended(p, names))
            chosen = islice(_distinct(found, names), RICHER * MOST)
            usual = [Candidate(p, self._unsure(claim, source)) for p, source in chosen]
            self.fitting[index] = [*self._kept(claim), *usual]
        return self.fitting[index]

    def _kept(self, claim: Claim) -> list[Candidate]:
        """The points that are kept for the result, for a claim with variables that nothing else has values for."""
        names, told = _names(claim), (p for source in self.sources(claim) for p in self.found.get(source, ()))
        if any(names <= place.point.keys() for place in told):
            return []
        letters, given = self._letters(claim), tuple(self._supposed(claim))
        exact = map(Exact, _assigned(self._listed(), letters))
        written = map(Total, _assigned(WRITTEN.get(self.id, tuple)(), letters))
        return [Candidate(place, given) for place in islice(chain(exact, written), MOST)]

    def _listed(self) -> Iterator[Mapping[str, Any]]:
        """The exact points that are kept for the result."""
        return chain(LAWS.get(self.id, tuple)(), POINTS.get(self.id, tuple)())

    def _unsure(self, claim: Claim, source: Source) -> tuple[Term, ...]:
        """The premises that need not hold at the points from a source."""
        weak = None if isinstance(source, frozenset) else self.weakened(claim)
        sure = _key(weak.premises) if weak else source
        return tuple(p for p in claim.premises if p.alpha not in sure)

    def promote(self, claim: Claim, candidate: Candidate) -> None:
        """Try this point earlier from now on."""
        kept = self.near(claim)
        kept.insert(0, kept.pop(kept.index(candidate)))

    def demote(self, claim: Claim, candidate: Candidate) -> None:
        """Try this point last from now on."""
        kept = self.near(claim)
        kept.append(kept.pop(kept.index(candidate)))

    def _points(self, models: Sequence[Claim], failing: bool) -> list[Place]:
        """Exact, drawn and written points by turns; of claims that may fail the counterexamples, sought more widely."""
        wider = WIDER if failing else 1
        ways = ([_telling(way(c, wider), c, failing) for c in models] for way in (self.exact, self.drawn, self.written))
        found = (_within(SECONDS, _by_turns(way), MOST * (RICHER if self.wrong else 1)) for way in ways)
        return [p for row in zip_longest(*found) for p in row if p is not None]

    def exact(self, claim: Claim, wider: int) -> Iterator[Place]:
        """Points with small exact values."""
        given, seen = flatten(self._supposed(claim)), set[frozenset[Any]]()
        found = candidates(claim.conclusion, given, TRIES * wider, Random(0))
        for point in chain(_assigned(self._listed(), self._letters(claim)), found):
            if (key := frozenset(point.items())) in seen:
                continue
            seen.add(key)
            if _suits(place := Exact(point), given):
                yield place

    def drawn(self, claim: Claim, wider: int) -> Iterator[Place]:
        """Points of the sampler at which everything holds for certain; a prior made for mutants is not believed."""
        given, letters = self._supposed(claim), self._letters(claim)
        aside = (ASIDE[self.id](self.rng) for _ in range(CASES if self.id in ASIDE else 0))
        whole = takewhile(lambda values: _tells(values, letters), aside)  # each draw is of the same variables
        yield from _suiting(map(Drawn, _assigned(whole, letters)), given)
        cases = CASES * (RICHER if self.wrong else wider)
        with suppress(NoValue):
            found = instances(self.hypotheses, claim, self.rng, cases, prior=self.wrong or self.prior)
            yield from _suiting((Drawn(point) for point, sure in found if sure), given if self.wrong else [])

    def written(self, claim: Claim, wider: int) -> Iterator[Place]:
        """Points on the line at which everything is proved or enclosed."""
        given, order = self._supposed(claim), self._letters(claim)
        yield from _suiting(map(Total, _assigned(WRITTEN.get(self.id, tuple)(), order)), given)
        if self.prior is not None:
            yield from settings(lambda: self.prior(self.rng), given, order, CASES)
        yield from islice(line_places(given, order), CASES * wider)

    def _supposed(self, claim: Claim) -> list[Term]:
        """The hypotheses and the premises."""
        return [*self.hypotheses, *claim.premises]

    def _letters(self, claim: Claim) -> list[Term]:
        """The variables of the claim and of the hypotheses."""
        return sorted(_names(claim).union(*(h.free for h in self.hypotheses)), key=repr)


def _tells(values: Mapping[str, Any], letters: Iterable[Term]) -> bool:
    """Whether all these variables have values."""
    return all(v.data in values for v in letters)


def _assigned(kept: Iterable[Mapping[str, Any]], letters: Sequence[Term]) -> Iterator[dict[Term, Any]]:
    """The values of these variables, where all of them have some."""
    return ({v: values[v.data] for v in letters} for values in kept if _tells(values, letters))


def _suiting(places: Iterable[Place], premises: Sequence[Term]) -> Iterator[Place]:
    """Those at which the premises hold."""
    return (place for place in places if _suits(place, premises))


def _telling(found: Iterator[Place], claim: Claim, failing: bool) -> Iterator[Place]:
    """The points, or those at which the claim fails."""
    return (place for place in found if not failing or place.truth(claim.conclusion) is False)


def _key(premises: Iterable[Term]) -> Key:
    return frozenset(p.alpha for p in premises)


def _suits(place: Place, premises: Iterable[Term]) -> bool:
    return all(place.truth(p) for p in premises)


def _distinct(places: Iterable[tuple[Place, Source]], names: Iterable[Term]) -> Iterator[tuple[Place, Source]]:
    """Of the points of one kind that have the same values of these variables, the first one."""
    seen = set[Any]()
    for place, source in places:
        values = ((v, place.point.get(v)) for v in names)
        key = (type(place), *((v, x if isinstance(x, Hashable) else id(x)) for v, x in values))
        if key not in seen:
            seen.add(key)
            yield place, source


def _names(claim: Claim) -> frozenset[Term]:
    """The variables of a claim."""
    return claim.conclusion.free.union(*(p.free for p in claim.premises))


def _lacking(place: Place, names: Iterable[Term]) -> list[Term] | None:
    """The variables without a value; None where there is one for which none can be chosen."""
    missing = sorted((v for v in names if v not in place.point), key=repr)
    return None if any(not _values(place, v) for v in missing) else missing


def _values(place: Place, v: Term) -> tuple[Any, ...]:
    """What is tried for a variable that the statement does not have; for a matrix some of small whole numbers."""
    if v.sort in VALUES or v.sort.kind != "real":
        return VALUES.get(v.sort, ())
    sizes = [place.point.get(n) if n.op == "var" else n.data for n in v.sort.params if n.op in ("var", "num")]
    known = [int(n) for n in sizes if n is not None]
    if len(known) < 2:
        return ()
    rows, columns = known
    return tuple(tuple((first + step * i,) * columns for i in range(rows)) for first, step in ((0, 0), (1, 0), (2, -3)))


def _extended(place: Place, names: Iterable[Term]) -> list[Place]:
    """The place with values for further numbers; none where something else is missing."""
    missing = _lacking(place, names)
    if not missing:
        return [] if missing is None else [place]
    chosen = islice(product(*(_values(place, v) for v in missing)), 9 if len(missing) > 1 else 4)
    return [place.with_(dict(zip(missing, values, strict=True))) for values in chosen]


def _by_turns(sources: Sequence[Iterator[Place]]) -> Iterator[Place]:
    """One of each in turn."""
    waiting = list(sources)
    while waiting:
        for one in list(waiting):
            try:
                yield next(one)
            except StopIteration:
                waiting.remove(one)


def _within(seconds: float, found: Iterator[Place], most: int) -> list[Place]:
    """What is found in so much processor time, but no more points than that."""
    kept = list[Place]()
    with suppress(OutOfTime, *TROUBLE), limited(seconds):
        for place in islice(found, most):
            kept.append(place)
    return kept
