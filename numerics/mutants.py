"""What becomes of the wrong variants of a proved statement: refuted, meaningless, proved all the same, or surviving.

Refuted: at a point where the hypotheses hold the variant fails, or contradicts what was proved. Meaningless: at such a
point something in it is undefined that is defined in the statement. Equivalent: the kernel proves it from the
statement, so that it is no wrong variant at all. For what is none of these the reason is given; the searches have
limits of processor time, so that on a slow machine more may survive, but nothing is ever killed for want of time.

The points at which the hypotheses hold are found once for all mutants of a proof (`stock`), and so is whatever two
mutants have in common there; only what is left after that is searched for on its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from fractions import Fraction
from time import process_time
from typing import TYPE_CHECKING, Any, Final

from numpy.random import Generator

from derivations.kernel import ProofError
from derivations.kernel.terms import Term
from numerics.claims import Claim
from numerics.contrasts import contrasts
from numerics.contrasts_attained import attained
from numerics.contrasts_known import eased
from numerics.contrasts_limits import multiples
from numerics.contrasts_spectral import spectral
from numerics.contrasts_strict import strict
from numerics.equivalence import implied, meant
from numerics.errors import NoValue
from numerics.mutants_budget import OutOfTime, limited
from numerics.mutants_meaning import undefined
from numerics.mutants_search import TROUBLE, Search
from numerics.places import Drawn, Exact
from numerics.priors import PRIORS
from numerics.randomness import generators
from numerics.stock import Stock
from numerics.variants import Mutant, mutants

if TYPE_CHECKING:
    from derivations.proof import Proof

GOAL: Final = Fraction(99, 100)
LATE: Final = "no decision in the time allowed"
KILLED: Final = ("refuted", "meaningless")
LONG, PROVING = 2.0, 5.0  # seconds of processor time
ALONE: Final = None  # for a search that looks at the clock itself


@dataclass(frozen=True)
class Verdict:
    """What became of one mutant; plain data, so that another process can send it.

    Attributes:
        slip: What was done, in words.
        before: The place in the statement.
        after: What stood there then.
        status: "refuted", "meaningless", "equivalent" (it is proved) or "survived".
        detail: The point that refutes it, or why nothing was decided.
        seconds: Processor time.
    """

    slip: str
    before: str
    after: str
    status: str
    detail: str
    seconds: float

    @property
    def killed(self) -> bool:
        """Whether it was shown to be wrong."""
        return self.status in KILLED


def sample(statement: Term, rng: Generator, limit: int = 0) -> list[Mutant]:
    """The mutants of a statement, or so many of them, in the statement's order."""
    every = list(mutants(statement))
    chosen = sorted(rng.permutation(len(every))[:limit]) if limit else range(len(every))
    return [every[i] for i in chosen]


def judge(proof: Proof, mutant: Mutant, rng: Generator, stock: Stock | None = None) -> Verdict:
    """Try to refute a mutant, to find that it means nothing, and to prove it; `stock` has points for the proof."""
    start, reason = process_time(), "undecided"
    for status, seconds, way in _ways(proof, mutant, rng, stock or Stock(proof, rng)):
        found, trouble = _within(seconds, way)
        if found is not None:
            return _verdict(mutant, status, found, start)
        reason = trouble or reason
    return _verdict(mutant, "survived", reason, start)


def _verdict(mutant: Mutant, status: str, detail: str, start: float) -> Verdict:
    place = (mutant.slip, repr(mutant.before), repr(mutant.after))
    return Verdict(*place, status, detail, process_time() - start)


def _within(seconds: float | None, way: Callable[[], str | None]) -> tuple[str | None, str]:
    """What a search finds in so much processor time, and what kept it from searching to the end."""
    try:
        with nullcontext() if seconds is None else limited(seconds):
            return way(), ""
    except OutOfTime:
        return None, LATE
    except SystemError:  # Arb's integrals report an interruption so
        return None, LATE
    except Unmeant as error:
        return None, str(error)
    except (NoValue, ProofError, RecursionError):
        return None, ""
    except TROUBLE as error:
        return None, f"the search failed: {error}"


def _ways(
    proof: Proof, mutant: Mutant, rng: Generator, stock: Stock
) -> Iterator[tuple[str, float | None, Callable[[], str | None]]]:
    """What is tried in turn: a status, the processor time it may take, and how."""
    wrong = mutant.statement
    search = Search(proof.hypotheses, rng, stock, PRIORS.get(proof.id))
    differing, needed = contrasts(proof.statement, wrong), undefined(proof, wrong)
    refuting = [*strict(proof.statement, differing), *eased(proof.statement, differing), *spectral(differing)]
    refuting += multiples(proof.statement, differing)
    refuting += attained(proof.hypotheses, proof.statement, differing)
    stock.prepare([*refuting, *needed])
    for status, wanted in (("refuted", refuting), ("meaningless", needed)):
        yield status, ALONE, lambda wanted=wanted: search.few(wanted)
    for kind in (Drawn, Exact):
        yield "refuted", ALONE, lambda kind=kind: search.known(refuting, kind)
    for kind in (Drawn, Exact):
        yield "meaningless", ALONE, lambda kind=kind: search.known(needed, kind)
    yield "refuted", LONG, lambda: search.landing(refuting)
    yield "equivalent", PROVING, lambda: _proved(proof, mutant, needed)
    yield "refuted", LONG, lambda: search.long(refuting)
    yield "meaningless", LONG, lambda: search.long(needed)


def _proved(proof: Proof, mutant: Mutant, needed: Sequence[Claim]) -> str | None:
    """Whether the kernel proves the variant, and that what is in it is defined."""
    if implied(proof, mutant.statement) is None:
        return None
    if not meant(proof, needed, (mutant.before, mutant.after)):
        raise Unmeant("it follows, but whether everything in it is defined was not decided")
    return "proved"


class Unmeant(Exception):
    """A variant is proved as a formula alone."""


@dataclass(frozen=True)
class Score:
    """What became of the mutants of one result."""

    id: str
    verdicts: tuple[Verdict, ...]

    def count(self, *statuses: str) -> int:
        """How many mutants have one of these statuses."""
        return sum(v.status in statuses for v in self.verdicts)

    @property
    def mutants(self) -> int:
        """How many variants are wrong, or not seen to be right."""
        return len(self.verdicts) - self.count("equivalent")

    @property
    def killed(self) -> int:
        """How many of them were shown to be wrong."""
        return self.count(*KILLED)

    @property
    def survivors(self) -> list[Verdict]:
        """Those of which nothing was shown."""
        return [v for v in self.verdicts if v.status == "survived"]

    @property
    def example(self) -> str:
        """A point that refutes one of them; the shortest."""
        return min((v.detail for v in self.verdicts if v.status == "refuted"), key=len, default="")

    @property
    def seconds(self) -> float:
        """Processor time."""
        return sum(v.seconds for v in self.verdicts)


def score(name: str, seed: int = 0, limit: int = 0) -> Score:
    """Judge the mutants of a result of the catalogue, or `limit` of them drawn by the seed.

    Raises:
        UnknownResult: the catalogue has no such result.
    """
    from derivations.results import find as result

    return score_of(result(name).proof, seed, limit)


def score_of(proof: Proof, seed: int = 0, limit: int = 0) -> Score:
    """Judge the mutants of a proved statement, or `limit` of them drawn by the seed."""
    (chooser,) = generators(seed, proof.id, 1)
    bench = Bench(proof, seed)
    return Score(proof.id, tuple(bench.judge(m) for m in sample(proof.statement, chooser, limit)))


class Bench:
    """Where the mutants of one proof are judged, at points that are found once for all of them."""

    def __init__(self, proof: Proof, seed: int) -> None:
        """Take the proof and the seed of all random choices."""
        self.proof, self.seed = proof, seed
        self.stock = Stock(proof, *generators(seed, f"{proof.id} points", 1))

    def judge(self, mutant: Mutant) -> Verdict:
        """What becomes of a mutant."""
        (rng,) = generators(self.seed, f"{self.proof.id} {mutant}", 1)
        return judge(self.proof, mutant, rng, self.stock)


def rate(scores: Iterable[Score]) -> Fraction:
    """The share of the wrong variants that were shown to be wrong; 1 when there are none."""
    counts = [(s.killed, s.mutants) for s in scores]
    every = sum(total for _, total in counts)
    return Fraction(sum(killed for killed, _ in counts), every) if every else Fraction(1)


def to_json(scores: Sequence[Score]) -> dict[str, Any]:
    """Plain data, as `derivations mutants --json` writes it."""
    results = [_entry(s) for s in scores]
    keys = ("mutants", "killed", "equivalent", "refuted", "meaningless")
    summary = {key: sum(r[key] for r in results) for key in keys}
    return {"results": results, "summary": {**summary, "rate": float(rate(scores))}}


def _entry(one: Score) -> dict[str, Any]:
    counts = {status: one.count(status) for status in ("equivalent", *KILLED)}
    survivors = [{"slip": v.slip, "before": v.before, "after": v.after, "reason": v.detail} for v in one.survivors]
    return {
        "id": one.id,
        "mutants": one.mutants,
        "killed": one.killed,
        "survivors": survivors,
        **counts,
        "witness": one.example,
        "seconds": round(one.seconds, 3),
    }
