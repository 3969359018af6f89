"""The SymPy form of integrals, sums, cases and densities: SymPy's own objects where it has them, nothing evaluated."""

import pytest
import sympy as sp

from derivations.kernel import algebra
from derivations.kernel.densities import (
    JSD,
    KL,
    absolutely_continuous,
    density,
    differentiable_under_integral,
    entropy,
    expectation,
    finite_kl,
    normal,
    pushes_forward,
    same_almost_everywhere,
    sigmoid,
)
from derivations.kernel.formulas import (
    Derivative,
    Eq,
    Integral,
    Product,
    Sum,
    almost,
    counting,
    entry,
    exp,
    function,
    integrable,
    lebesgue,
    log,
    measurable,
    measure,
    natural,
    pi,
    piecewise,
    point,
    real,
    sqnorm,
    sqrt,
    unfolding,
    vector,
)
from derivations.kernel.terms import NAT, REAL, SPACE, Sort, lam, make
from derivations.sympy_form import read, to_sympy

mu, line = measure("mu"), lebesgue()
p, q, f, c, r = function("p"), function("q"), function("f"), function("c", NAT), function("r", REAL)
d, i, n = natural("d"), natural("i"), natural("n")
v, x, t, m, s = vector("v", d), point("x"), real("t"), real("m"), real("s")
family = function("F", REAL, Sort("function", SPACE, REAL))

FORMS = [
    (Integral(t**2, t, line), "Integral(t**2, (t, -oo, oo))"),
    (Integral(0 * t, t, line), "Integral(0*t, (t, -oo, oo))"),
    (Integral(Integral(t * s, t, line), s, line), "Integral(Integral(s*t, (t, -oo, oo)), (s, -oo, oo))"),
    (make("integral", line, r), "Integral(r(x), (x, -oo, oo))"),
    (Integral(sqnorm(v), v, lebesgue(d)), "Integral(v, (v.T*v)[0, 0], Lebesgue(d))"),
    (Integral(p(x) * f(x), x, mu), "Integral(x, f(x)*p(x), mu)"),
    (make("integral", mu, p), "Integral(p, mu)"),
    (Integral(family(t)(x), x, mu), "Integral(x, Apply(Apply(F, t), x), mu)"),
    (Sum(c(i), i, n), "Sum(c(i), (i, 0, n - 1))"),
    (Sum(c(i), i, 3), "Sum(c(i), (i, 0, 2))"),
    (make("integral", counting(n), c), "Sum(c(i), (i, 0, n - 1))"),
    (Sum(Sum(c(i), i, n), n, 2), "Sum(Sum(c(i), (i, 0, n - 1)), (n, 0, 1))"),
    (Product(entry(v, i), i, d), "Product(v[i, 0], (i, 0, d - 1))"),
    (piecewise(t > 0, t, -t), "Piecewise((t, 0 < t), (-t, True))"),
    (piecewise(make("lt", t, t), 1, 1), "Piecewise((1, t < t), (1, True))"),
    (pi() / pi(), "pi/pi"),
    (entry(v, i + 1), "v[i + 1, 0]"),
    (entry(t, i), "Entry(t, i)"),
    (sigmoid(t), "1/(1 + exp(-t))"),
    (normal(t, m, s), "exp((-(-m + t)**2)/((2*s**2)))/((s*sqrt(2*pi)))"),
    (KL(mu, p, q), "KL(mu, p, q)"),
    (KL(line, r, lam(t, exp(-t))), "KL(Lebesgue(1), r, t, exp(-t))"),
    (JSD(mu, p, q), "JSD(mu, p, q)"),
    (entropy(counting(n), c), "Entropy(Counting(n), c)"),
    (expectation(mu, p, lam(x, log(q(x)))), "Expectation(mu, p, x, log(q(x)))"),
    (Derivative(Integral(t * exp(-s), t, line), s), "Derivative(Integral(t*exp(-s), (t, -oo, oo)), s)"),
]
STATEMENTS = [
    (density(mu, p), "Density(mu, p)"),
    (absolutely_continuous(mu, p, q), "AbsolutelyContinuous(mu, p, q)"),
    (same_almost_everywhere(mu, p, q), "SameAlmostEverywhere(mu, p, q)"),
    (finite_kl(mu, p, q), "FiniteKl(mu, p, q)"),
    (pushes_forward(mu, p, function("g"), line, r), "PushesForward(mu, p, g, Lebesgue(1), r)"),
    (differentiable_under_integral(mu, family, t), "DifferentiableUnderIntegral(mu, F, t)"),
    (
        differentiable_under_integral(mu, lam(t, lam(x, p(x) * t)), s),
        "DifferentiableUnderIntegral(mu, t, Lambda(x, t*p(x)), s)",
    ),
    (make("measurable", p), "Measurable(p)"),
    (measurable(t > 0, t), "Measurable(t, 0 < t)"),
    (integrable(t**2, t, line), "Integrable(Lebesgue(1), t, t**2)"),
    (almost(Eq(p(x), q(x)), x, mu), "Almost(mu, x, Eq(p(x), q(x)))"),
    (Eq(mu, measure("nu")), "Eq(mu, nu)"),
]


@pytest.mark.parametrize(("term", "shown"), [*FORMS, *STATEMENTS], ids=[str(term) for term, _ in [*FORMS, *STATEMENTS]])
def test_forms_are_unevaluated(term, shown):
    form = to_sympy(term)
    assert str(form) == shown
    assert sp.latex(form)


@pytest.mark.parametrize("term", [term for term, _ in FORMS], ids=str)
def test_numbers_are_expressions(term):
    assert isinstance(to_sympy(term), sp.Expr)


@pytest.mark.parametrize("formula", [formula for formula, _ in STATEMENTS], ids=str)
def test_formulas_are_sympy_booleans(formula):
    assert isinstance(to_sympy(formula), sp.logic.boolalg.Boolean)


def test_different_terms_have_different_forms():
    terms = [term for term, _ in [*FORMS, *STATEMENTS] if term.alpha is not make("integral", counting(n), c)]
    assert len({to_sympy(term) for term in terms}) == len(terms)


def test_integrals_sums_products_and_cases_are_sympys_own():
    kinds = [type(to_sympy(term)) for term in (Integral(t, t, line), Sum(c(i), i, n), Product(c(i), i, n))]
    assert [*kinds, type(to_sympy(piecewise(t > 0, t)))] == [sp.Integral, sp.Sum, sp.Product, sp.Piecewise]
    assert to_sympy(Integral(exp(-(t**2)), t, line)).doit() == sp.sqrt(sp.pi)
    assert to_sympy(Sum(1 * i, i, 5)).doit() == 10
    assert to_sympy(Product(i + 1, i, 4)).doit() == 24
    assert to_sympy(piecewise(t > 0, t, -t)).subs(sp.Symbol("t", real=True), -3) == 3


def test_the_variable_of_an_integral_is_bound():
    form = to_sympy(Integral(t * s, t, line))
    assert form.free_symbols == {sp.Symbol("s", real=True)}


def test_an_integral_over_an_abstract_measure_does_not_evaluate():
    form = to_sympy(Integral(p(x), x, mu))
    assert form.doit() == form
    assert form.is_real


@pytest.mark.parametrize(
    "term",
    [normal(t, m, s), sigmoid(t) * (1 - sigmoid(t)), sqrt(2 * pi()) * s, piecewise(t > 0, t * pi(), exp(-t))],
    ids=str,
)
def test_reading_the_form_gives_back_the_number(term):
    assert algebra.field(Eq(term, read(to_sympy(term)))).rule == "field"


def test_a_wrong_number_is_not_read_back():
    assert str(read(to_sympy(sigmoid(t)))) == "1/(1 + exp(-t))" != str(read(to_sympy(sigmoid(-t))))


def test_an_entry_with_a_symbol_for_its_index_is_read_back():
    assert read(to_sympy(entry(v, i))) is entry(v, i)


def test_the_form_of_an_expectation_is_not_that_of_its_meaning():
    term = expectation(mu, p, f)
    assert to_sympy(term) != to_sympy(unfolding(term))
    assert str(to_sympy(unfolding(term))) == "Integral(x, Piecewise((f(x)*p(x), 0 < p(x)), (0, True)), mu)"
