"""The square of a uniform random number: x = z², z uniform on [0, 1] (UDL 16.1).

z² is strictly increasing on (0, 1], which carries z, since one point is a null set. There √x undoes it, its slope at
√x is 2√x, and the density is 1/(2√x), with the antiderivative √x. The steps are lines of the proof of
`change_of_variables.square`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from derivations import lemmas
from derivations.data import definite
from derivations.kernel import (
    Term,
    Theorem,
    algebra,
    antiderivatives,
    calculus,
    integrals,
    limits,
    logic,
    order,
    powers,
)
from derivations.kernel import lebesgue as measures
from derivations.kernel.formulas import (
    And,
    Derivative,
    Eq,
    Ne,
    Not,
    above,
    differentiable,
    piecewise,
    sqrt,
    tends,
)
from derivations.kernel.terms import ONE, ZERO, apply, lam, make
from derivations.lemmas.arithmetic import in_context
from derivations.lemmas.monotone_instances import increasing, s, steep_everywhere, t
from derivations.lemmas.monotone_maps import x, z
from derivations.lemmas.named_densities import uniform_density
from derivations.lemmas.substitutions import LINE, Substitution, every
from derivations.proof import Proof
from derivations.tactics import Facts

FOUND: Final = 1 / (2 * sqrt(x))


def _half_open(q: Term) -> Term:
    return And(ZERO < q, q <= ONE)


def change(proof: Proof) -> Substitution:
    """x = z² on (0, 1], z uniform on [0, 1], with the density 1/(2√x) on (0, 1]."""
    weight, target = lam(z, piecewise(And(ZERO <= z, z <= ONE), ONE)), lam(x, piecewise(_half_open(x), FOUND))
    sets = lam(z, _half_open(z)), lam(x, _half_open(x))
    return Substitution(proof, sets, lam(z, z**2), lam(x, sqrt(x)), weight, target)


def hypotheses(of: Substitution) -> None:
    """What the result about strictly monotone maps asks for."""
    uniform = uniform_density()
    of.proof.have(uniform.conclusion, by=uniform, because="the antiderivative of 1 is z")
    _carried(of)
    _grows(of)
    _forth(of)
    _back(of)


def _carried(of: Substitution) -> None:
    """(0, 1] is measurable and carries z: p_z is 0 off [0, 1], and the point 0 is a null set."""
    proof, null, weight = of.proof, measures.point_null(ZERO), apply(of.p, z)
    inside, closed = apply(of.sets[0], z), weight.args[0]
    proof.have(of.measured, by=integrals.composed, because="an interval")
    with proof.suppose(Ne(z, ZERO)) as (nonzero,), proof.suppose(Not(inside)) as (outside,):
        with proof.suppose(closed) as (within,):
            low, high = lemmas.split(within)
            absurd = logic.contradiction(logic.both(order.strengthen(low, nonzero), high), outside)
        decided = integrals.branch(weight, logic.negate(closed, absurd))
        zero = proof.have(Eq(weight, ZERO), by=decided, because="then z is not in [0, 1]")
    theorem = integrals.almost_everywhere(LINE, z, (null,), logic.discharge(Not(inside), zero))
    proof.have(of.carried, by=theorem, because="z ≠ 0 almost everywhere")


def _grows(of: Substitution) -> None:
    """z² is strictly increasing on (0, 1]."""
    premise = And(_half_open(s), _half_open(t), s < t)
    with of.proof.suppose(premise) as (given,):
        positive, _, _, _, below = lemmas.split(given)
        terms = [(1, [below, below], []), (2, [positive, below], [])]
        grows = of.proof.have(s**2 < t**2, terms=terms, because="t² − s² = (t − s)² + 2s(t − s)")
    increasing(of, premise, grows)


def _forth(of: Substitution) -> None:
    """z² is differentiable with derivative 2z ≠ 0 on (0, 1], and takes it into (0, 1]."""
    proof, inside = of.proof, apply(of.sets[0], z)
    with proof.suppose(inside):
        smooth = proof.have(differentiable(z**2, z), because="a polynomial")
        slope = proof.have(Eq(Derivative(z**2, z), 2 * z), by=calculus.derivative, because="differentiate")
        distinct = proof.have(Ne(2 * z, ZERO), because="z > 0")
        steep = logic.rewrite(distinct, logic.symmetry(slope))
        steep = proof.have(steep.conclusion, by=steep, because="insert the derivative")
        into = proof.have(apply(of.sets[1], z**2), because="0 < z ≤ 1")
    every(proof, (z,), (inside,), smooth, "for every z in (0, 1]")
    every(proof, (z,), (inside,), into, "for every z in (0, 1]")
    steep_everywhere(of, steep, "even for every z in (0, 1]")


def _back(of: Substitution) -> None:
    """√x is in (0, 1], and its square is x."""
    proof, reach = of.proof, apply(of.sets[1], x)
    with proof.suppose(reach) as (bounds,):
        root = _root_bounds(proof, logic.right(bounds))
        undone = proof.have(Eq(sqrt(x) ** 2, x), because="x ≥ 0")
        both = logic.both(root, undone)
    every(proof, (x,), (reach,), both, "for every x in (0, 1]")


def _root_bounds(proof: Proof, below: Theorem) -> Theorem:
    """0 < √x ≤ 1 for 0 < x ≤ 1."""
    positive, one = proof.have(0 < sqrt(x), because="x > 0"), powers.powers(Eq(sqrt(ONE), ONE))
    grows = [(1, [order.monotone("sqrt", below)], [])]
    return logic.both(positive, proof.have(sqrt(x) <= 1, terms=grows, parts=[(-1, one)], because="x ≤ 1"))


# The density, and its integral
def balanced(of: Substitution, reached: Theorem, value: Term) -> Theorem:
    """On (0, 1]: p_z(√x)/|2√x| = 1/(2√x)."""
    proof, weight, slope = of.proof, apply(of.p, sqrt(x)), make("derivative", of.g, sqrt(x))
    bounds = _root_bounds(proof, logic.right(reached))
    steep, size = _slope(proof, slope)
    line = proof.calculate(value)
    decided = integrals.branch(value, logic.both(reached, steep))
    line.equals(value.args[1], by=decided, because="on the range")
    proof.have(
        0 < abs(slope), parts=[(1, size)], terms=[(2, [logic.left(bounds)], [])], because="it is 2√x, and √x > 0"
    )
    one = integrals.branch(weight, proof.have(weight.args[0], because="0 < √x ≤ 1"))
    line.equals(1 / abs(slope), by=in_context(one, lambda q: q / abs(slope)), because="p_z = 1 there")
    line.equals(FOUND, by=in_context(size, lambda q: 1 / q), because="insert the slope")
    last = logic.symmetry(integrals.branch(apply(of.q, x), reached))
    return line.equals(apply(of.q, x), by=last, because="on (0, 1]").theorem


def _slope(proof: Proof, slope: Term) -> tuple[Theorem, Theorem]:
    """The slope of z² at √x is not 0, and its absolute value is 2√x."""
    root = 2 * sqrt(x)
    known = proof.have(Eq(slope, root), by=calculus.derivative, because="differentiate z², at z = √x")
    distinct = proof.have(Ne(root, ZERO), because="√x > 0")
    positive = order.absolute(proof.have(0 < root, because="√x > 0"))
    size = logic.transitivity(in_context(known, abs), positive)
    return logic.rewrite(distinct, logic.symmetry(known)), proof.have(size.conclusion, by=size, because="2√x > 0")


def integral(proof: Proof, target: Term) -> Theorem:
    """∫₀¹ dx/(2√x) = √1 − 0, with the antiderivative √x."""
    interval, f = _half_open(x), lam(x, FOUND)
    with proof.suppose(interval):
        smooth = proof.have(differentiable(sqrt(x), x), because="x > 0")
        slope = proof.have(Eq(Derivative(sqrt(x), x), FOUND), by=calculus.derivative, because="differentiate")
        sign = proof.have(ZERO <= FOUND, because="√x > 0")
    slopes = every(proof, (x,), (interval,), logic.both(smooth, slope), "√x is an antiderivative")
    signs = every(proof, (x,), (interval,), sign, "for every x in (0, 1]")
    limit = proof.have(tends(sqrt(x), x, above(ZERO), ZERO), by=_root_limit, because="its square tends to 0")
    known = antiderivatives.improper(lam(x, sqrt(x)), f, ONE, slopes, signs, limit)
    total = logic.right(proof.have(known.conclusion, by=known, because="fundamental theorem"))
    line = proof.calculate(make("integral", LINE, target)).equals(sqrt(ONE) - ZERO, by=total, because="√x from 0 to 1")
    return line.equals(ONE, by=powers.powers, because="√1 = 1").theorem


def _root_limit() -> Theorem:
    """⊢ √x → 0 as x → 0 from above."""
    facts = Facts([logic.assume(ZERO < x)])
    square = sqrt(x).T * ONE * sqrt(x)
    same = facts.settled(algebra.field(Eq(x, square)))
    plain = limits.continuity(tends(x, x, above(ZERO), ZERO), ())
    goal = tends(sqrt(x), x, above(ZERO), ZERO)
    return limits.definite_vanishes(goal, limits.limit_congruence(x, same, plain), definite([[Fraction(1)]], "1"))
