"""The generic check: a statement holds at points of its own domain, and its wrong variants do not.

A statement is taken apart into claims (premises and conclusion); points are drawn at which the hypotheses and the
premises hold, so that nothing is true for want of an instance. For "A if and only if B" points are also drawn inside A,
inside B, on the border of every inequality and a thousandth to either side of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from numpy.random import Generator

from derivations.kernel.display import opened
from derivations.kernel.formulas import And, Eq, Not, zeros
from derivations.kernel.terms import ONE, Term, make, num
from numerics.errors import NoValue
from numerics.intervals import Balls, precision
from numerics.outcome import Control, Outcome
from numerics.priors import PRIORS, Prior
from numerics.sampling import LARGEST, Sampler, conjuncts, describe, sizes
from numerics.truth import Truth, decide, judge
from numerics.variants import variants

if TYPE_CHECKING:
    from derivations.proof import Proof

CASES, FINE_CASES, TRIES, SHOWN = 28, 8, 12, 24
PLANE = 2  # the dimension up to which integrals are computed
DEAR, PLANAR = 14, 4  # statements about integrals over the line, or over more, are tried that many times less often
MARGIN = Fraction(1, 1000)
PER_MODE = 2  # every kind of point of an equivalence is tried at least so often


@dataclass(frozen=True)
class Claim:
    """Premises ⇒ conclusion, for all values of the free variables."""

    premises: tuple[Term, ...]
    conclusion: Term

    @property
    def vacuous(self) -> bool:
        """Whether a premise without variables is false: the data of an exercise can leave no instance."""
        return any(not p.free and decide(p, {}) == Truth(False) for p in self.premises)

    @property
    def key(self) -> tuple[Term, ...]:
        """Equal for claims that differ only in the names of bound variables."""
        return tuple(f.alpha for f in (*self.premises, self.conclusion))


@dataclass
class Tally:
    """How the instances of one claim came out."""

    certain: int = 0
    seen: int = 0
    unknown: int = 0
    false: str | None = None
    doubtful: str | None = None
    missed: list[str] = field(default_factory=list)

    @property
    def rejected(self) -> str | None:
        """The witness against the claim, a certain one first."""
        return self.false or self.doubtful


def claims(statement: Term, premises: tuple[Term, ...] = (), avoid: Term | None = None) -> list[Claim]:
    """The claims that a statement is the conjunction of."""
    avoid = statement if avoid is None else avoid
    if statement.op == "and":
        return [c for a in statement.args for c in claims(a, premises, avoid)]
    if statement.op == "implies":
        return claims(statement.args[1], (*premises, *assumed(statement.args[0])), avoid)
    if statement.op == "forall":
        _, body = opened(statement.args[0], And(avoid, *premises))
        return claims(body, premises, And(avoid, body))
    return [Claim(premises, statement)]


def assumed(formula: Term) -> list[Term]:
    """The parts of a premise; of a minimum also that the derivative vanishes there, which follows and can be solved."""
    parts = conjuncts(formula)
    minima = [p.args for p in parts if p.op == "minimiser"]
    return [*(Eq(make("derivative", f, at), zeros(*at.shape)) for f, at in minima), *parts]


def modes(conclusion: Term) -> list[tuple[Term, ...]]:
    """What more to ask of points so that they tell something: for an "iff", its sides and their borders."""
    if conclusion.op != "iff":
        return [()]
    found: list[tuple[Term, ...]] = [()]
    for side in conclusion.args:
        parts, either = conjuncts(side), side.op == "or"
        found += [tuple(parts), (Not(parts[0]),)]
        atoms = side.args if either else parts
        for i, atom in enumerate(atoms):
            others = [Not(o) if either else o for j, o in enumerate(atoms) if j != i]
            if either:
                found.append((atom, *others))
            if atom.op in ("le", "lt"):
                gap = atom.args[1] - atom.args[0]
                found += [(*others, Eq(gap, num(shift))) for shift in (Fraction(0), MARGIN, -MARGIN)]
    return found


def instances(
    hypotheses: Sequence[Term],
    claim: Claim,
    rng: Generator,
    cases: int,
    fine: bool = False,
    prior: Prior | None = None,
) -> Iterator[tuple[dict[Term, object], bool]]:
    """Points at which hypotheses and premises hold, and whether that is certain; fewer if hard to find."""
    given, wanted = (*hypotheses, *claim.premises), modes(claim.conclusion)
    symbols = sorted(claim.conclusion.free, key=repr)
    samplers = [Sampler((*given, *mode), symbols, rng, fine, prior) for mode in wanted]
    plan = sizes(samplers[0].sizes, rng, PLANE if price(claim.conclusion) > 1 else LARGEST)
    if not samplers[0].symbols:
        cases = 1  # nothing can be chosen
    for i in range(cases if len(wanted) == 1 else max(cases, PER_MODE * len(wanted))):
        sampler, size = samplers[i % len(samplers)], next(plan)
        for _ in range(3):
            found = sampler.draw(size)
            if found is not None:
                yield found
                break


def price(term: Term) -> int:
    """How much dearer than a comparison of numbers it is to evaluate a term."""
    if term.op == "lebesgue":
        return DEAR if term.args[0] is ONE else PLANAR
    return max(map(price, term.args), default=1)


def try_claim(
    hypotheses: Sequence[Term],
    claim: Claim,
    rng: Generator,
    cases: int,
    fine: bool = False,
    prior: Prior | None = None,
    hasty: bool = False,
) -> Tally:
    """Evaluate a claim at some points; stops at the first certain counterexample, in haste at the first seen."""
    tally, cases = Tally(), -(-cases // price(claim.conclusion))
    for point, sure in instances(hypotheses, claim, rng, cases, fine, prior):
        if fine:
            with precision(160):
                truth = judge(claim.conclusion, point, Balls())
        else:
            truth = decide(claim.conclusion, point)
        if truth.value is None:
            tally.unknown += 1
        elif truth.value:
            tally.certain, tally.seen = tally.certain + truth.certain, tally.seen + (not truth.certain)
        elif truth.certain and sure:
            tally.false = f"{describe(point)}: {claim.conclusion!r} is false"
            break
        else:
            tally.doubtful = tally.doubtful or f"{describe(point)}: {claim.conclusion!r} was seen to fail"
            if hasty:
                break
    return tally


def examine(
    hypotheses: Sequence[Term], statement: Term, rng: Generator, scale: float, prior: Prior | None = None
) -> Outcome:
    """Try a statement at exact points and by enclosures at finer ones."""
    certain, seen, unknown, missing = 0, 0, 0, list[str]()
    parts = [c for c in claims(statement) if not c.vacuous]
    for claim in parts:
        counts = []
        for fine, base in ((False, CASES), (True, FINE_CASES)):
            tally = try_claim(hypotheses, claim, rng, max(6, round(base * scale)), fine, prior)
            if tally.false is not None:
                return Outcome("The statement was tried at points of its domain.", certain, witness=tally.false)
            if tally.doubtful is not None:
                missing.append(f"at {tally.doubtful}, but not rigorously")
            certain, seen, unknown = certain + tally.certain, seen + tally.seen, unknown + tally.unknown
            counts.append(tally.certain + tally.seen)
        if not counts[0]:
            missing.append(f"no instance of {claim.conclusion!r} could be decided")
    detail = (
        f"{len(parts)} claims of the statement were tried at {certain + seen + unknown} points of their domain, sizes "
        f"up to 3 first, then up to 6: {certain} hold exactly, {seen} as far as seen (overlapping balls, values tried, "
        f"limits followed), {unknown} undecided."
    )
    return Outcome(detail, certain + seen, missing="; ".join(missing) or None)


def rejection(
    hypotheses: Sequence[Term],
    right: Term,
    wrong: Term,
    rng: Generator,
    tries: int = TRIES,
    prior: Prior | None = None,
) -> str | None:
    """A point that rejects a wrong variant of a statement, by the claims it does not share; None when it survived."""
    shared = {c.key for c in claims(right)}
    for claim in claims(wrong):
        if claim.key in shared:
            continue
        try:
            found = try_claim(hypotheses, claim, rng, tries, prior=prior, hasty=True).rejected
        except NoValue:
            continue
        if found is not None:
            return found
    return None


def control(claim: str, proof: Proof, wrong: Term, rng: Generator, tries: int = 4 * TRIES) -> Control:
    """A named wrong variant of a proof's statement, which the check must reject."""
    prior = PRIORS.get(proof.id)
    return Control(claim, rejection(proof.hypotheses, proof.statement, wrong, rng, tries, prior))


def examine_proof(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """The statement of a proof, and how many of its generated wrong variants the same check rejects."""
    given, right, prior = proof.hypotheses, proof.statement, PRIORS.get(proof.id)
    found, wrong = [examine(given, right, rng, scale, prior)], list(variants(right))
    shown = max(4, round(SHOWN * scale / price(right)))
    chosen = [wrong[i] for i in sorted(rng.permutation(len(wrong))[:shown])]
    rejected = [name for name, slip in chosen if rejection(given, right, slip, rng, prior=prior) is not None]
    detail = f"Of {len(chosen)} of its {len(wrong)} generated wrong variants {len(rejected)} were rejected."
    return [*found, Outcome(detail)]
