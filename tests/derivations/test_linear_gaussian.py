"""The linear Gaussian model: its result says what the syllabus says, and so do the general facts under it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derivations import vae
from derivations.counterexample import find
from derivations.kernel import IllFormed, Theorem, algebra, logic
from derivations.kernel.densities import KL, expectation, finite_kl, multivariate_normal, same_almost_everywhere
from derivations.kernel.formulas import (
    And,
    Eq,
    Exists,
    ForAll,
    Iff,
    Implies,
    Integral,
    Ne,
    Product,
    block,
    det,
    entry,
    function,
    identity,
    inv,
    lebesgue,
    log,
    matrix,
    natural,
    pi,
    positive_definite,
    real,
    sqnorm,
    symmetric,
    trace,
    unit,
    vector,
    zeros,
)
from derivations.kernel.terms import NAT, ONE, Term, lam, num
from derivations.lemmas import (
    definite_determinants,
    definite_matrices,
    diagonal_gaussians,
    diagonal_matrices,
    multivariate_gaussians,
    traces,
    unit_columns,
)
from derivations.opinion import summary
from derivations.proof import Proof, once
from derivations.refuter.evaluate import holds
from tests.derivations.spoiling import unnoticed

k, D, n, i, j = map(natural, ["k", "D", "n", "i", "j"])
W, b, x, s = matrix("W", D, k), vector("b", D), vector("x", D), real("s")
z, m, w, S, V = vector("z", k), vector("m", k), vector("w", k), matrix("S", k, k), matrix("V", k, k)
v = function("v", NAT)
M, C = W.T * W + s**2 * identity(k), W * W.T + s**2 * identity(D)
MU, T = inv(M) * (W.T * (x - b)), s**2 * inv(M)
LIKELIHOOD, PRIOR = (
    multivariate_normal(x, W * z + b, s**2 * identity(D)),
    multivariate_normal(z, zeros(k), identity(k)),
)
Q, POSTERIOR = (lam(z, multivariate_normal(z, *pair)) for pair in ((m, S), (MU, T)))
OVER = lebesgue(k)
EVIDENCE = Integral(LIKELIHOOD * PRIOR, z, OVER)
ELBO = expectation(OVER, Q, lam(z, log(LIKELIHOOD * PRIOR / multivariate_normal(z, m, S))))
MISFIT = (sqnorm(x - b - W * m) + trace(W * S * W.T)) / (2 * s**2)
RECONSTRUCTION = -(D / num(2) * log(2 * pi() * s**2)) - MISFIT
TO_PRIOR = (sqnorm(m) + trace(S) - k - log(det(S))) / 2
GAP = log(EVIDENCE) - ELBO


def on(a: Term) -> Term:
    """The entry of a matrix at i on the diagonal."""
    e = unit(a.shape[0], i)
    return e.T * a * e


def diagonal(a: Term, entries: Term) -> Term:
    """a·eᵢ is the entry times eᵢ for all i."""
    size = a.shape[0]
    return ForAll(i, Implies(i < size, Eq(a * unit(size, i), entries * unit(size, i))))


# The result
def test_posterior_evidence_bound_gap_and_the_best_diagonal_are_those_of_the_syllabus():
    least = log(Product(on(M), i, k) / det(M)) / 2
    mean = expectation(OVER, Q, lam(z, log(LIKELIHOOD)))
    kl = KL(OVER, Q, lam(z, PRIOR))
    widths = ForAll(i, Implies(i < k, Eq(v(i), s**2 / on(M))))
    best = And(least <= GAP, Iff(Eq(GAP, least), And(Eq(m, MU), widths)))
    expected = And(
        ForAll(z, Eq(LIKELIHOOD * PRIOR / EVIDENCE, multivariate_normal(z, MU, T))),
        Eq(EVIDENCE, multivariate_normal(x, b, C)),
        Eq(ELBO, mean - kl),
        Eq(mean, RECONSTRUCTION),
        Eq(kl, TO_PRIOR),
        Eq(ELBO, RECONSTRUCTION - TO_PRIOR),
        Eq(GAP, KL(OVER, Q, POSTERIOR)),
        ELBO <= log(EVIDENCE),
        Iff(Eq(GAP, 0), same_almost_everywhere(OVER, Q, POSTERIOR)),
        Iff(Eq(GAP, 0), And(Eq(m, MU), ForAll(w, Eq(S * w, T * w)))),
        ForAll(v, Implies(diagonal(S, v(i)), best)),
        Exists(V, And(positive_definite(V), diagonal(V, s**2 / on(M)))),
    )
    proof = once(vae.linear_gaussian)
    assert proof.statement.alpha is expected.alpha
    assert [h.alpha for h in proof.hypotheses] == [(0 < s).alpha, positive_definite(S).alpha]
    assert proof.oracles == frozenset()
    assert proof.uses == ["divergences.gibbs"]
    assert proof.answer_term is not None
    assert proof.answer_term.alpha is (RECONSTRUCTION - TO_PRIOR).alpha


def test_a_wrong_line_stops_the_proof(monkeypatch):
    assert unnoticed(vae.linear_gaussian, monkeypatch) == []


def test_sympy_disagrees_with_no_step():
    assert summary(once(vae.linear_gaussian).theorem)["disagrees"] == 0


# The general facts
A, B, R = matrix("A", n, n), matrix("B", n, n), matrix("R", n, k)
p, q, r = vector("p", n), vector("q", n), vector("r", n)
a, c, t = function("a", NAT), real("c"), real("t")
ON = lebesgue(n)


def law(centre: Term, covariance: Term) -> Term:
    return lam(r, multivariate_normal(r, centre, covariance))


def states(theorem: Theorem, conclusion: Term, *hypotheses: Term) -> bool:
    """Whether a theorem says this, and from these hypotheses in any order."""
    same = {h.alpha for h in theorem.hypotheses} == {h.alpha for h in hypotheses}
    return same and theorem.conclusion.alpha is conclusion.alpha and not theorem.oracles


DEFINITE, OTHER = (logic.assume(positive_definite(matrix_)) for matrix_ in (A, B))
POSITIVE = logic.assume(0 < c)
COVARIANCES = positive_definite(A), positive_definite(B)


@pytest.mark.parametrize(
    ("theorem", "conclusion", "hypotheses"),
    [
        pytest.param(lambda: unit_columns.product_with(i, p), Eq(unit(n, i).T * p, entry(p, i)), [i < n], id="entry"),
        pytest.param(lambda: unit_columns.length(n, i), Eq(unit(n, i).T * unit(n, i), 1), [i < n], id="length"),
        pytest.param(
            lambda: unit_columns.orthogonal(n, i, j),
            Eq(unit(n, i).T * unit(n, j), 0),
            [i < n, Ne(i, j)],
            id="orthogonal",
        ),
        pytest.param(lambda: unit_columns.nonzero(n, i), Ne(unit(n, i), zeros(n)), [i < n], id="nonzero"),
        pytest.param(lambda: traces.cyclic(R, R.T * A), Eq(trace(R * (R.T * A)), trace(R.T * A * R)), [], id="cyclic"),
        pytest.param(lambda: traces.of_identity(n), Eq(trace(identity(n)), n), [], id="trace of I"),
        pytest.param(lambda: traces.outer(p, q), Eq(trace(p * q.T), q.T * p), [], id="trace of an outer product"),
        pytest.param(
            lambda: traces.linear(2 * A - c * B, [(2, A), (-c, B)]),
            Eq(trace(2 * A - c * B), 2 * trace(A) + -c * trace(B)),
            [],
            id="the trace is linear",
        ),
        pytest.param(
            lambda: diagonal_matrices.determinant(A, a),
            Eq(det(A), Product(a(i), i, n)),
            [symmetric(A), diagonal(A, a(i))],
            id="determinant of a diagonal matrix",
        ),
        pytest.param(
            lambda: diagonal_matrices.determinant_of_scalar(n, c), Eq(det(c * identity(n)), c**n), [], id="det(cI)"
        ),
        pytest.param(
            lambda: diagonal_matrices.definite(A, a),
            positive_definite(A),
            [symmetric(A), diagonal(A, a(i)), ForAll(i, Implies(i < n, 0 < a(i)))],
            id="a positive diagonal is definite",
        ),
        pytest.param(
            lambda: diagonal_matrices.exists(n, a),
            Exists(A, And(positive_definite(A), diagonal(A, a(i)))),
            [ForAll(i, Implies(i < n, 0 < a(i)))],
            id="there are diagonal matrices",
        ),
        pytest.param(
            lambda: definite_determinants.positive(DEFINITE), 0 < det(A), [positive_definite(A)], id="det A > 0"
        ),
        pytest.param(
            lambda: definite_matrices.multiple(POSITIVE, DEFINITE),
            positive_definite(c * A),
            [0 < c, positive_definite(A)],
            id="multiple",
        ),
        pytest.param(
            lambda: definite_matrices.inverse(DEFINITE), positive_definite(inv(A)), [positive_definite(A)], id="inverse"
        ),
        pytest.param(
            lambda: definite_matrices.regularised(R, R.T, POSITIVE),
            positive_definite(R * R.T + c**2 * identity(n)),
            [0 < c],
            id="regularised Gram matrix",
        ),
        pytest.param(
            lambda: definite_matrices.log_of_scaled_inverse(POSITIVE, DEFINITE),
            Eq(log(det(c * inv(A))), n * log(c) - log(det(A))),
            [0 < c, positive_definite(A)],
            id="log det of cA⁻¹",
        ),
        pytest.param(
            lambda: definite_matrices.log_of_regularised(R, POSITIVE),
            Eq(
                log(det(R * R.T + c**2 * identity(n))),
                n * log(c**2) - k * log(c**2) + log(det(R.T * R + c**2 * identity(k))),
            ),
            [0 < c],
            id="log det of WWᵀ + s²I",
        ),
        pytest.param(
            lambda: multivariate_gaussians.log_density(r, p, DEFINITE)[1],
            Eq(
                log(multivariate_normal(r, p, A)),
                -((r - p).T * inv(A) * (r - p) / 2) - (n * log(2 * pi()) + log(det(A))) / 2,
            ),
            [positive_definite(A)],
            id="log N(z; m, S)",
        ),
        pytest.param(
            lambda: multivariate_gaussians.divergence(DEFINITE, OTHER, (p, q))[0],
            finite_kl(ON, law(p, A), law(q, B)),
            COVARIANCES,
            id="the divergence is finite",
        ),
        pytest.param(
            lambda: multivariate_gaussians.divergence(DEFINITE, OTHER, (p, q))[1],
            Eq(
                KL(ON, law(p, A), law(q, B)),
                (trace(inv(B) * A) - n + (p - q).T * inv(B) * (p - q) + log(det(B)) - log(det(A))) / 2,
            ),
            COVARIANCES,
            id="the divergence",
        ),
        pytest.param(
            lambda: multivariate_gaussians.same_law(DEFINITE, OTHER, (p, q)),
            Iff(same_almost_everywhere(ON, law(p, A), law(q, B)), And(Eq(p, q), ForAll(r, Eq(A * r, B * r)))),
            COVARIANCES,
            id="equal laws",
        ),
    ],
)
def test_a_general_fact_says_this_and_needs_no_more(theorem, conclusion, hypotheses):
    assert states(theorem(), conclusion, *hypotheses)


def test_the_mean_of_a_quadratic_function_is_its_constant_and_a_trace():
    form = c + q.T * (r - p) + (r - p).T * B * (r - p)
    theorem = multivariate_gaussians.mean(DEFINITE, p, r, logic.reflexivity(form), (c, q, B))[1]
    assert states(theorem, Eq(expectation(ON, law(p, A), lam(r, form)), c + trace(B * A)), positive_definite(A))


def test_a_diagonal_covariance_leaves_at_least_the_logarithm_of_hadamards_ratio():
    theorem = diagonal_gaussians.best_diagonal()
    g = diagonal_gaussians
    gap = multivariate_gaussians.divergence_value((g.m, g.S), (g.mu, g.s**2 * inv(g.M)))
    least = log(Product(on(g.M), i, n) / det(g.M)) / 2
    best = And(Eq(g.m, g.mu), ForAll(i, Implies(i < n, Eq(g.v(i), g.s**2 / on(g.M)))))
    hypotheses = positive_definite(g.M), positive_definite(g.S), 0 < g.s, diagonal(g.S, g.v(i))
    assert states(theorem, And(least <= gap, Iff(Eq(gap, least), best)), *hypotheses)


# What is false dies
FALSE_CLAIMS = [
    pytest.param(Eq(trace(A * B), trace(A) * trace(B)), [], id="the trace of a product"),
    pytest.param(Eq(trace(identity(n)), 1), [], id="tr I = 1"),
    pytest.param(0 < det(A), [symmetric(A)], id="det A > 0 without definiteness"),
    pytest.param(Eq(det(c * identity(n)), c), [0 < c], id="det(cI) = c"),
    pytest.param(
        Eq(det(R * R.T + c**2 * identity(n)), det(R.T * R + c**2 * identity(k))), [0 < c], id="without powers of s"
    ),
    pytest.param(positive_definite(A + B), [positive_definite(A), symmetric(B)], id="a sum with anything symmetric"),
    pytest.param(
        Eq(inv(R.T * R + c**2 * identity(k)) * R.T, R.T * inv(R * R.T + c * identity(n))),
        [0 < c],
        id="s in place of s²",
    ),
]


@pytest.mark.parametrize(("claim", "given"), FALSE_CLAIMS)
def test_a_false_neighbour_has_a_counterexample(claim, given):
    point = find(claim, given)
    assert point is not None
    assert holds(claim, point) is False


def test_the_pushed_through_inverse_is_proved_with_the_right_power():
    """Next to the false one above: M⁻¹Wᵀ = Wᵀ(WWᵀ + s²I)⁻¹ follows from the two equations of the inverses."""
    from derivations.kernel import matrices

    small, large = R.T * R + c**2 * identity(k), R * R.T + c**2 * identity(n)
    left, right = logic.right(matrices.inverse(small)), logic.left(matrices.inverse(large))
    goal = Eq(inv(small) * R.T, R.T * inv(large))
    parts = (-inv(small) * R.T, right, ONE), (ONE, left, R.T * inv(large))
    assert algebra.combination(goal, parts, ()).conclusion is goal


def test_the_least_gap_is_that_of_diagonal_matrices_and_not_of_others():
    """M = [[2, 1], [1, 2]], s = 1: the diagonal (½, ½) leaves ½·log(4/3), and M⁻¹ itself nothing."""
    precision, covariance = block([[2, 1], [1, 2]]), matrix("S", 2, 2)
    gap = trace(precision * covariance) - 2 - log(det(precision)) - log(det(covariance))
    least = log(Product(on(precision), i, 2) / det(precision))
    third = Fraction(1, 3)
    best, posterior = (
        {covariance: rows}
        for rows in (((Fraction(1, 2), 0), (0, Fraction(1, 2))), ((2 * third, -third), (-third, 2 * third)))
    )
    assert holds(least <= gap, best) is True
    assert holds(least < gap, best) is False
    assert holds(least <= gap, posterior) is False
    assert holds(least < gap, {covariance: ((1, 0), (0, 1))}) is True


def test_the_proof_takes_up_only_what_is_given():
    proof = once(vae.linear_gaussian)
    assert isinstance(proof, Proof)
    assert {h.alpha for h in proof.hypotheses} == {g.alpha for g in proof.given}
    assert not [t for t in (proof.theorem, *proof.defined) if t.oracles]


def test_a_trace_of_another_size_is_refused():
    with pytest.raises(IllFormed, match=r"does not fit"):
        traces.linear(R, [(1, R)])


@pytest.mark.parametrize("size", [0, 1, 2, 3])
def test_the_determinant_of_a_scalar_matrix_holds_at_sizes(size):
    theorem = logic.instantiate(diagonal_matrices.determinant_of_scalar(n, c), ((n, num(size)), (c, num(3))))
    assert holds(theorem.conclusion, {}) is True
    assert holds(Eq(theorem.conclusion.args[0], num(3**size + 1)), {}) is False
