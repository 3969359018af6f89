"""Evidence for `minimax.general_step_size` and `minimax.separate_step_sizes`: orbits on both sides of the bounds."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from numpy.random import Generator

from derivations.kernel.formulas import And, real
from derivations.kernel.terms import num
from numerics import minimax_rates
from numerics.instances import has, the
from numerics.minimax_orbits import BESIDE, ETA, Parameters, against_orbits, control_only, coupled
from numerics.outcome import Control, Outcome, rejects, tally
from numerics.randomness import positive_number, rational_number
from numerics.simulation import Step, orbit, simultaneous, square
from numerics.statement import control
from numerics.variants import substituted

if TYPE_CHECKING:
    from derivations.proof import Proof

PAIRS = tuple((Fraction(a), Fraction(b)) for a, b in ((0, 1), (1, 1), (2, -1)))
ETA_X, ETA_Y, A, B, C = (real(name) for name in ("eta_x", "eta_y", "a", "b", "c"))


def general_step_size(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """Orbits around η = 2a/(a² + b²); on the bound the distance from the saddle never changes."""
    relation = the(proof.statement, "iff").args[1]
    if not has(proof, "a", "b", "eta"):
        return [control_only(proof, relation, rng)]
    total = A**2 + B**2
    wrong = [
        ("η(a² + b²) < a", And(0 < ETA, ETA * total < A)),
        ("ηa² < 2a", And(0 < ETA, ETA * A**2 < 2 * A)),
        ("no lower bound", ETA * total < 2 * A),
    ]
    pairs = [*PAIRS, *((positive_number(rng), rational_number(rng)) for _ in range(round(6 * scale)))]
    grid = [{A: a, B: b, ETA: share * (2 * a / (a * a + b * b) or 1)} for a, b in pairs for share in BESIDE]

    def game(at: Parameters) -> Step:
        a, b, eta = float(at[A]), float(at[B]), float(at[ETA])
        return simultaneous(coupled(a, b, a), eta, eta)

    by_hand = [control(name, proof, substituted(proof.statement, relation, claim), rng) for name, claim in wrong[:2]]
    rates = minimax_rates.general_step_size(rng, scale)
    return [against_orbits(relation, wrong, game, grid), _on_the_bound(pairs, by_hand), _best(pairs), rates]


def _on_the_bound(pairs: list[tuple[Fraction, Fraction]], by_hand: list[Control]) -> Outcome:
    """At η = 2a/(a² + b²) ‖v_k‖² is the same for 40 steps, exactly."""

    def changes(a: Fraction, b: Fraction) -> str | None:
        eta, start = 2 * a / (a * a + b * b), (Fraction(2), Fraction(-1, 3))
        sizes = {square(at) for at in orbit(simultaneous(coupled(a, b, a), eta, eta), start, 40)}
        return None if len(sizes) == 1 else f"a = {a}, b = {b}, η = {eta}: ‖v‖² takes {len(sizes)} values"

    detail = "On the bound the distance stays the same for 40 steps, in exact arithmetic."
    return tally(detail, (changes(a, b) for a, b in pairs if a), by_hand)


def _best(pairs: list[tuple[Fraction, Fraction]]) -> Outcome:
    """The measured factor per step at η = a/(a² + b²) is b²/(a² + b²) squared lengths, and larger beside it."""

    def factor(a: Fraction, b: Fraction, eta: Fraction) -> Fraction:
        start = (Fraction(1), Fraction(1, 2))
        return square(simultaneous(coupled(a, b, a), eta, eta)(start)) / square(start)

    def differs(a: Fraction, b: Fraction, best: Fraction) -> str | None:
        beside = min(factor(a, b, best * share) for share in (Fraction(9, 10), Fraction(99, 100), Fraction(101, 100)))
        here = factor(a, b, best)
        fine = here == b * b / (a * a + b * b) and here < beside
        return None if fine else f"a = {a}, b = {b}, η = {best}: ‖v‖² shrinks by {here}, nearby by {beside}"

    real_pairs = [(a, b) for a, b in pairs if a]
    wrong = rejects("best η = 1/a", (differs(a, b, 1 / a) for a, b in real_pairs))
    found = (differs(a, b, a / (a * a + b * b)) for a, b in real_pairs)
    return tally("The measured factor per step is least, b²/(a² + b²), at η = a/(a² + b²).", found, [wrong])


def separate_step_sizes(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """Orbits for random games and steps on both sides of the region; landing in two steps, exactly."""
    relation = the(proof.statement, "iff").args[1]
    if not has(proof, "a", "b", "c"):
        return [control_only(proof, relation, rng)]
    s, p = ETA_X * A + ETA_Y * C, ETA_X * ETA_Y * (A * C + B**2)
    wrong = [("P < s alone", p < s), ("2s < 4 + P alone", 2 * s < 4 + p), ("s < 2 for 2s < 4 + P", And(p < s, s < 2)),
             ("P = η_x η_y ac", substituted(relation, B**2, num(0)))]  # fmt: skip
    grid = [_steps(rng, a, b, c) for a, b, c in _triples(rng, round(60 * max(1.0, scale)) + 20)]

    def game(at: Parameters) -> Step:
        a, b, c, down, up = (float(at[v]) for v in (A, B, C, ETA_X, ETA_Y))
        return simultaneous(coupled(a, b, c), down, up)

    by_hand = [control(name, proof, substituted(proof.statement, relation, claim), rng) for name, claim in wrong[:2]]
    rates = minimax_rates.separate_step_sizes(rng, scale)
    return [against_orbits(relation, wrong, game, grid), _two_steps(by_hand), rates]


def _triples(rng: Generator, count: int) -> list[tuple[Fraction, Fraction, Fraction]]:
    return [(positive_number(rng), rational_number(rng), positive_number(rng)) for _ in range(count)]


def _steps(rng: Generator, a: Fraction, b: Fraction, c: Fraction) -> Parameters:
    """Step sizes of the order that matters for a game."""
    scales = [Fraction(int(rng.integers(1, 24)), 8) for _ in range(2)]
    coupling = 1 + b * b / (a * c) * Fraction(int(rng.integers(0, 3)), 2)
    return {A: a, B: b, C: c, ETA_X: scales[0] / a / coupling, ETA_Y: scales[1] / c / coupling}


def _two_steps(by_hand: list[Control]) -> Outcome:
    """With ac + b² = h² a square, r = |b|/h is rational and two steps land on (0, 0) exactly."""
    games = [(Fraction(3), Fraction(1), Fraction(1), 2), (Fraction(2), Fraction(-1), Fraction(4), 3),
             (Fraction(16), Fraction(3), Fraction(1), 5), (Fraction(1, 4), Fraction(0), Fraction(4), 1)]  # fmt: skip

    def misses(a: Fraction, b: Fraction, c: Fraction, h: int, sign: int) -> str | None:
        r = abs(b) / h
        step = simultaneous(coupled(a, b, c), (1 + sign * r) / a, (1 - r) / c)
        *_, reached = orbit(step, (Fraction(5, 3), Fraction(-2)), 2)
        return None if reached == (0, 0) else f"a = {a}, b = {b}, c = {c}: two steps reach {reached}"

    wrong = rejects("η_x = (1 − r)/a as well", (misses(*g, -1) for g in games))
    detail = "Two steps land on (0, 0) exactly in four games with rational r."
    return tally(detail, (misses(*g, 1) for g in games), [wrong, *by_hand])
