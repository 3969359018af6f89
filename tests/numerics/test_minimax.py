"""Evidence for the minimax results: each is checked, each wrong variant rejected, a wrong statement refuted."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice
from types import SimpleNamespace

import pytest
from flint import fmpq

import derivations
from derivations.kernel.formulas import And, real
from derivations.kernel.terms import num
from derivations.proof import once
from numerics import evidence, minimax, minimax_bilinear
from numerics.minimax_orbits import ETA, agree, coupled, exercise
from numerics.minimax_saddle import circle, second_differences
from numerics.simulation import alternating, extragradient, fate, orbit, simultaneous, slopes, square
from numerics.variants import substituted

RESULTS = sorted(minimax.CHECKS)
A, B, C, X, Y, GAMMA, SIGMA = (real(name) for name in ("a", "b", "c", "x", "y", "gamma", "sigma"))


def wrong(name, change):
    """A proof of the named result whose statement was changed: no kernel made it."""
    proof = once(getattr(derivations.minimax, name))
    return SimpleNamespace(
        id=proof.id, hypotheses=proof.hypotheses, statement=change(proof), answer_term=proof.answer_term
    )


@pytest.mark.parametrize("name", RESULTS)
def test_a_proved_result_is_checked_and_every_wrong_variant_rejected(name):
    found = evidence.check(once(getattr(derivations.minimax, name)), seed=11, budget="quick")
    assert (found.status, found.witness, found.alpha) == ("checked", None, 0.0), found.detail
    assert found.controls
    assert all(control.rejected for control in found.controls)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        pytest.param("saddle", lambda p: substituted(p.statement, num(-64), num(64)), id="determinant sign"),
        pytest.param(
            "updates", lambda p: substituted(p.statement, (1 - 8 * ETA) * Y, (1 + 8 * ETA) * Y), id="ascent for descent"
        ),
        pytest.param(
            "step_size",
            lambda p: substituted(p.statement, p.answer_term, And(0 < ETA, ETA <= num(1) / 4)),
            id="bound attained",
        ),
        pytest.param(
            "general_step_size", lambda p: substituted(p.statement, ETA * (A**2 + B**2), ETA * A**2), id="b dropped"
        ),
        pytest.param(
            "general_step_size",
            lambda p: substituted(p.statement, p.answer_term, p.answer_term.args[1]),
            id="no lower bound",
        ),
        pytest.param(
            "separate_step_sizes",
            lambda p: substituted(p.statement, p.answer_term, p.answer_term.args[0]),
            id="first half",
        ),
        pytest.param("separate_step_sizes", lambda p: substituted(p.statement, num(4), num(2)), id="two for four"),
        pytest.param(
            "descent_diverges", lambda p: substituted(p.statement, num(1) / 4, num(1) / 2), id="half for quarter"
        ),
        pytest.param("bilinear", lambda p: substituted(p.statement, 1 + ETA**2, 1 - ETA**2), id="minus eta squared"),
        pytest.param("bilinear", lambda p: substituted(p.statement, ETA < 1, ETA < 2), id="two for one"),
        pytest.param("dirac_gan", lambda p: substituted(p.statement, GAMMA + 2, GAMMA + 1), id="one for two"),
        pytest.param(
            "dirac_gan", lambda p: substituted(p.statement, -(SIGMA**2 / 2), -(SIGMA**2)), id="noise twice as strong"
        ),
    ],
)
def test_a_wrong_statement_is_refuted_with_a_witness(name, change):
    found = evidence.check(wrong(name, change), seed=11, budget="quick")
    assert found.status == "refuted", found.detail
    assert "=" in (found.witness or "")


@pytest.mark.parametrize(
    "prove",
    [
        pytest.param(lambda: derivations.minimax.saddle(X**2 + 3 * X * Y + Y**2), id="minimum"),
        pytest.param(lambda: derivations.minimax.saddle(-2 * X**2 - Y**2), id="maximum"),
        pytest.param(lambda: derivations.minimax.general_step_size(a=1, b=2), id="steps"),
        pytest.param(lambda: derivations.minimax.general_step_size(a=0, b=2), id="never"),
        pytest.param(lambda: derivations.minimax.separate_step_sizes(a=1, b=2, c=3), id="separate steps"),
    ],
)
def test_a_proof_for_given_data_is_checked_too(prove):
    found = evidence.check(prove(), seed=4, budget="quick")
    assert found.status == "checked", found.detail


def test_orbits_contradict_a_wrong_bound_on_either_side():
    def game(at):
        return simultaneous(exercise, float(at[ETA]), float(at[ETA]))

    def found(bound, eta):
        return next(iter(agree(And(0 < ETA, ETA < num(bound)), game, [{ETA: eta}])))

    above, below = Fraction(26, 100), Fraction(24, 100)
    assert [found(Fraction(1, 4), eta) for eta in (above, below)] == [None, None]
    assert "grows" in (found(Fraction(1, 2), above) or "")
    assert "shrink" in (found(Fraction(1, 8), below) or "")


def test_symmetric_differences_are_the_slopes_of_a_quadratic():
    assert slopes(coupled(2, 3, 5), (Fraction(1, 2), Fraction(-1))) == (-2, Fraction(13, 2))


def test_two_steps_land_exactly_and_one_does_not():
    step = simultaneous(coupled(Fraction(3), Fraction(1), Fraction(1)), Fraction(1, 2), Fraction(1, 2))
    points = list(orbit(step, (Fraction(7), Fraction(-2, 3)), 2))
    assert points[1] != (0, 0)
    assert points[2] == (0, 0)


def test_an_orbit_on_the_bound_neither_shrinks_nor_grows():
    assert fate(simultaneous(exercise, 0.25, 0.25), (1.0, 2.0)) is None


def test_alternating_steps_keep_their_invariant_through_a_thousand_exact_steps():
    start = (fmpq(2), fmpq(-1, 3))
    assert minimax_bilinear.invariant_changes(fmpq(3, 5), start, 1, 1000) is None
    assert minimax_bilinear.invariant_changes(fmpq(3, 5), start, -1, 3) is not None


def test_alternating_steps_grow_linearly_at_two_and_faster_beyond():
    lengths = [square(at) ** 0.5 for at in orbit(alternating(minimax_bilinear.product, 2.0), (1.0, 0.5), 1000)]
    assert lengths[1000] / lengths[500] == pytest.approx(2, rel=1e-2)
    assert fate(alternating(minimax_bilinear.product, 2.1), (1.0, 0.5)) is False


def test_extra_gradient_contracts_by_the_factor_of_the_result():
    eta = Fraction(2, 3)
    before, after = islice(orbit(extragradient(minimax_bilinear.product, eta), (Fraction(1), Fraction(4)), 1), 2)
    assert square(after) / square(before) == 1 - eta**2 + eta**4


def test_second_differences_are_the_hessian():
    hessian = second_differences(lambda x, y: 4 * x * x + 3 * x * y - 4 * y * y, (fmpq(1, 7), fmpq(5)))
    assert hessian.tolist() == [[8.0, 3.0], [3.0, -8.0]]


def test_directions_lie_on_the_unit_circle_on_both_sides():
    found = list(circle(64))
    assert all(u * u + v * v == 1 for u, v in found)
    assert {v > 0 for _, v in found} == {True, False}
