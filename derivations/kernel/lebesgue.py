"""Lebesgue measure: substitution, Fubini and the moments of a Gaussian.

Below, λ is Lebesgue measure on the line or on columns of real numbers, and ∫_S f is the integral of f where S holds.
"""

from __future__ import annotations

from derivations.kernel.calculus import on_interval
from derivations.kernel.densities import density, multivariate_normal, normal
from derivations.kernel.formulas import (
    And,
    Eq,
    ForAll,
    Iff,
    Implies,
    Integral,
    Ne,
    Product,
    Sum,
    det,
    entry,
    fresh,
    integrable,
    invertible,
    lebesgue,
    pi,
    piecewise,
    positive_definite,
    trace,
)
from derivations.kernel.terms import (
    NAT,
    ONE,
    PROP,
    REAL,
    ZERO,
    Sort,
    Term,
    apply,
    check_sort,
    dimension,
    lam,
    make,
    matrix_sort,
    num,
    substitute,
)
from derivations.kernel.theorem import FORM, Sequent, Side, Theorem, merge, rule

LINE = Sort("function", REAL, REAL)
PREDICATE = Sort("function", REAL, PROP)
LARGEST = 40  # the order of the largest moment


def _same_integrals(measure: Term, old: Term, new: Term, factor: Term | None = None) -> Term:
    """The functions are integrable together, and then their integrals are equal up to the factor."""
    left, right = make("integral", measure, old), make("integral", measure, new)
    claims = [make("integrable", measure, f) for f in (old, new)]
    return And(Iff(*claims), Implies(claims[0], Eq(left, right if factor is None else factor * right)))


@rule()
def pi_bounds(side: Side) -> Sequent:
    """⊢ 3 < π ∧ π < 22/7."""
    return Sequent((), And(3 < pi(), pi() < num(22) / 7))


@rule()
def point_null(side: Side, point: Term) -> Sequent:
    """⊢ x ≠ a for almost every x on the line."""
    check_sort(point, REAL, "the point")
    x = fresh("x", REAL, point)
    return Sequent((), make("almost", lebesgue(), lam(x, Ne(x, point))))


@rule({"measurable": "the set is measurable", "smooth": "the map is differentiable on the set"})
def smooth_measurable(side: Side, g: Term, here: Term, measured: Theorem, smooth: Theorem) -> Sequent:
    """Γ ⊢ S measurable,  Δ ⊢ ∀x. S(x) ⇒ g differentiable at x  /  Γ, Δ ⊢ piecewise(S, g, 0) measurable.

    g is continuous at every point of S, so that its restriction to S is.
    """
    for function, sort in ((g, LINE), (here, PREDICATE)):
        check_sort(function, sort, "the map or set")
    x = fresh("x", REAL, g, here)
    inside = apply(here, x)
    side.states("measurable", measured, make("measurable", here))
    side.states("smooth", smooth, ForAll(x, Implies(inside, make("differentiable", g, x))))
    found = make("measurable", lam(x, piecewise(inside, apply(g, x))))
    return Sequent(merge(measured.hypotheses, smooth.hypotheses), found)


@rule(
    {
        "measurable": "the set on which the map is used is measurable",
        "smooth": "the map is differentiable on the set",
        "inverse": "the inverse is one, seen from both sides, and it carries one set to the other",
    },
    source="Rudin, Real and Complex Analysis, theorem 7.26",
)
def substitution(
    side: Side, g: Term, k: Term, sets: tuple[Term, Term], f: Term, premises: tuple[Theorem, Theorem, Theorem, Theorem]
) -> Sequent:
    """Change of variables on the line, by a differentiable bijection g: S → T with inverse k.

    S measurable;  ∀x. S(x) ⇒ g differentiable at x;
    ∀x. S(x) ⇒ T(g(x)) ∧ k(g(x)) = x;  ∀u. T(u) ⇒ S(k(u)) ∧ g(k(u)) = u
    /  (∫_T f(u) du exists ⇔ ∫_S f(g(x))·|g′(x)| dx exists) ∧ (if so, they are equal)
    """
    here, there = sets
    for function, sort in ((g, LINE), (k, LINE), (f, LINE), (here, PREDICATE), (there, PREDICATE)):
        check_sort(function, sort, "the map or set")
    x, u = fresh("x", REAL, g, k, f, *sets), fresh("u", REAL, g, k, f, *sets)
    inside, image, back = apply(here, x), apply(g, x), apply(k, u)
    measured, smooth, there_and_back, back_and_there = premises
    side.states("measurable", measured, make("measurable", here))
    side.states("smooth", smooth, ForAll(x, Implies(inside, make("differentiable", g, x))))
    round_trip = And(apply(there, image), Eq(apply(k, image), x))
    side.states("inverse", there_and_back, ForAll(x, Implies(inside, round_trip)))
    round_trip = And(apply(here, back), Eq(apply(g, back), u))
    side.states("inverse", back_and_there, ForAll(u, Implies(apply(there, u), round_trip)))
    old = lam(u, piecewise(apply(there, u), apply(f, u)))
    new = lam(x, piecewise(inside, apply(f, image) * abs(make("derivative", g, x))))
    return Sequent(merge(*(p.hypotheses for p in premises)), _same_integrals(lebesgue(), old, new))


@rule({**FORM, "invertible": "the matrix is invertible"}, source="Rudin, Real and Complex Analysis, theorem 2.20")
def affine_substitution(side: Side, m: Term, b: Term, f: Term) -> Sequent:
    """M invertible  ⊢  (∫f(u) du exists ⇔ ∫f(Mx + b) dx exists) ∧ (if so, ∫f(u) du = |det M|·∫f(Mx + b) dx)."""
    side.require("form", m.shape[0] is m.shape[1], lambda: f"{m} is not a square matrix")
    space = matrix_sort(m.shape[0], ONE)
    check_sort(b, space, "the shift")
    check_sort(f, Sort("function", space, REAL), "the integrand")
    side.assume("invertible", [invertible(m)])
    x = fresh("x", space, m, b, f)
    moved = lam(x, apply(f, m * x + b))
    return Sequent((), _same_integrals(lebesgue(m.shape[0]), f, moved, abs(det(m))))


@rule(
    {
        **FORM,
        "fresh": "the variable occurs in no other hypothesis",
        "inverse": "on the interval, the inverse undoes the map",
        "smooth": "the map is differentiable on the interval, and its derivative at the point is not 0",
    },
    source="Rudin, Principles of Mathematical Analysis, exercise 5.2",
)
def inverse_derivative(
    side: Side, g: Term, k: Term, x: Term, ends: tuple[Term, ...], at: Term, theorem: Theorem
) -> Sequent:
    """The derivative of an inverse function.

    Γ, x ∈ I ⊢ g differentiable at x ∧ k(g(x)) = x
    /  Γ, a ∈ I, g′(a) ≠ 0 ⊢ k differentiable at g(a) ∧ k′(g(a)) = 1/g′(a)

    I is the open interval of the hypotheses in `ends`, as in `tangent`: there g is continuous and injective, hence
    strictly monotone, and k is its inverse on the open interval g(I).
    """
    check_sort(g, LINE, "the map")
    check_sort(k, LINE, "the inverse")
    smooth, undone = make("differentiable", g, x), Eq(apply(k, apply(g, x)), x)
    claim = theorem.conclusion
    both = claim.op == "and"
    side.require(
        "smooth", both and claim.args[0].alpha is smooth.alpha, lambda: f"{claim} does not begin with {smooth}"
    )
    side.require("inverse", both and claim.args[1].alpha is undone.alpha, lambda: f"{claim} does not end with {undone}")
    kept = on_interval(side, x, ends, theorem, g, k, at)
    slope = make("derivative", g, at)
    side.assume("smooth", [*(substitute(e, {x: at}) for e in ends), Ne(slope, ZERO)])
    image = apply(g, at)
    found = And(make("differentiable", k, image), Eq(make("derivative", k, image), ONE / slope))
    return Sequent(kept, found)


def moment(order: int) -> int:
    """The moment of N(0, 1) of this order: 0 for odd ones, (k − 1)!! for even ones."""
    total = 1
    for factor in range(1, order, 2):
        total *= factor
    return 0 if order % 2 else total


@rule({**FORM, "scale": "the standard deviation is positive"}, source="moments of the normal distribution")
def gaussian_moment(side: Side, mean: Term, scale: Term, order: Term) -> Sequent:
    """0 < s  ⊢  ((x − m)/s)ᵏ·N(x; m, s²) integrable ∧ its integral is 0 for odd k and (k − 1)!! for even k."""
    fits = order.op == "num" and order.sort is NAT and order.data <= LARGEST
    side.require("form", fits, lambda: f"{order} is not a natural number up to {LARGEST}")
    for t in (mean, scale):
        check_sort(t, REAL, "a parameter")
    side.assume("scale", [ZERO < scale])
    x = fresh("x", REAL, mean, scale)
    body = ((x - mean) / scale) ** order * normal(x, mean, scale)
    value = num(moment(int(order.data)))
    return Sequent((), And(integrable(body, x, lebesgue()), Eq(Integral(body, x, lebesgue()), value)))


@rule(
    {"definite": "the covariance is positive definite"},
    source="Anderson, Multivariate Statistical Analysis, 2.3 and 2.4",
)
def gaussian_vector(side: Side, mean: Term, covariance: Term) -> Sequent:
    """The normal density of a column of any size, its mean and its quadratic moments.

    Σ positive definite  ⊢  N(·; m, Σ) is a density
    ∧ (∀a. aᵀ(x − m)·N(x; m, Σ) integrable ∧ its integral is 0)
    ∧ (∀B. (x − m)ᵀB(x − m)·N(x; m, Σ) integrable ∧ its integral is tr(B·Σ))
    """
    size = covariance.shape[0]
    space, over = matrix_sort(size, ONE), lebesgue(size)
    check_sort(mean, space, "the mean")
    side.assume("definite", [positive_definite(covariance)])
    x = fresh("x", space, mean, covariance)
    a, b = fresh("a", space, mean, covariance, x), fresh("B", matrix_sort(size, size), mean, covariance, x)
    here, off = multivariate_normal(x, mean, covariance), x - mean
    line, form = a.T * off * here, off.T * b * off * here
    first = And(integrable(line, x, over), Eq(Integral(line, x, over), ZERO))
    second = And(integrable(form, x, over), Eq(Integral(form, x, over), trace(b * covariance)))
    return Sequent((), And(density(over, lam(x, here)), ForAll(a, first), ForAll(b, second)))


@rule(FORM, source="Fubini-Tonelli theorem")
def fubini(side: Side, first: Theorem, second: Theorem) -> Sequent:
    """Γ ⊢ f integrable on ℝᵐ,  Δ ⊢ g integrable on ℝⁿ  /  Γ, Δ ⊢ f(x)·g(y) integrable on ℝᵐ⁺ⁿ ∧ ∫∫f(x)·g(y) = ∫f·∫g."""
    for t in (first, second):
        fits = t.conclusion.op == "integrable" and t.conclusion.args[0].op == "lebesgue"
        side.require("form", fits, lambda t=t: f"{t.conclusion} is not that a function is Lebesgue integrable")
    (m, f), (n, g) = ((t.conclusion.args[0].args[0], t.conclusion.args[1]) for t in (first, second))
    size = dimension(m + n)
    x = fresh("x", matrix_sort(size, ONE), f, g)
    top, bottom = (make("slice", x, start, count, ZERO, ONE) for start, count in ((ZERO, m), (m, n)))
    body = apply(f, top) * apply(g, bottom)
    value = make("integral", lebesgue(m), f) * make("integral", lebesgue(n), g)
    found = And(integrable(body, x, lebesgue(size)), Eq(Integral(body, x, lebesgue(size)), value))
    return Sequent(merge(first.hypotheses, second.hypotheses), found)


@rule(
    {"densities": "every factor is a density", "integrable": "every term is integrable against its factor"},
    source="Fubini-Tonelli theorem, by induction on the dimension",
)
def independent(
    side: Side, size: Term, factors: Term, terms: Term, densities: Theorem, integrables: Theorem
) -> Sequent:
    """A sum of functions of single coordinates, under a product of densities.

    Γ ⊢ ∀i. i < n ⇒ fᵢ a density on ℝ;  Δ ⊢ ∀i. i < n ⇒ gᵢ·fᵢ integrable
    /  Γ, Δ ⊢ Πᵢ fᵢ(xᵢ) a density on ℝⁿ ∧ (Πᵢ fᵢ(xᵢ))·Σᵢ gᵢ(xᵢ) integrable ∧ its integral is Σᵢ ∫gᵢ(t)·fᵢ(t) dt
    """
    family = Sort("function", NAT, LINE)
    for function in (factors, terms):
        check_sort(function, family, "the family")
    i, t = fresh("i", NAT, size, factors, terms), fresh("t", REAL, factors, terms)
    f, g = apply(factors, i), apply(terms, i)
    one = apply(g, t) * apply(f, t)
    side.states("densities", densities, ForAll(i, Implies(i < size, density(lebesgue(), f))))
    side.states("integrable", integrables, ForAll(i, Implies(i < size, integrable(one, t, lebesgue()))))
    space = matrix_sort(size, ONE)
    x = fresh("x", space, size, factors, terms)
    joint = Product(apply(f, entry(x, i)), i, size)
    whole = joint * Sum(apply(g, entry(x, i)), i, size)
    value = Sum(Integral(one, t, lebesgue()), i, size)
    over = lebesgue(size)
    claims = (density(over, lam(x, joint)), integrable(whole, x, over), Eq(Integral(whole, x, over), value))
    return Sequent(merge(densities.hypotheses, integrables.hypotheses), And(*claims))
