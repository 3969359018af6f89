"""The Dirac-GAN: what each row of the table states, and that no line of the proof can be wrong unnoticed."""

from fractions import Fraction

import pytest

from derivations import minimax
from derivations.kernel import Undecided
from derivations.kernel.densities import normal, sigmoid
from derivations.kernel.formulas import (
    And,
    Derivative,
    Eq,
    ForAll,
    Iff,
    Implies,
    Integral,
    Ne,
    Not,
    above,
    block,
    column,
    converges_from_every_start,
    eigenvalue,
    exp,
    identity,
    infinity,
    iterate,
    lam,
    lebesgue,
    log,
    natural,
    piecewise,
    real,
    sqnorm,
    sqrt,
    tends,
    vector,
    zeros,
)
from derivations.kernel.terms import ONE, ZERO, num
from derivations.lemmas import dirac, dirac_bounds, dirac_integrals, dirac_noise, dirac_table, plane_eigenvalues
from derivations.lemmas.dirac_gradient_penalty import gradient_penalty_rows
from derivations.lemmas.dirac_gradient_penalty_orbits import never_arrives
from derivations.lemmas.dirac_penalty import consensus_rows, penalty_rows
from derivations.lemmas.dirac_rows import saturating_free_rows, unregularised_rows, wasserstein_rows
from derivations.lemmas.dirac_steps import outward
from derivations.proof import Proof, once
from tests.derivations.spoiling import unnoticed

ROWS = [
    unregularised_rows,
    saturating_free_rows,
    wasserstein_rows,
    gradient_penalty_rows,
    penalty_rows,
    consensus_rows,
    dirac_noise.noise_rows,
]
H, GAMMA, SIGMA, THETA, PSI, G_0 = map(real, ("h", "gamma", "sigma", "theta", "psi", "g_0"))
RE, IM, Z, V, K = real("re"), real("im"), real("z"), vector("v", 2), natural("k")
HALF, QUARTER = num(Fraction(1, 2)), num(Fraction(1, 4))
DAMPED = block([[ZERO, -HALF], [HALF, -GAMMA]])
AGREED = block([[-GAMMA / 4, -HALF], [HALF, -GAMMA / 4]])
TURN_BY_ONE = block([[ZERO, num(-1)], [ONE, ZERO]])
NOISY = block([[ZERO, -HALF], [HALF, -(SIGMA**2 / 2)]])


@pytest.fixture(scope="module")
def proof():
    return once(minimax.dirac_gan)


@pytest.fixture(scope="module")
def stated(proof):
    return {part.alpha for part in parts(proof.statement)}


def parts(formula):
    return [p for a in formula.args for p in parts(a)] if formula.op == "and" else [formula]


def converges(step):
    return converges_from_every_start(lam(V, step * V), zeros(2))


def together(matrix):
    """One simultaneous step."""
    return identity(2) + H * matrix


def in_turn(matrix):
    """One step of θ, then one of ψ."""
    a, b, c, d = matrix.args
    return (identity(2) + H * block([[ZERO, ZERO], [c, d]])) * (identity(2) + H * block([[a, b], [ZERO, ZERO]]))


def every(matrix, claim):
    return ForAll(RE, ForAll(IM, claim(eigenvalue(matrix, RE, IM))))


def roots(centre, square):
    return And(Eq((RE - centre) ** 2 - IM**2, square), Eq((RE - centre) * IM, 0))


# What is stated
@pytest.mark.parametrize(
    ("matrix", "centre", "square"),
    [
        (block([[ZERO, -HALF], [HALF, ZERO]]), ZERO, -QUARTER),
        (TURN_BY_ONE, ZERO, num(-1)),
        (DAMPED, -GAMMA / 2, GAMMA**2 / 4 - QUARTER),
        (AGREED, -GAMMA / 4, -QUARTER),
        (NOISY, -(SIGMA**2) / 4, SIGMA**4 / 16 - QUARTER),
    ],
    ids=["saturating", "Wasserstein", "R1", "consensus", "noise"],
)
def test_eigenvalues(stated, matrix, centre, square):
    assert every(matrix, lambda claim: Iff(claim, roots(centre, square))).alpha in stated


@pytest.mark.parametrize("matrix", [DAMPED, AGREED, NOISY], ids=["R1", "consensus", "noise"])
def test_the_linearised_flow_converges(stated, matrix):
    assert every(matrix, lambda claim: Implies(claim, RE < 0)).alpha in stated


@pytest.mark.parametrize(("matrix", "damping"), [(DAMPED, GAMMA), (NOISY, SIGMA**2 / 2)], ids=["R1", "noise"])
def test_bounds_of_a_damping(stated, matrix, damping):
    weak = Implies(damping <= 1, Iff(converges(together(matrix)), H < 4 * damping))
    strong = Implies(1 <= damping, Iff(converges(together(matrix)), H < 4 * (damping - sqrt(damping**2 - 1))))
    after = Iff(converges(in_turn(matrix)), H < 4 * (sqrt(damping**2 + 1) - damping))
    assert {weak.alpha, strong.alpha, after.alpha} <= stated


def test_bounds_of_consensus(stated):
    assert Iff(converges(together(AGREED)), H < 8 * GAMMA / (GAMMA**2 + 4)).alpha in stated
    assert Iff(converges(in_turn(AGREED)), H < 8 / (GAMMA + 2)).alpha in stated


@pytest.mark.parametrize(("matrix", "step", "largest"), [(block(dirac.TURN), H / 2, 4), (TURN_BY_ONE, H, 2)])
def test_undamped_steps(stated, matrix, step, largest):
    start = column(real("theta_0"), real("psi_0"))
    once = together(matrix)
    far = tends(sqnorm(iterate(lam(V, once * V), start, K)), K, infinity(), infinity())
    longer = every(once, lambda claim: Implies(claim, Eq(RE**2 + IM**2, 1 + step**2)))
    kept = every(in_turn(matrix), lambda claim: Implies(claim, Eq(RE**2 + IM**2, 1)))
    outward = Implies(Ne(start, zeros(2)), far)
    assert {longer.alpha, outward.alpha, Implies(H <= largest, kept).alpha} <= stated


def test_the_field_with_noise_is_the_derivative_of_the_loss(stated):
    def mean(body):
        return Integral(normal(Z, num(0), num(1)) * body, Z, lebesgue())

    def f(s):
        return -log(1 + exp(-s))

    made, data = PSI * (THETA + SIGMA * Z), -(PSI * (SIGMA * Z))
    loss = mean(f(made)) + mean(f(data))
    down = Eq(-Derivative(loss, THETA), -PSI * mean(1 - sigmoid(made)))
    up = mean((THETA + SIGMA * Z) * (1 - sigmoid(made))) - mean(SIGMA * Z * (1 - sigmoid(data)))
    assert {down.alpha, Eq(Derivative(loss, PSI), up).alpha} <= stated


def test_the_field_of_the_gradient_penalty_jumps(stated):
    for inside, limit in ((PSI, GAMMA * G_0), (-PSI, -GAMMA * G_0)):
        second = 0 - GAMMA * (abs(inside) / inside) * (abs(inside) - G_0)
        assert tends(second, PSI, above(0), limit).alpha in stated


@pytest.mark.parametrize("alternating", [False, True])
def test_no_orbit_of_the_gradient_penalty_goes_to_the_equilibrium_unless_it_lands_there(stated, alternating):
    sign = piecewise(0 < V[1], 1, piecewise(V[1] < 0, -1, 0))
    moved = V[0] - H * V[1]
    push = (moved if alternating else V[0]) - GAMMA * sign * (abs(V[1]) - G_0)
    at = iterate(lam(V, column(moved, V[1] + H * push)), column(real("theta_0"), real("psi_0")), K)
    never, away = ForAll(K, Ne(at, zeros(2))), Not(tends(at, K, infinity(), zeros(2)))
    assert Implies(And(0 < G_0, never), away).alpha in stated


def test_the_table_rests_on_the_criterion_of_schur_and_cohn_only(proof):
    assert {h.alpha for h in proof.hypotheses} == {(H > 0).alpha, (GAMMA > 0).alpha, (SIGMA > 0).alpha}
    assert proof.oracles == {"Schur-Cohn criterion"}


# What the rows need
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.__name__)
def test_every_theorem_of_a_row_needs_only_what_is_given(row):
    given = {g.alpha for g in dirac.GIVEN}
    for theorem in row(Proof(given=dirac.GIVEN)):
        assert {h.alpha for h in theorem.hypotheses} <= given


def test_lines_of_a_row_are_forgotten():
    proof = Proof(given=dirac.GIVEN)
    before = dict(proof.facts.known)
    kept = dirac_table.Table(proof)
    kept.row(wasserstein_rows)
    assert proof.facts.known == before
    assert kept.defined


# What is refused
def noise_as_penalty(proof):
    return dirac_table.as_penalty(proof, penalty_rows(Proof(given=dirac.GIVEN))[-3:])


@pytest.mark.parametrize("row", [*ROWS, noise_as_penalty], ids=lambda row: row.__name__)
def test_no_line_of_a_row_can_be_wrong_unnoticed(row, monkeypatch):
    assert unnoticed(lambda: row(Proof(given=dirac.GIVEN)), monkeypatch) == []


def test_the_bound_of_simultaneous_steps_says_nothing_about_alternating_ones():
    proof = Proof(given=dirac.GIVEN)
    *_, both_at_once, _, theta_first, _ = gradient_penalty_rows(proof)
    assert never_arrives(proof, theta_first, 1 + H**2, alternate=True)
    with pytest.raises(Undecided):
        never_arrives(proof, both_at_once, 1 + H**2, alternate=True)


def test_a_wrong_square_gives_no_spectrum():
    with pytest.raises(Undecided):
        plane_eigenvalues.spectrum(block(dirac.TURN), dirac.ZERO, dirac.QUARTER)


def test_a_wrong_turn_is_refused():
    with pytest.raises(Undecided):
        outward(Proof(given=dirac.GIVEN), dirac.TURN, H)


@pytest.mark.parametrize("line", [(ONE, SIGMA), (ZERO, ONE)])
def test_an_integrand_of_another_form_is_refused(line):
    with pytest.raises(Undecided):
        dirac_integrals.force_exists(SIGMA * Z * dirac.slope(PSI * Z), (ZERO, PSI), line)


def test_a_derivative_with_another_factor_is_refused():
    exists = dirac_integrals.force_exists(dirac.slope(PSI * THETA + ZERO * Z), (PSI * THETA, ZERO), (ONE, ZERO))
    with pytest.raises(Undecided):
        dirac_integrals.loss_slope(THETA, dirac.f(PSI * THETA), (ZERO, ZERO), (PSI, ZERO), ONE, exists)


def test_bounds_at_a_point_need_no_hypothesis():
    for theorem in (*dirac_bounds.loss(), *dirac_bounds.slope(Z), *dirac_bounds.curve(Z)):
        assert not theorem.hypotheses
