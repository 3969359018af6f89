"""Evidence for `derivations.minimax`: games simulated from their objective, on both sides of every bound.

Each function is named like the result it checks and returns what it found beyond the generic check of the statement.
Convergence is read off simulated orbits (`numerics.simulation`), not off matrices or eigenvalues; where
the result speaks of eigenvalues, NumPy computes them. Simulations are left out for proofs about given data.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from numpy.random import Generator

from derivations.kernel.formulas import And
from derivations.kernel.terms import num
from numerics import minimax_bilinear
from numerics.instances import the
from numerics.minimax_dirac import dirac_gan
from numerics.minimax_orbits import BESIDE, ETA, Parameters, against_orbits, agree, exercise
from numerics.minimax_saddle import directions, finite_hessian
from numerics.minimax_steps import general_step_size, separate_step_sizes
from numerics.outcome import Control, Outcome, rejects, tally
from numerics.randomness import positive_number, rational_number
from numerics.simulation import Step, orbit, simultaneous
from numerics.statement import control
from numerics.variants import substituted

if TYPE_CHECKING:
    from derivations.proof import Proof

ON_AXIS: Final = ((1.0, 0.0),)


def saddle(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """Values along 64 directions, second differences and their eigenvalues, slopes away from the point."""
    return [*directions(proof), finite_hessian(proof, rng, scale)]


def updates(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """Simulated steps are the powers of 1 − 8η, exactly."""

    def differs(eta: Fraction, rate: Fraction) -> str | None:
        start = (Fraction(3, 7), Fraction(-5, 2))
        for k, at in enumerate(orbit(simultaneous(exercise, eta, eta), start, 24)):
            if at != (rate**k * start[0], rate**k * start[1]):
                return f"η = {eta}: step {k} reaches {at}"
        return None

    steps = [rational_number(rng) for _ in range(round(20 * scale) + 4)]
    wrong = [rejects("(1 − 4η) for (1 − 8η), against the simulated game", (differs(e, 1 - 4 * e) for e in steps))]
    ascent = the(proof.statement, "add", lambda t: t.args[0].op == "var")
    slip = substituted(proof.statement, ascent, ascent.args[0] - ascent.args[1])
    wrong.append(control("y − η f_y as the ascent step", proof, slip, rng))
    detail = (
        f"24 steps simulated from the objective for {len(steps)} step sizes are (1 − 8η)^k times the start, exactly."
    )
    return [tally(detail, (differs(e, 1 - 8 * e) for e in steps), wrong)]


def step_size(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """Orbits for η around 0 and ¼; one step lands at η = ⅛."""
    relation, grid = the(proof.statement, "iff").args[1], [{ETA: share / 4} for share in BESIDE]

    def game(at: Parameters) -> Step:
        return simultaneous(exercise, float(at[ETA]), float(at[ETA]))

    wrong = [
        ("η < ½", And(0 < ETA, ETA < num(Fraction(1, 2)))),
        ("η < ⅛ (0 < 1 − 8η)", And(0 < ETA, ETA < num(Fraction(1, 8)))),
        ("η < ¼ alone", ETA < num(Fraction(1, 4))),
    ]
    by_hand = [control(name, proof, substituted(proof.statement, relation, claim), rng) for name, claim in wrong]
    landing = [_lands(rng, eta) for eta in (Fraction(1, 8), Fraction(1, 9))]
    one = Outcome("One step at η = ⅛ lands on (0, 0) exactly.", int(landing[0] is None), landing[0],
                  controls=(Control("η = 1/9 lands in one step", landing[1]), *by_hand))  # fmt: skip
    return [against_orbits(relation, wrong, game, grid), one]


def _lands(rng: Generator, eta: Fraction) -> str | None:
    start = (positive_number(rng), positive_number(rng))
    reached = simultaneous(exercise, eta, eta)(start)
    return None if reached == (0, 0) else f"η = {eta}: from {start} one step reaches {reached}"


def descent_diverges(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """Orbits of plain descent: off the x-axis they diverge for every η, on it they shrink for η < ¼ only."""

    def game(at: Parameters) -> Step:
        return simultaneous(exercise, float(at[ETA]), -float(at[ETA]))

    grid = [{ETA: share / 4} for share in BESIDE if share > 0]
    below, never = the(the(proof.statement, "iff"), "lt"), num(1) < num(0)
    off = rejects("descent converges for η < ¼ off the axis", agree(below, game, grid))
    on = [
        rejects("descent never converges", agree(never, game, grid, ON_AXIS)),
        rejects("η < ½ on the axis", agree(ETA < num(Fraction(1, 2)), game, grid, ON_AXIS)),
    ]
    slip = substituted(proof.statement, below, never)
    by_hand = control("descent in both never converges", proof, slip, rng)
    return [
        tally("Orbits off the x-axis diverge for every η tried.", agree(never, game, grid, ((1.0, 1 / 64),)), [off]),
        tally("On the x-axis they shrink exactly for η < ¼.", agree(below, game, grid, ON_AXIS), [*on, by_hand]),
    ]


def bilinear(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """Lengths, invariants and factors measured on f = xy."""
    return minimax_bilinear.measured(proof, rng, scale)


CHECKS: Final = {
    check.__name__: check
    for check in (
        saddle,
        updates,
        step_size,
        general_step_size,
        separate_step_sizes,
        descent_diverges,
        bilinear,
        dirac_gan,
    )
}
