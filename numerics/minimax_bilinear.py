"""Evidence for `minimax.bilinear`: f = xy played simultaneously, alternately and with a trial step."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from flint import arb, fmpq
from numpy.random import Generator

from derivations.kernel.formulas import real
from derivations.kernel.terms import num
from numerics.exact import rational
from numerics.instances import the
from numerics.intervals import precision
from numerics.outcome import Outcome, rejects, tally
from numerics.randomness import positive_number, rational_number
from numerics.simulation import Step, alternating, extragradient, fate, orbit, simultaneous, square
from numerics.statement import control
from numerics.variants import substituted

if TYPE_CHECKING:
    from derivations.proof import Proof

ETA = real("eta")
LONG = 1000


def product(x: Any, y: Any) -> Any:
    """F = xy."""
    return x * y


def start_of(rng: Generator) -> tuple[fmpq, fmpq]:
    """A rational start that is not the saddle."""
    return rational(positive_number(rng)), rational(rational_number(rng))


def factors(step: Step, start: tuple[fmpq, fmpq], count: int) -> set[fmpq]:
    """The factors by which x² + y² changes from step to step."""
    lengths = [square(at) for at in orbit(step, start, count)]
    return {after / before for before, after in pairwise(lengths)}


def _modulus(kind: Any, eta: fmpq, expected: fmpq, start: tuple[fmpq, fmpq]) -> str | None:
    found = factors(kind(eta), start, 30)
    return (
        None
        if found == {expected}
        else f"η = {eta}, start {start}: ‖v‖² changes by {sorted(found)[:3]}, not {expected}"
    )


def spiral(eta: Any) -> Step:
    """Simultaneous steps on xy."""
    return simultaneous(product, eta, eta)


def lookahead(eta: Any) -> Step:
    """Extra-gradient steps on xy."""
    return extragradient(product, eta)


def invariant_changes(eta: fmpq, start: tuple[fmpq, fmpq], sign: int, count: int) -> str | None:
    """Whether x² + y² − ηxy (for sign 1) changes along an orbit of alternating steps."""
    values = {square(at) - sign * eta * at[0] * at[1] for at in orbit(alternating(product, eta), start, count)}
    return None if len(values) == 1 else f"η = {eta}, start {start}: x² + y² − ({sign})ηxy takes {len(values)} values"


def grows_linearly(start: tuple[fmpq, fmpq]) -> Iterator[str | None]:
    """At η = 2 every step moves (−1)^k v by the same vector."""
    points = [
        (x * (-1) ** k, y * (-1) ** k) for k, (x, y) in enumerate(orbit(alternating(product, fmpq(2)), start, 200))
    ]
    moves = {(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points)}
    expected = 2 * (start[1] - start[0])
    yield None if moves == {(expected, expected)} else f"start {start}: the moves are {sorted(moves)[:3]}"


def bounded(eta: Fraction, count: int) -> str | None:
    """‖v_k‖² ≤ (2 + η)/(2 − η)·‖v_0‖² along a long orbit of floats, for η < 2."""
    lengths = [square(at) for at in orbit(alternating(product, float(eta)), (1.0, 0.5), count)]
    bound = float((2 + eta) / (2 - eta)) * lengths[0] * (1 + 1e-9)
    return None if max(lengths) <= bound else f"η = {eta}: ‖v‖² reaches {max(lengths):.3g} > {bound:.3g}"


def moduli(eta: float) -> str | None:
    """The eigenvalues by NumPy of the alternating step's matrix, read off two simulated steps."""
    columns = [alternating(product, eta)(unit) for unit in ((1.0, 0.0), (0.0, 1.0))]
    sizes = np.abs(np.linalg.eigvals(np.array(columns).T))
    return None if np.allclose(sizes, 1, atol=1e-7) else f"η = {eta}: |eigenvalues| = {sizes}"


def measured(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """All that was measured, with wrong variants."""
    steps = [rational(positive_number(rng)) for _ in range(round(8 * scale) + 4)]
    runs = [(eta, start_of(rng)) for eta in steps]
    small = [Fraction(k, 8) for k in range(1, 16)]
    extra = the(proof.statement, "add", lambda t: t.args[1] is ETA**4)
    wrong = [
        control("extra-gradient with + η²", proof, substituted(proof.statement, extra, 1 + ETA**2 + ETA**4), rng),
        rejects("modulus² 1 for simultaneous steps", (_modulus(spiral, e, fmpq(1), s) for e, s in runs)),
    ]
    halved = rejects("the factor 1 − η² alone", (_modulus(lookahead, e, 1 - e * e, s) for e, s in runs))
    flipped = rejects("x² + y² + ηxy is kept", (invariant_changes(e, s, -1, 5) for e, s in runs))
    return [
        tally("Simultaneous steps multiply x² + y² by 1 + η² in 30 exact steps.",
              (_modulus(spiral, e, 1 + e * e, s) for e, s in runs), wrong),
        tally(f"Alternating steps keep x² + y² − ηxy through {LONG} exact steps.",
              (invariant_changes(e, s, 1, LONG) for e, s in runs[:4]), [flipped]),
        tally("They stay within (2 + η)/(2 − η) of their length for η < 2, with eigenvalues of modulus 1 (NumPy).",
              (f for e in small for f in (bounded(e, 2000), moduli(float(e))))),
        tally("At η = 2 every step adds the same vector (200 exact steps).",
              (f for _, s in runs for f in grows_linearly(s)),
              [rejects("alternating steps stay bounded at η = 2.1", [_escapes()])]),
        tally("Extra-gradient steps multiply x² + y² by 1 − η² + η⁴ in 30 exact steps.",
              (_modulus(lookahead, e, 1 - e * e + e**4, s) for e, s in runs), [halved]),
        *_best(),
    ]  # fmt: skip


def _escapes() -> str | None:
    return "η = 2.1: the orbit grows by 10⁸" if fate(alternating(product, 2.1), (1.0, 0.5)) is False else None


def _best() -> list[Outcome]:
    """The factor at η = 1/√2, enclosed, and the fate of orbits around η = 1."""

    def factor(eta: arb) -> arb:
        start = (arb(1), arb(1) / 3)
        return square(lookahead(eta)(start)) / square(start)

    with precision(128):
        best = factor(arb(1) / arb(2).sqrt())
        beside = min(factor(arb(k) / 100) for k in range(1, 130) if k not in (70, 71))
        least = None if best.overlaps(arb(3) / 4) and beside > best else f"at η = 1/√2 the factor is {best}"
        wrong = None if factor(arb(1) / 2).overlaps(arb(3) / 4) else f"at η = ½ the factor is {factor(arb(1) / 2)}"
    fates = {eta: fate(lookahead(eta), (0.8, 0.6)) for eta in (0.05, 0.5, 0.95, 0.99, 1.01, 1.05, 1.5)}
    failures = [None if went == (eta < 1) else f"η = {eta}: converges is {went}" for eta, went in fates.items()]
    late = [None if went == (eta < num(2).data) else f"η = {eta}: converges is {went}" for eta, went in fates.items()]
    return [
        tally("The factor is least, ¾, at η = 1/√2 (Arb).", [least], [rejects("best η = ½", [wrong])]),
        tally(
            "Orbits shrink for η < 1 and grow for η > 1.",
            failures,
            [rejects("extra-gradient converges for η < 2", late)],
        ),
    ]
