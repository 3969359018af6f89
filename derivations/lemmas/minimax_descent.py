"""Plain descent in both players on 4x² − 4y²: y runs away unless it is 0, and then x decides."""

from __future__ import annotations

from derivations import lemmas
from derivations.kernel import Term, Theorem, logic
from derivations.kernel import limits as limit_rules
from derivations.kernel.formulas import FALSE, Eq, Iff, Implies, Ne, Or, block, column, infinity, tends, zeros
from derivations.kernel.terms import num
from derivations.lemmas import linear_iterations as linear
from derivations.lemmas.gradient_steps import k
from derivations.lemmas.minimax_games import eta, x_0, y_0
from derivations.proof import Proof


def off_axis(proof: Proof, orbit: Term, closed: Theorem, q: Term) -> Theorem:
    """y₀ ≠ 0 ⇒ y_k² → ∞."""
    premise = Ne(y_0, 0)
    with proof.suppose(premise) as (moving,):
        square = proof.have(0 < y_0**2, by=lemmas.square_positive(moving), because="y₀ ≠ 0")
        step = proof.known(eta > 0)
        faster = proof.have(
            1 < q**2, terms=[(16, [step], []), (64, [step, step], [])], because="(1 + 8η)² = 1 + 16η + 64η²"
        )
        multiple = logic.cut(square, limit_rules.infinite_multiple(limit_rules.geometric_growth(k, faster), y_0**2))
        limit = limit_rules.limit_congruence(k, _squared_entry(proof, orbit, closed, q, 1), multiple)
        proof.have(limit.conclusion, by=limit, because="a geometric sequence with ratio above 1")
    return proof.have(Implies(premise, limit.conclusion), by=logic.discharge(premise, limit))


def on_axis(proof: Proof, orbit: Term, closed: Theorem, factors: tuple[Term, Term]) -> Theorem:
    """y₀ = 0 ⇒ (v_k → 0 ⇔ x₀ = 0 or η < ¼)."""
    p, q = factors
    premise, limit = Eq(y_0, 0), tends(orbit, k, infinity(), zeros(2))
    rest, slow = Eq(x_0, 0), eta < num(1) / 4
    with proof.suppose(premise) as (flat,):
        line = proof.have(
            Eq(column(p**k * x_0, 0), orbit), parts=[(-1, closed), (-column(0, q**k), flat)], because="y stays 0"
        )
        with proof.suppose(rest) as (still,):
            nothing = proof.have(Eq(zeros(2), orbit), parts=[(1, line), (-column(p**k, 0), still)], because="x stays 0")
            constant = limit_rules.continuity(tends(zeros(2), k, infinity(), zeros(2)), ())
            first = proof.have(
                limit, by=limit_rules.limit_congruence(k, nothing, constant), because="the start is the saddle"
            )
        with proof.suppose(slow) as (below,):
            shrinks = proof.have(
                p**2 < 1, terms=[(64, [proof.known(eta > 0), below], [])], because="1 − p² = 64·η·(¼ − η)"
            )
            powers = limit_rules.geometric_decay(k, shrinks)
            decays = limit_rules.continuity(tends(column(p**k * x_0, 0), k, infinity(), zeros(2)), (powers,))
            second = proof.have(
                limit, by=limit_rules.limit_congruence(k, line, decays), because="x is multiplied by 1 − 8η"
            )
        backward = logic.cases(logic.assume(Or(rest, slow)), first, second)
        with proof.suppose(limit) as (converges,):
            forward = _must_be_slow(proof, orbit, closed, p, converges)
        both = proof.equivalence(Iff(limit, Or(rest, slow)), forward, backward)
    return proof.have(Implies(premise, both.conclusion), by=logic.discharge(premise, both))


def _must_be_slow(proof: Proof, orbit: Term, closed: Theorem, p: Term, converges: Theorem) -> Theorem:
    """If the orbit goes to 0, then x₀ = 0 or η < ¼."""
    rest, slow = Eq(x_0, 0), eta < num(1) / 4
    with proof.suppose(Ne(x_0, 0)) as (moving,):
        square = proof.have(0 < x_0**2, by=lemmas.square_positive(moving), because="x₀ ≠ 0")
        with proof.suppose(num(1) / 4 <= eta) as (large,):
            ratio = proof.have(
                1 <= p**2, terms=[(64, [proof.known(eta > 0), large], [])], because="p² − 1 = 64·η·(η − ¼)"
            )
            powers = linear.power_at_least_one(p**2, ratio, k)
            same = _squared_entry(proof, orbit, closed, p, 0)
            bound = proof.have(
                x_0**2 <= orbit[0] ** 2, terms=[(1, [powers, square], [])], parts=[(-1, same)], because="(p²)ᵏ ≥ 1"
            )
            goes = limit_rules.continuity(tends(orbit[0] ** 2, k, infinity(), 0), (converges,))
            stays = limit_rules.continuity(tends(x_0**2, k, infinity(), x_0**2), ())
            absurd = limit_rules.limit_order(k, bound, stays, goes)
            false = proof.have(FALSE, terms=[(1, [square], []), (1, [absurd], [])], because="x_k² ≥ x₀² cannot go to 0")
        needed = proof.have(slow, by=lemmas.refuted(slow, false), because="the opposite is impossible")
    at_rest = logic.either(logic.assume(rest), Or(rest, slow))
    whole = logic.cases(logic.excluded_middle(rest), at_rest, logic.either(needed, Or(rest, slow)))
    return proof.have(Or(rest, slow), by=whole, because="one or the other")


def _squared_entry(proof: Proof, orbit: Term, closed: Theorem, factor: Term, row: int) -> Theorem:
    """(r²)ᵏ·s² = (the entry of the orbit)², from the entry rᵏ·s."""
    start = (x_0, y_0)[row]
    pick = block([[num(1 - row), num(row)]])
    entry = proof.have(Eq(orbit[row], factor**k * start), parts=[(pick, closed)], because="one coordinate")
    return proof.have(
        Eq(start**2 * (factor**2) ** k, orbit[row] ** 2),
        parts=[(start**2, linear.square_of_power(factor, k)), (-(orbit[row] + factor**k * start), entry)],
        because="squared",
    )
