"""Laws, independence and moments of random variables."""

import pytest

from derivations.kernel import IllFormed, Undecided, integrals, logic, random_vectors
from derivations.kernel.densities import density, normal, pushes_forward
from derivations.kernel.formulas import (
    Eq,
    Integral,
    column,
    function,
    integrable,
    lebesgue,
    measure,
    natural,
    point,
    real,
    unfolding,
    vector,
)
from derivations.kernel.terms import NAT, REAL, SPACE, ZERO, dimension, lam, make, matrix_sort, num

mu, p, w, u = measure("mu"), function("p"), point("w"), real("u")
m, n = natural("m"), natural("n")
X, Y = function("X", SPACE, matrix_sort(m, 1)), function("Y", SPACE, matrix_sort(n, 1))
q, r = function("q", matrix_sort(m, 1)), function("r", matrix_sort(n, 1))
LAWS = [logic.assume(pushes_forward(mu, p, v, lebesgue(v.sort.params[1].shape[0]), f)) for v, f in ((X, q), (Y, r))]
APART = logic.assume(random_vectors.independent(mu, p, X, Y))


def test_the_joint_density_of_independent_columns_is_the_product():
    found = random_vectors.joint_law(APART, *LAWS)
    z = vector("z", m + n)
    top, bottom = make("slice", z, ZERO, m, ZERO, num(1)), make("slice", z, m, n, ZERO, num(1))
    wanted = pushes_forward(mu, p, lam(w, column(X(w), Y(w))), lebesgue(m + n), lam(z, q(top) * r(bottom)))
    assert found.conclusion.alpha is wanted.alpha
    assert len(found.hypotheses) == 3
    assert found.conclusion.args[3] is lebesgue(dimension(m + n))


def test_dependent_columns_have_no_such_density():
    twice = (LAWS[0], logic.instantiate(LAWS[0], ()))
    with pytest.raises(Undecided, match="independent"):
        random_vectors.joint_law(APART, *twice)


def test_the_mean_of_a_function_is_taken_with_the_density_of_the_variable():
    f = function("f", matrix_sort(m, 1))
    known = (logic.assume(density(mu, p)), LAWS[0], logic.assume(make("measurable", f)))
    exist, same = random_vectors.law_of_image(*known).conclusion.args
    x = vector("x", m)
    assert exist.args[0].alpha is integrable(f(X(w)) * p(w), w, mu).alpha
    assert exist.args[1].alpha is integrable(f(x) * q(x), x, lebesgue(m)).alpha
    assert same.args[0].alpha is exist.args[1].alpha
    assert same.args[1].alpha is Eq(Integral(f(X(w)) * p(w), w, mu), Integral(f(x) * q(x), x, lebesgue(m))).alpha


def test_a_function_of_something_else_is_refused():
    wrong = integrals.composed(make("measurable", lam(u, u**2)))
    with pytest.raises(Undecided, match="real function of the values"):
        random_vectors.law_of_image(logic.assume(density(mu, p)), LAWS[0], wrong)


def test_independence_is_about_expectations_that_exist():
    given, found = unfolding(random_vectors.independent(mu, p, X, Y)).args[0].args[0].args[0].args[0].args
    assert [part.op for part in (given.args[0], given.args[1].args[0])] == ["measurable", "measurable"]
    assert found.args[0].op == "integrable"


def test_a_mean_needs_a_column():
    with pytest.raises(IllFormed):
        random_vectors.mean_and_covariance(mu, p, X, vector("m", n), matrix_sort(n, n))  # type: ignore[arg-type]


def test_the_law_of_a_constant_is_no_density():
    """A rule that took any law for one on columns would give the point 0 a density on the line."""
    still = logic.assume(pushes_forward(mu, p, lam(w, ZERO), make("counting", num(1)), lam(natural("i"), num(1))))
    bell = lam(u, normal(u, num(0), num(1)))
    spread = logic.assume(pushes_forward(mu, p, function("Z", SPACE, REAL), lebesgue(), bell))
    apart = logic.assume(random_vectors.independent(mu, p, lam(w, ZERO), function("Z", SPACE, REAL)))
    with pytest.raises(Undecided, match="not Lebesgue measure"):
        random_vectors.joint_law(apart, still, spread)
    assert lam(w, ZERO).sort.params[1] is NAT
