"""Gaussian and explicit divergences: every result says just what the syllabus says; wrong variants are refused."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import sympy

from derivations import divergences, lemmas
from derivations.counterexample import find
from derivations.data import DataError
from derivations.kernel import Theorem, Undecided, algebra, calculus, lebesgue, logic, matrices
from derivations.kernel.densities import KL, density, expectation, finite_kl, normal
from derivations.kernel.formulas import (
    TRUE,
    And,
    Eq,
    ForAll,
    Implies,
    Integral,
    Ne,
    Not,
    Product,
    Sum,
    column,
    counting,
    det,
    differentiable,
    entry,
    function,
    integrable,
    inv,
    invertible,
    log,
    matrix,
    natural,
    piecewise,
    real,
    vector,
    zeros,
)
from derivations.kernel.formulas import lebesgue as lebesgue_measure
from derivations.kernel.terms import NAT, ONE, PROP, REAL, Term, apply, lam, make, num
from derivations.lemmas import arithmetic, finite_divergences, finite_sums, gaussians, pushforwards
from derivations.lemmas.expectations import Space
from derivations.proof import Proof, StepError, once
from derivations.refuter.evaluate import evaluate, holds
from derivations.slips import judge
from derivations.tactics import Facts
from tests.derivations.spoiling import unnoticed

a, x, u = map(real, "axu")
mu_1, mu_2, sigma_1, sigma_2 = map(real, ["mu_1", "mu_2", "sigma_1", "sigma_2"])
i, j, n, m, d = map(natural, "ijnmd")
LINE = lebesgue_measure()
RESULTS = ["gaussian_kl", "diagonal_gaussian_kl", "kl_asymmetric", "objectives_differ", "pushforward"]


def ratio(top: int, bottom: int) -> Term:
    return num(Fraction(top, bottom))


def states(proof: Proof, conclusion: Term, hypotheses: set[Term]) -> None:
    for made, wanted in zip(parts(proof.statement), parts(conclusion), strict=True):
        assert made.alpha is wanted.alpha
    assert proof.statement.alpha is conclusion.alpha
    assert {h.alpha for h in proof.hypotheses} == {h.alpha for h in hypotheses}
    assert proof.oracles == frozenset()


def parts(formula: Term) -> list[Term]:
    return [p for a in formula.args for p in parts(a)] if formula.op == "and" else [formula]


def bell(mean: Term | int, spread: Term | int) -> Term:
    return lam(x, normal(x, mean, spread))


def gaussian(m_1: Term, s_1: Term, m_2: Term, s_2: Term) -> Term:
    return log(s_2 / s_1) + (s_1**2 + (m_1 - m_2) ** 2) / (2 * s_2**2) - ratio(1, 2)


# What is stated
def test_the_divergence_of_two_gaussians_and_of_two_with_equal_variances():
    p, q = bell(mu_1, sigma_1), bell(mu_2, sigma_2)
    general = Eq(KL(LINE, p, q), gaussian(mu_1, sigma_1, mu_2, sigma_2))
    equal = Eq(KL(LINE, p, bell(mu_2, sigma_1)), (mu_1 - mu_2) ** 2 / (2 * sigma_1**2))
    states(once(divergences.gaussian_kl), And(finite_kl(LINE, p, q), general, equal), {0 < sigma_1, 0 < sigma_2})


def test_the_divergence_of_a_diagonal_gaussian_from_the_standard_one_in_any_dimension():
    m_i, s_i, point = entry(vector("mu", d), i), entry(vector("sigma", d), i), vector("x", d)
    p = lam(point, Product(normal(entry(point, i), m_i, s_i), i, d))
    q = lam(point, Product(normal(entry(point, i), 0, 1), i, d))
    over = lebesgue_measure(d)
    value = -ratio(1, 2) * Sum(1 + log(s_i**2) - m_i**2 - s_i**2, i, d)
    statement = And(finite_kl(over, p, q), Eq(KL(over, p, q), value))
    states(once(divergences.diagonal_gaussian_kl), statement, {ForAll(i, Implies(i < d, 0 < s_i))})


def distribution(*values: Term) -> Term:
    return lam(i, entry(column(*values), i))


def test_the_divergence_of_two_coins_depends_on_the_order():
    p, q, over = distribution(ratio(1, 4), ratio(3, 4)), distribution(ratio(1, 2), ratio(1, 2)), counting(2)
    there, back = KL(over, p, q), KL(over, q, p)
    two, three = log(num(2)), log(num(3))
    values = Eq(there, ratio(3, 4) * three - two), Eq(back, two - ratio(1, 2) * three)
    states(once(divergences.kl_asymmetric), And(*values, Ne(there, back)), set())


def test_the_two_objectives_have_different_minimisers_and_no_others():
    over, p = counting(3), distribution(ratio(1, 2), ratio(1, 8), ratio(3, 8))

    def q(at: Term) -> Term:
        return distribution(at, at, 1 - 2 * at)

    first, second = ratio(5, 16), ratio(2, 7)
    forward = Implies(Ne(a, first), KL(over, p, q(first)) < KL(over, p, q(a)))
    backward = Implies(Ne(a, second), KL(over, q(second), p) < KL(over, q(a), p))
    every = ForAll(a, Implies(And(0 < a, a < ratio(1, 2)), And(forward, backward)))
    states(once(divergences.objectives_differ), And(every, Ne(first, second)), set())


def transferred(over: Term, at: Term, p: Term, image: Term, law: Term, f: Term) -> Term:
    """If one of the expectations exists, so does the other, and they are equal."""
    first = integrable(piecewise(0 < p(at), p(at) * f(image)), at, over)
    weight = apply(law, at)
    second = integrable(piecewise(0 < weight, weight * f(at)), at, over)
    same = Eq(expectation(over, p, lam(at, f(image))), expectation(over, law, f))
    return And(Implies(first, And(second, same)), Implies(second, first))


def finite_claim() -> tuple[Term, Term]:
    p, f, G = function("p_1", NAT), function("f_1", NAT), function("G", NAT, NAT)
    law = lam(j, Sum(piecewise(Eq(G(i), j), p(i)), i, n))
    premise = And(density(counting(n), p), ForAll(i, Implies(i < n, G(i) < m)))
    return premise, Eq(expectation(counting(n), p, lam(i, f(G(i)))), expectation(counting(m), law, f))


def linear_claim() -> tuple[Term, Term]:
    z, y, M = vector("z", d), vector("y", d), matrix("M", d, d)
    p, f, over = function("p_2", z.sort), function("f_2", z.sort), lebesgue_measure(d)
    law = lam(y, p(inv(M) * y) / abs(det(M)))
    return And(density(over, p), invertible(M)), transferred(over, z, p, M * z, law, f)


def line_claim() -> tuple[Term, Term]:
    p, f, g, k = (function(name, REAL) for name in ("p_3", "f_3", "g", "k"))
    S, T = function("S", REAL, PROP), function("T", REAL, PROP)
    slope = make("derivative", g, x)
    law = lam(u, piecewise(T(u), p(k(u)) / abs(make("derivative", g, k(u)))))
    given = (
        density(LINE, p),
        make("measurable", S),
        ForAll(x, Implies(Not(S(x)), Eq(p(x), 0))),
        ForAll(x, Implies(S(x), And(make("differentiable", g, x), Ne(slope, 0)))),
        ForAll(x, Implies(S(x), And(T(g(x)), Eq(k(g(x)), x)))),
        ForAll(u, Implies(T(u), And(S(k(u)), Eq(g(k(u)), u)))),
    )
    return And(*given), transferred(LINE, x, p, g(x), law, f)


def test_expectations_are_transferred_by_finite_linear_and_one_to_one_maps():
    claims = [Implies(*claim()) for claim in (finite_claim, linear_claim, line_claim)]
    states(once(divergences.pushforward), And(*claims), set())


# The same, evaluated apart from the kernel's terms
def bell_at(z: np.ndarray, mean: float, spread: float) -> np.ndarray:
    return np.exp(-((z - mean) ** 2) / (2 * spread**2)) / (np.sqrt(2 * np.pi) * spread)


@pytest.mark.parametrize(("m_1", "s_1", "m_2", "s_2"), [(0, 1, 1, 2), (3, 2, -1, 1.5), (0.5, 0.25, 0.5, 1)])
def test_the_closed_form_is_the_integral(m_1, s_1, m_2, s_2):
    z = np.linspace(m_1 - 12 * s_1, m_1 + 12 * s_1, 20_001)  # what is beyond is below 1e-30
    p, q = bell_at(z, m_1, s_1), bell_at(z, m_2, s_2)
    integral = np.trapezoid(p * np.log(p / q), z)
    closed = once(divergences.gaussian_kl).to_function()(mu_1=m_1, sigma_1=s_1, mu_2=m_2, sigma_2=s_2)
    assert closed == pytest.approx(integral, abs=1e-12)


def test_the_diagonal_form_is_the_sum_of_the_coordinates():
    mean, spread = np.array([0.5, -1.0, 2.0]), np.array([0.5, 1.0, 3.0])
    single = once(divergences.gaussian_kl).to_function()
    coordinates = [float(single(mu_1=p, sigma_1=s, mu_2=0.0, sigma_2=1.0)) for p, s in zip(mean, spread, strict=True)]
    diagonal = -0.5 * np.sum(1 + np.log(spread**2) - mean**2 - spread**2)
    assert diagonal == pytest.approx(sum(coordinates), rel=1e-12)


def test_the_values_for_two_coins_are_those_of_the_definition():
    p, q = np.array([0.25, 0.75]), np.array([0.5, 0.5])
    values = np.ravel(once(divergences.kl_asymmetric).to_function()())
    assert values == pytest.approx([np.sum(p * np.log(p / q)), np.sum(q * np.log(q / p))], rel=1e-12)


def test_the_minimisers_are_those_of_a_fine_grid():
    p, grid = np.array([0.5, 0.125, 0.375]), np.arange(1, 5600) / 11200  # 5/16 and 2/7 are on it
    q = np.stack([grid, grid, 1 - 2 * grid])
    forward = np.sum(p[:, None] * np.log(p[:, None] / q), axis=0)
    backward = np.sum(q * np.log(q / p[:, None]), axis=0)
    found = [grid[np.argmin(values)] for values in (forward, backward)]
    assert np.ravel(once(divergences.objectives_differ).to_function()()) == pytest.approx(found)


@pytest.mark.parametrize("image", [*product(range(2), repeat=3)], ids=str)
def test_the_law_of_a_map_gives_the_same_sum_and_another_one_does_not(image):
    theorem = logic.specialise(finite_sums.pushed_forward(), num(3))
    weight, value = (Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)), (Fraction(3), Fraction(-2))
    table = tuple(map(Fraction, image))
    here = {finite_sums.G: table, finite_sums.p: weight, finite_sums.f: value, finite_sums.k: Fraction(2)}
    law = [sum(w for w, to in zip(weight, image, strict=True) if to == at) for at in range(2)]
    total = sum(p * f for p, f in zip(law, value, strict=True))
    left, right = theorem.conclusion.args[1].args
    assert (evaluate(left, here), evaluate(right, here)) == (total, total)
    assert holds(theorem.conclusion, here) is True
    assert holds(Eq(left, 2 * right), here) is False


# Other data
@pytest.mark.parametrize(
    "data", [(0, 1, 1, 2), (Fraction(1, 2), 3, sympy.Rational(-1, 3), 3), (None, 2, None, 5)], ids=str
)
def test_the_divergence_is_proved_again_for_data(data):
    symbols = (mu_1, sigma_1, mu_2, sigma_2)
    values = [s if w is None else num(Fraction(str(w))) for s, w in zip(symbols, data, strict=True)]
    m_1, s_1, m_2, s_2 = values
    p, q = bell(m_1, s_1), bell(m_2, s_2)
    claims = [finite_kl(LINE, p, q), Eq(KL(LINE, p, q), gaussian(*values))]
    if data[1] == data[3]:
        claims.append(Eq(KL(LINE, p, q), (m_1 - m_2) ** 2 / (2 * s_1**2)))
    states(divergences.gaussian_kl(*data), And(*claims), set())


@pytest.mark.parametrize(
    ("data", "kept"), [({"sigma_1": 2}, num(2)), ({"sigma_2": 2}, num(2)), ({"mu_1": 0}, sigma_1)], ids=str
)
def test_equal_variances_take_the_value_that_is_given(data, kept):
    last = parts(divergences.gaussian_kl(**data).statement)[-1]
    m_1 = num(0) if "mu_1" in data else mu_1
    assert last.alpha is Eq(KL(LINE, bell(m_1, kept), bell(mu_2, kept)), (m_1 - mu_2) ** 2 / (2 * kept**2)).alpha


REFUSED = [
    ({"sigma_1": 0}, "sigma_1 = 0 is not above 0"),
    ({"sigma_2": -1}, "sigma_2 = -1 is not above 0"),
    ({"sigma_1": Fraction(-1, 2)}, "sigma_1 = -1/2 is not above 0"),
    ({"mu_1": 0.5}, "mu_1 = 0.5 is not exact"),
    ({"mu_2": "1"}, "mu_2 = '1' is not an exact number"),
    ({"sigma_2": sympy.sqrt(2)}, r"sigma_2 = sqrt\(2\) is not an exact number"),
    ({"sigma_1": True}, "sigma_1 = True is not exact"),
]


@pytest.mark.parametrize(("data", "message"), REFUSED, ids=str)
def test_impossible_data_are_refused_by_name(data, message):
    with pytest.raises(DataError, match=message):
        divergences.gaussian_kl(**data)


# Gaussians
def test_the_normal_density_is_a_density_for_a_positive_deviation_only():
    theorem = gaussians.normal_density(0, sigma_1)
    assert theorem.conclusion.alpha is density(LINE, bell(0, sigma_1)).alpha
    assert [h.alpha for h in theorem.hypotheses] == [0 < sigma_1]


def test_the_second_moment_about_any_point():
    proof = Proof(given=[0 < sigma_1])
    body = normal(x, mu_1, sigma_1) * (x - a) ** 2
    found = gaussians.second_moment(proof, mu_1, sigma_1, a)
    assert found.conclusion.alpha is Eq(Integral(body, x, LINE), sigma_1**2 + (mu_1 - a) ** 2).alpha
    assert [h.alpha for h in found.hypotheses] == [0 < sigma_1]


WRONG_COEFFICIENTS = {
    "right": ([(mu_1 - a) ** 2, 2 * sigma_1 * (mu_1 - a), sigma_1**2], True),
    "sign of the linear term": ([(mu_1 - a) ** 2, -2 * sigma_1 * (mu_1 - a), sigma_1**2], False),
    "σ for σ²": ([(mu_1 - a) ** 2, 2 * sigma_1 * (mu_1 - a), sigma_1], False),
}


@pytest.mark.parametrize(("coefficients", "right"), WRONG_COEFFICIENTS.values(), ids=WRONG_COEFFICIENTS)
def test_only_the_right_coefficients_expand_the_square(coefficients, right):
    proof = Proof(given=[0 < sigma_1])
    space, body = Space(proof, LINE, x), normal(x, mu_1, sigma_1) * (x - a) ** 2
    value = sigma_1**2 + (mu_1 - a) ** 2

    def expand() -> None:
        gaussians.polynomial(space, body, (mu_1, sigma_1), coefficients, value, "expand")

    if right:
        expand()
    else:
        with pytest.raises(StepError):
            expand()


@pytest.mark.parametrize("value", [sigma_1**2, (mu_1 - a) ** 2 - sigma_1**2, sigma_1**2 + (mu_1 + a) ** 2], ids=str)
def test_a_wrong_second_moment_is_refused(value):
    proof = Proof(given=[0 < sigma_1])
    coefficients = [(mu_1 - a) ** 2, 2 * sigma_1 * (mu_1 - a), sigma_1**2]
    body = normal(x, mu_1, sigma_1) * (x - a) ** 2
    with pytest.raises(StepError):
        gaussians.polynomial(Space(proof, LINE, x), body, (mu_1, sigma_1), coefficients, value, "expand")


@pytest.mark.parametrize("given", [[0 < sigma_1], [0 < sigma_2]], ids=str)
def test_the_divergence_needs_both_deviations_to_be_positive(given):
    with pytest.raises(StepError):
        gaussians.divergence(Proof(given=given), (mu_1, sigma_1), (mu_2, sigma_2))


# Explicit distributions
def test_a_certificate_at_another_point_is_refused():
    proof = Proof(given=[0 < a, a < num(1) / 2, 0 < 1 - 2 * a])
    half, rest = num(1) / 2, 1 - 2 * a
    value = half * log(num(8) / 5) + log(num(2) / 5) / 8
    good = finite_divergences.Certificate(
        num(5) / 16, value, (16 * a / 5, 8 * rest / 3), (num(5) / 8, num(3) / 8), num(5) / 16
    )

    def pair(at: Term) -> tuple[Sequence[Term], Sequence[Term]]:
        return (half, num(1) / 8, num(3) / 8), (at, at, 1 - 2 * at)

    assert finite_divergences.only_least(proof, a, pair, good).conclusion.op == "implies"
    for wrong in (
        good._replace(best=num(2) / 7),
        good._replace(value=value + 1),
        good._replace(weights=(num(3) / 8, num(5) / 8)),
        good._replace(ratios=(8 * rest / 3, 16 * a / 5)),
    ):
        with pytest.raises(StepError):
            finite_divergences.only_least(proof, a, pair, wrong)


def test_a_value_that_may_be_zero_is_no_sum_of_logarithms():
    with pytest.raises(Undecided):
        finite_divergences.sum_of_logs(Proof(given=[0 <= a]), (a, 1 - a), (num(1) / 2, num(1) / 2))


# Sums and products of any length
def test_the_lemmas_on_sums_say_what_they_are_used_for():
    f, b, p, G = (function(name, NAT, NAT if name == "G" else REAL) for name in "fbpG")
    first, k, c = function("a", NAT), natural("k"), real("c")
    top, bottom = Product(first(i), i, n), Product(b(i), i, n)
    positive = ForAll(i, Implies(i < n, And(0 < first(i), 0 < b(i))))
    law = And(0 < top, 0 < bottom, Eq(log(top / bottom), Sum(log(first(i) / b(i)), i, n)))
    total = Sum(piecewise(Eq(m, j), c) * f(j), j, k)
    single = And(Implies(m < k, Eq(total, c * f(m))), Implies(k <= m, Eq(total, 0)))
    weight = Sum(piecewise(Eq(G(i), j), p(i)), i, n)
    inside = ForAll(i, Implies(i < n, G(i) < k))
    pushed = Implies(inside, Eq(Sum(p(i) * f(G(i)), i, n), Sum(weight * f(j), j, k)))
    wanted = [
        (finite_sums.quotient_of_products(), ForAll(n, Implies(positive, law))),
        (finite_sums.single_term(), ForAll(k, single)),
        (finite_sums.pushed_forward(), ForAll(n, pushed)),
    ]
    for theorem, formula in wanted:
        assert theorem.conclusion.alpha is formula.alpha
        assert theorem.hypotheses == ()


def test_what_holds_at_each_index_holds_below_the_count():
    values = column(2, 3, 5)
    shown = [Facts().prove(0 < entry(values, num(at))) for at in range(3)]
    theorem = lemmas.at_each(i, 0 < entry(values, i), shown)
    assert theorem.conclusion is (0 < entry(values, i))
    assert theorem.hypotheses == (i < 3,)


def test_an_index_that_was_left_out_is_not_covered():
    values = column(2, 3, 5)
    shown = [Facts().prove(0 < entry(values, num(at))) for at in (0, 2)]
    with pytest.raises(Undecided):
        lemmas.at_each(i, 0 < entry(values, i), shown)


@pytest.mark.parametrize(("values", "holds"), [((1, 2), True), ((1, 0), False), ((-1, 2), False)], ids=str)
def test_a_property_of_a_finite_sum_is_looked_at_one_by_one(values, holds):
    goal = make("almost", counting(2), lam(i, 0 < entry(column(*values), i)))
    if holds:
        assert Facts().prove(goal).conclusion.alpha is goal.alpha
    else:
        with pytest.raises(Undecided):
            Facts().prove(goal)


# Push-forwards are not vacuous, and need what they say
LAW_P, LAW_F, MAP, BACK = (function(name, REAL) for name in ("p_3", "f_3", "g", "k"))
SOURCE, TARGET = function("S", REAL, PROP), function("T", REAL, PROP)


def premises(formula: Term) -> list[Term]:
    return [formula.args[0], *premises(formula.args[1])] if formula.op == "and" else [formula]


def under_no_condition(claim: Term) -> Theorem:
    """⊢ ∀x. ¬true ⇒ φ(x)."""
    absurd = logic.contradiction(logic.truth(), logic.assume(Not(TRUE)))
    return logic.generalise(x, logic.discharge(Not(TRUE), logic.by_contradiction(claim, absurd)))


def doubled() -> tuple[Theorem, Facts]:
    """The claim about the line for z ~ N(0, 1) and g(z) = 2z + 1, and what is known of this map."""
    claim = lemmas.split(once(divergences.pushforward).theorem)[2]
    whole, image = lam(x, TRUE), lam(x, 2 * x + 1)
    mapping = {LAW_P: bell(0, 1), MAP: image, BACK: lam(u, (u - 1) / 2), SOURCE: whole, TARGET: whole}
    slope = make("derivative", image, x)
    facts = Facts([gaussians.normal_density(0, 1), under_no_condition(Eq(normal(x, 0, 1), 0))])
    flat = calculus.derivative(Eq(slope, 2))
    steep = algebra.nonneg(Ne(slope, 0), ((2, (), ()),), ((1, flat, ONE),), ())
    facts.add(logic.generalise(x, logic.discharge(TRUE, logic.both(facts.prove(differentiable(2 * x + 1, x)), steep))))
    return logic.instantiate(claim, tuple(mapping.items())), facts


def test_the_claim_about_the_line_applies_to_an_affine_map_of_a_normal_variable():
    claim, facts = doubled()
    shown = [facts.prove(piece) for piece in premises(claim.conclusion.args[0])]
    found = facts.settled(logic.modus_ponens(claim, lemmas.join(*shown)))
    assert found.hypotheses == ()
    assert found.conclusion.op == "and"


def test_the_claim_about_matrices_applies_to_a_number_that_is_not_0():
    claim = lemmas.split(once(divergences.pushforward).theorem)[1]
    line = logic.instantiate(claim, ((d, num(1)),))
    scaled = logic.instantiate(line, ((real("M"), num(-2)), (function("p_2", REAL), bell(0, 1))))
    facts = Facts([gaussians.normal_density(0, 1)])
    shown = [facts.prove(piece) for piece in premises(scaled.conclusion.args[0])]
    assert facts.settled(logic.modus_ponens(scaled, lemmas.join(*shown))).hypotheses == ()


def test_the_law_under_a_matrix_needs_the_determinant():
    z, y, M = pushforwards.z, pushforwards.y, pushforwards.M
    p, f = pushforwards.p_2, pushforwards.f_2
    facts = Facts([logic.assume(invertible(M))])
    right, wrong = (p(inv(M) * y) * f(y) / factor for factor in (abs(det(M)), num(1)))
    for old, fits in ((right, True), (wrong, False)):
        law = lebesgue.affine_substitution(M, zeros(d), lam(y, old))
        new = apply(law.conclusion.args[0].args[1].args[1], z)
        goal = Eq(p(z) * f(M * z), abs(det(M)) * new)
        if fits:
            size = arithmetic.abs_positive(logic.modus_ponens(matrices.determinant(M), facts.prove(invertible(M))))
            assert Facts([size, *facts.known.values()]).prove(goal).conclusion is goal
        else:
            with pytest.raises(Undecided):
                facts.prove(goal)


# Every line counts
@pytest.mark.parametrize("name", RESULTS)
def test_no_proof_survives_a_wrong_line(name, monkeypatch):
    assert unnoticed(getattr(divergences, name), monkeypatch) == []


@pytest.mark.parametrize("name", ["kl_asymmetric"])
def test_statements_without_variables_are_true(name):
    assert holds(once(getattr(divergences, name)).statement, {}) is True


# Errata
@pytest.mark.parametrize("slip", divergences.ERRATA, ids=lambda s: s.written)
def test_circulating_slips_are_refuted_with_a_witness(slip):
    judged = judge(slip)
    assert judged.status == slip.verdict == "refuted"
    assert judged.witness
    assert slip.correct


def test_the_lost_factor_is_about_the_moments_that_it_names():
    proof = Proof(given=[0 < divergences.sigma])
    q, p, s = divergences.mu_q, divergences.mu_p, divergences.sigma
    first, second = (gaussians.second_moment(proof, q, s, at) for at in (q, p))
    left, right = divergences.ERRATA[1].claim().args
    gap = first.conclusion.args[0] - second.conclusion.args[0]
    proof.have(Eq(gap, right), parts=[(1, first), (-1, second)])
    same = proof.use(once(divergences.gaussian_kl), {mu_1: q, mu_2: p, sigma_1: s, sigma_2: s})
    assert lemmas.split(same)[2].conclusion.args[1].alpha is left.alpha
    assert find(Eq(-1 / (2 * s**2) * right, left), [0 < s]) is None
