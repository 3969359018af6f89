"""Differentiation under an integral over the line: seen where it is dominated, and what that says of wrong premises."""

from __future__ import annotations

import pytest

from derivations.kernel.densities import differentiable_under_integral, normal
from derivations.kernel.formulas import exp, lebesgue, piecewise, real
from derivations.kernel.terms import ONE, ZERO, lam, num
from derivations.results import catalogue
from numerics.line_places import Proved
from numerics.mutants import Bench
from numerics.variants import mutants

t, x = real("t"), real("x")
TAIL, BELL = piecewise(ONE <= x, 1 / x**2, ZERO), normal(x, ZERO, ONE)


def allowed(value, at=ZERO):
    """Whether the integral of a function of t and x over x may be differentiated at this t."""
    return Proved({}).truth(differentiable_under_integral(lebesgue(), lam(t, lam(x, value)), at))


@pytest.mark.parametrize(
    ("value", "at"),
    [(TAIL * exp(t - x), ZERO), (TAIL * exp(-t * x), ONE), (BELL * exp((t + x) ** 2 / 4), ZERO), (BELL * x, num(3))],
)
def test_dominated_integrands_are_seen(value, at):
    assert allowed(value, at) is True


@pytest.mark.parametrize(
    ("value", "at"),
    [
        (TAIL * exp(t + x), ZERO),  # it has no integral
        (TAIL * exp(-t * x), ZERO),  # for t < 0 there is none
        (BELL * exp((t + 2 * x) ** 2 / 4), ZERO),
        (TAIL * t * x, ZERO),  # the derivative has no integral
        (piecewise(t < x, BELL, ZERO), ZERO),  # a jump that moves
        (BELL * abs(t), ZERO),  # not differentiable
    ],
)
def test_nothing_is_said_of_others(value, at):
    assert allowed(value, at) is not True


SLIPS = {
    ("a sign flipped", "t - sigma*epsilon(u)"),
    ("a sign flipped", "mu - t*epsilon(u)"),
    ("sigma dropped", "epsilon(u)"),
    ("t dropped", "epsilon(u)"),
}


def test_what_such_premises_do_not_give():
    """Where f(t − σε) has a mean that may be differentiated, f(t + σε) need not have one; nor with σ for no σ."""
    proof = catalogue()["vae.reparameterisation"].proof
    bench = Bench(proof, 0)
    found = [m for m in mutants(proof.statement) if (m.slip, repr(m.after)) in SLIPS]
    assert {(m.slip, repr(m.after)) for m in found} == SLIPS
    assert all(bench.judge(m).killed for m in found)
