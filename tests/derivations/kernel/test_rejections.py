"""Every rejecting branch of the kernel is reached, and refuses for the right reason."""

from __future__ import annotations

import ast
import sys
from fractions import Fraction
from pathlib import Path

import pytest

import derivations.kernel
from derivations.kernel import RULES, IllFormed, NotATheorem, Sequent, Sort, Undecided
from derivations.kernel.densities import density, finite_kl, normal, pushes_forward
from derivations.kernel.formulas import (
    DEFINITIONS,
    FALSE,
    OPERATORS,
    TRUE,
    And,
    Derivative,
    Eq,
    Exists,
    ForAll,
    Iff,
    Implies,
    Ne,
    Not,
    Or,
    above,
    almost,
    block,
    constant,
    counting,
    definition,
    differentiable,
    entry,
    exp,
    full_column_rank,
    function,
    identity,
    infinity,
    integrable,
    inv,
    iterate,
    lebesgue,
    log,
    matrix,
    measurable,
    measure,
    minimiser,
    natural,
    near,
    ones,
    piecewise,
    point,
    positive_definite,
    positive_semidefinite,
    real,
    sqnorm,
    sqrt,
    symmetric,
    tends,
    vector,
    zeros,
)
from derivations.kernel.order import zero_like
from derivations.kernel.polynomial import Meter
from derivations.kernel.terms import (
    NAT,
    ONE,
    PROP,
    REAL,
    ZERO,
    Term,
    abstract,
    apply,
    dimension,
    lam,
    make,
    matrix_sort,
    num,
    replace,
    substitute,
    var,
)
from derivations.kernel.theorem import Side, rule

assume = RULES["assume"]
x, y, a, b, c, h, s, t = map(real, ["x", "y", "a", "b", "c", "h", "s", "t"])
n, m, d, k, j = map(natural, ["n", "m", "d", "k", "j"])
v, w = vector("v", n), vector("w", n)
G, Z, M = matrix("G", n, n), matrix("Z", n, d), matrix("M", 2, 2)
F = var("f", Sort("function", REAL, REAL))
FAR = infinity()
LINE, mu, p, z = lebesgue(), measure("mu"), function("p"), point("z")
BOX = lam(x, piecewise(And(0 < x, x < 1), 1))


def deep(levels=3000):
    """A sum nested too deeply for a recursive procedure."""
    term = x
    for _ in range(levels):
        term = term + 1
    return term


def proved(name, *args):
    return RULES[name](*args)


def goes(body, variable, source, target):
    return assume(tends(body, variable, source, target))


def lesser(left, right):
    return assume(left <= right)


ZERO_GOES = goes(0 * x, x, FAR, 0)
OPPOSITE = RULES["nonneg"](y < -x, ((1, (assume(x < -y),), ()),), (), ())
SQUARE = lam(x, x**2)
SQUARES = Eq((y + h) ** 2, y**2 + (2 * y).T * h + h.T * ONE * h)


def curved(function, *ends):
    first = lam(x, make("derivative", function, x))
    claim = And(
        make("differentiable", function, x), make("differentiable", first, x), ZERO < make("derivative", first, x)
    )
    theorem = proved("truth")
    for formula in (claim, *ends):
        theorem = proved("both", theorem, assume(formula)) if formula is not claim else assume(claim)
    return theorem


def exists(body):
    """It is integrable over the line."""
    return assume(integrable(body, x, LINE))


def mostly(formula):
    """It holds almost everywhere on the line."""
    return assume(almost(formula, x, LINE))


def seen(body):
    return assume(measurable(body, x))


def each(formula):
    """Given for every x."""
    return assume(ForAll(x, formula))


TRUTH = proved("truth")
IDENTITY, ON_SPACE = lam(x, x), assume(measurable(p(z), z))
POWERS = lam(k, lam(x, x**k))
BELL = lam(x, normal(x, num(0), num(1)))
LAW = assume(pushes_forward(LINE, BELL, IDENTITY, LINE, BELL))
COUNTED = assume(pushes_forward(LINE, BELL, lam(x, ZERO), counting(1), lam(k, ONE)))
BELOW = assume(ForAll(k, And(integrable(x**k, x, LINE), almost(abs(x**k) <= x, x, LINE))))
LINES = lam(t, lam(x, t * x))
NEARBY = assume(ForAll(t, Implies(abs(t - s) < 1, integrable(t * x, x, LINE))))
ALL, POSITIVE = lam(x, TRUE), lam(x, 0 < x)
ROOTS = (
    assume(make("measurable", POSITIVE)),
    each(Implies(0 < x, differentiable(x**2, x))),
    each(Implies(0 < x, And(0 < x**2, Eq(sqrt(x**2), x)))),
    each(Implies(0 < x, And(0 < sqrt(x), Eq(sqrt(x) ** 2, x)))),
)


def swapped(place):
    """The premises of a substitution, one of them missing."""
    return tuple(TRUTH if i == place else premise for i, premise in enumerate(ROOTS))


def substituted(place):
    return SQUARE, lam(x, sqrt(x)), (POSITIVE, POSITIVE), BOX, swapped(place)


ON_UNIT, BEYOND, ABOVE = And(0 <= x, x <= 1), 1 <= x, And(0 < x, x <= 1)


def sloped(interval, value=2 * x):
    """x**2 has this slope on an interval."""
    return each(Implies(interval, And(differentiable(x**2, x), Eq(Derivative(x**2, x), value))))


def positive(interval, value=2 * x):
    return each(Implies(interval, 0 <= value))


DOUBLE = lam(x, 2 * x)
FLAT = assume(And(differentiable(x**2, x), Eq(sqrt(x**2), x)))
FACTORS = lam(k, BOX), lam(k, IDENTITY)
DENSE = assume(ForAll(k, Implies(k < n, density(LINE, BOX))))
MEANS = assume(ForAll(k, Implies(k < n, integrable(x * apply(BOX, x), x, LINE))))


# rule, arguments, the condition that is missing
REFUSED = [
    # logic
    ("modus_ponens", (assume(Implies(x > 0, y > 0)), assume(y > 0)), "form"),
    ("modus_ponens", (assume(x > 0), assume(x > 0)), "form"),
    ("left", (assume(Or(x > 0, y > 0)),), "form"),
    ("right", (assume(Or(x > 0, y > 0)),), "form"),
    ("either", (assume(x > 0), Or(y > 0, y < 0)), "form"),
    ("either", (assume(x > 0), And(x > 0, y < 0)), "form"),
    ("cases", (assume(And(x > 0, y > 0)), assume(TRUE), assume(TRUE)), "form"),
    ("cases", (assume(Or(x > 0, y > 0)), assume(x > 0), assume(y > 0)), "form"),
    ("negate", (x > 0, assume(x > 0)), "form"),
    ("contradiction", (assume(x > 0), assume(Not(y > 0))), "form"),
    ("by_contradiction", (x > 0, assume(x > 0)), "form"),
    ("equivalence", (assume(x > 0), assume(Implies(x > 0, y > 0))), "form"),
    ("equivalence", (assume(Implies(x > 0, y > 0)), assume(Implies(x > 0, y > 0))), "form"),
    ("converse", (assume(Implies(x > 0, y > 0)),), "form"),
    ("generalise", (x, assume(x > 0)), "fresh"),
    ("specialise", (assume(Exists(x, x > 0)), y), "form"),
    ("exhibit", (ForAll(x, x > 0), y, assume(y > 0)), "form"),
    ("exhibit", (Exists(x, x > 0), a, assume(y > 0)), "form"),
    ("obtain", (assume(ForAll(x, x > 0)), a, assume(a > 0)), "form"),
    ("obtain", (assume(Exists(x, x > 0)), a, assume(a > 0)), "fresh"),
    ("obtain", (assume(Exists(x, x > 0)), k, assume(TRUE)), "fresh"),
    ("obtain", (assume(Exists(x, x > 0)), num(1), assume(TRUE)), "fresh"),
    ("symmetry", (lesser(x, y),), "form"),
    ("transitivity", (lesser(x, y), assume(Implies(x > 0, y > 0))), "form"),
    ("transitivity", (assume(TRUE), assume(TRUE)), "form"),
    ("transitivity", (lesser(x, y), lesser(a, b)), "form"),
    ("rewrite", (assume(x > 0), lesser(x, y)), "form"),
    ("congruence", (SQUARE, lesser(x, y)), "form"),
    ("abstraction", (x, lesser(x, y)), "form"),
    ("abstraction", (x, assume(Eq(x, y))), "fresh"),
    ("unfold", (x > 0,), "form"),
    ("induction", (lam(k, k >= 0), k, assume(ZERO >= 1), assume(k + 1 >= 0)), "form"),
    ("induction", (lam(k, k >= 0), k, assume(ZERO >= 0), assume(k >= 0)), "form"),
    ("induction", (lam(k, k <= 1), ZERO, assume(ZERO <= 1), assume(ZERO + ONE <= 1)), "fresh"),
    ("induction", (lam(j, j <= 1), k, assume(ZERO <= 1), assume(k + ONE <= 1)), "fresh"),
    # algebra
    ("field", (x <= y,), "form"),
    ("field", (Eq(lam(x, x), lam(x, x)),), "form"),
    ("field", (Eq(x, y),), "identity"),
    ("field", (Eq(x / (y - y), x),), "denominator"),
    ("field", (Eq(x**201, x),), "budget"),
    ("field", (Eq(ones(10**6).T * ones(10**6), num(10**6)),), "budget"),
    ("field", (Eq((a + b + c + x + y + h + s + t) ** 30, ONE),), "budget"),
    ("combination", (x <= y, (), ()), "form"),
    ("combination", (Eq(x, y), ((ONE, lesser(x, y), ONE),), ()), "form"),
    ("combination", (Eq(x, y), ((v, assume(Eq(x, y)), ONE),), ()), "form"),
    ("combination", (Eq(x, y), ((ONE, assume(Eq(x, a)), ONE),), ()), "identity"),
    ("combination", (Eq(G, G.T), (), (assume(Eq(G, G)),)), "symmetric"),
    ("combination", (Eq(G, G.T), (), (assume(positive_definite(G)),)), "symmetric"),
    ("nonneg", (Eq(x, y), (), (), ()), "form"),
    ("nonneg", (Not(x <= y), (), (), ()), "form"),
    ("nonneg", (Ne(v, w), (), (), ()), "form"),
    ("nonneg", (ZERO <= x, ((1, (assume(Eq(x, y)),), ()),), (), ()), "facts"),
    ("nonneg", (ZERO <= -(x**2), ((-1, (), (x,)),), (), ()), "weights"),
    ("nonneg", (ZERO < x**2, ((1, (), (x,)),), (), ()), "strict"),
    ("nonneg", (ZERO < x, ((1, (lesser(ZERO, x),), ()),), (), ()), "strict"),
    ("nonneg", (FALSE, (), (), ()), "strict"),
    ("nonneg", (Ne(x, 0), ((0, (), ()),), (), ()), "strict"),
    ("nonneg", (ZERO <= x, (), (), ()), "identity"),
    ("nonneg", (ZERO <= x, (), ((ONE, lesser(x, y), ONE),), ()), "form"),
    ("nonneg", (v.T * G * w <= w.T * G * v, (), (), (assume(Eq(G, G)),)), "symmetric"),
    # definedness
    ("publish", (proved("reflexivity", x / y), ()), "defined"),
    ("publish", (proved("reflexivity", x / y), (assume(Ne(y, 0)),)), "defined"),
    # order
    ("negated_order", (Eq(x, y),), "form"),
    ("antisymmetry", (lesser(x, y), lesser(x, y)), "form"),
    ("antisymmetry", (lesser(x, y), assume(y < x)), "form"),
    ("strengthen", (lesser(x, y), assume(Ne(x, a))), "form"),
    ("strengthen", (assume(x < y), assume(Ne(x, y))), "form"),
    ("strengthen", (lesser(x, y), assume(Not(x < y))), "form"),
    ("natural_nonneg", (x,), "form"),
    ("natural_step", (assume(x < y),), "form"),
    ("natural_step", (lesser(k, j),), "form"),
    ("range_of", (log(x),), "form"),
    ("absolute", (lesser(ONE, x),), "form"),
    ("absolute", (assume(Eq(x, 0)),), "form"),
    ("monotone", ("exp", assume(Eq(x, y))), "form"),
    ("monotone", ("abs", assume(x < y)), "form"),
    ("power_sign", (lesser(ONE, x), k), "form"),
    ("power_sign", (assume(Eq(x, 0)), k), "form"),
    # powers
    ("powers", (x <= y,), "form"),
    ("powers", (Eq(v, w),), "form"),
    ("powers", (Eq(log(x + y), log(x) + log(y)),), "identity"),
    # calculus
    ("derivative", (Eq(x, y),), "form"),
    ("derivative", (x <= y,), "form"),
    ("derivative", (Eq(Derivative(x**2, x), x),), "identity"),
    ("derivative", (Eq(make("derivative", F, x), x),), "smooth"),
    ("derivative", (Eq(Derivative(sqnorm(v), v), v),), "smooth"),
    ("derivative", (Eq(Derivative(Derivative(F(x), x), x), x),), "smooth"),
    ("derivative", (Eq(Derivative(make("apply", lam(y, x * y), x), x), x),), "identity"),
    ("derivative", (Eq(Derivative(make("det", x * identity(3)), x), x),), "smooth"),
    ("derivative", (Eq(Derivative(sqnorm(x * v), x), x),), "smooth"),
    ("derivative", (Eq(Derivative((v.T * (x * w)), x), x),), "smooth"),
    ("derivative", (Eq(Derivative(x**k, x), x),), "smooth"),
    ("smooth", (x <= y,), "form"),
    ("smooth", (differentiable(x**k, x),), "smooth"),
    ("expansion", (SQUARE, 3 * y, ONE, h, assume(SQUARES)), "form"),
    ("expansion", (SQUARE, 2 * y, ONE, h, assume(x <= y)), "form"),
    ("expansion", (SQUARE, 2 * y, ONE, h, assume(Eq((y * h) ** 2, y))), "form"),
    ("expansion", (SQUARE, 2 * y, ONE, h, proved("weaken", assume(SQUARES), h > 0)), "fresh"),
    ("fermat", (assume(x > 0), assume(differentiable(x**2, x))), "form"),
    ("fermat", (assume(minimiser(SQUARE, x)), assume(x > 0)), "form"),
    ("fermat", (assume(minimiser(SQUARE, x)), assume(differentiable(x**2, x, y))), "form"),
    ("tangent", (SQUARE, x, (), (s, t), assume(x > 0)), "convex"),
    ("tangent", (SQUARE, x, (x >= 0,), (s, t), curved(SQUARE)), "form"),
    ("tangent", (SQUARE, x, (Ne(x, 0),), (s, t), curved(SQUARE)), "form"),
    ("tangent", (SQUARE, x, (make("lt", x, x),), (s, t), curved(SQUARE)), "form"),
    ("tangent", (SQUARE, x, (), (s, t), curved(SQUARE)), "fresh"),
    ("locally", (x, (), y, assume(x <= y)), "form"),
    ("locally", (x, (), y, assume(Eq(x * v, v))), "form"),
    ("locally", (x, (x >= 0,), y, assume(Eq(x, x))), "form"),
    ("locally", (x, (a < b,), y, assume(Eq(x, x))), "form"),
    ("locally", (x, (make("lt", x, x),), y, assume(Eq(x, x))), "form"),
    ("locally", (x, (), y, assume(Eq(x**2, x))), "fresh"),
    ("locally", (x, (), x, proved("reflexivity", x)), "fresh"),
    ("locally", (k, (), y, proved("reflexivity", x)), "fresh"),
    ("locally", (x + 1, (), y, proved("reflexivity", x)), "fresh"),
    # integrals
    ("branch", (x + 1, assume(x > 0)), "form"),
    ("branch", (piecewise(x > 0, 1), assume(x >= 0)), "case"),
    ("branch", (piecewise(x > 0, 1), assume(Not(Not(x > 0)))), "case"),
    ("almost_everywhere", (x, x, (), TRUTH), "form"),
    ("almost_everywhere", (LINE, z, (), TRUTH), "form"),
    ("almost_everywhere", (LINE, x + 1, (), TRUTH), "form"),
    ("almost_everywhere", (LINE, x, (assume(x > 0),), TRUTH), "form"),
    ("almost_everywhere", (LINE, x, (assume(almost(Eq(z, z), z, mu)),), TRUTH), "form"),
    ("almost_everywhere", (LINE, x, (), assume(x > 0)), "fresh"),
    ("almost_everywhere", (LINE, x, (mostly(x > 0),), assume(x > 1)), "fresh"),
    ("linear", (x, IDENTITY, (), TRUTH), "form"),
    ("linear", (LINE, IDENTITY, ((ONE, seen(x)),), TRUTH), "form"),
    ("linear", (mu, p, ((ONE, exists(x)),), TRUTH), "form"),
    ("linear", (LINE, IDENTITY, (), TRUTH), "form"),
    ("linear", (LINE, IDENTITY, (), mostly(Eq(x, x))), "form"),
    ("linear", (LINE, IDENTITY, ((y, exists(x)),), mostly(Eq(x, x))), "form"),
    ("integral_order", (assume(x <= y), exists(x), exists(y)), "form"),
    ("integral_order", (mostly(x <= x**2), seen(x), exists(x**2)), "form"),
    ("integral_order", (mostly(x <= x**2), exists(x), seen(x**2)), "form"),
    ("integral_order", (mostly(x**2 <= x), exists(x), exists(x**2)), "form"),
    ("integral_zero", (assume(0 <= x), exists(x), assume(Eq(x, 0))), "form"),
    ("integral_zero", (mostly(0 <= x), seen(x), assume(Eq(x, 0))), "form"),
    ("integral_zero", (mostly(x <= 0), exists(x), assume(Eq(make("integral", LINE, IDENTITY), 0))), "form"),
    ("integral_zero", (mostly(0 <= x), exists(x), assume(make("integral", LINE, IDENTITY) <= 0)), "form"),
    ("absolutely_integrable", (x, exists(x)), "form"),
    ("absolutely_integrable", (LINE, seen(x)), "form"),
    ("absolutely_integrable", (mu, exists(x)), "form"),
    ("squeezed", (seen(x), assume(0 <= x), mostly(x <= 1), exists(ZERO), exists(ONE)), "form"),
    ("squeezed", (seen(x), mostly(0 <= x), mostly(x <= 1), seen(ZERO), exists(ONE)), "form"),
    ("squeezed", (ON_SPACE, mostly(0 <= x), mostly(x <= 1), exists(ZERO), exists(ONE)), "measurable"),
    ("squeezed", (seen(x < 1), mostly(0 <= x), mostly(x <= 1), exists(ZERO), exists(ONE)), "measurable"),
    ("squeezed", (exists(x), mostly(0 <= x), mostly(x <= 1), exists(ZERO), exists(ONE)), "measurable"),
    ("squeezed", (seen(x), mostly(x <= 0), mostly(x <= 1), exists(ZERO), exists(ONE)), "form"),
    ("squeezed", (seen(x), mostly(0 <= x), mostly(1 <= x), exists(ZERO), exists(ONE)), "form"),
    ("composed", (integrable(x, x, LINE),), "form"),
    ("composed", (make("measurable", F),), "pieces"),
    ("dominated_convergence", (x, POWERS, IDENTITY, TRUTH, TRUTH, TRUTH), "form"),
    ("dominated_convergence", (LINE, POWERS, IDENTITY, TRUTH, TRUTH, TRUTH), "form"),
    ("dominated_convergence", (LINE, POWERS, IDENTITY, exists(x), TRUTH, TRUTH), "dominated"),
    ("dominated_convergence", (LINE, POWERS, IDENTITY, exists(x), BELOW, TRUTH), "form"),
    ("dominated_convergence", (LINE, POWERS, IDENTITY, exists(x), BELOW, mostly(tends(x**k, k, FAR, 0))), "form"),
    ("leibniz", (x, LINES, s, ONE, TRUTH, TRUTH, TRUTH), "form"),
    ("leibniz", (LINE, LINES, s, ONE, TRUTH, TRUTH, TRUTH), "form"),
    ("leibniz", (LINE, LINES, s, ONE, exists(x), TRUTH, TRUTH), "form"),
    ("leibniz", (LINE, LINES, s, ONE, exists(x), NEARBY, TRUTH), "dominated"),
    ("entry_of", (Eq(x, y),), "form"),
    ("entry_of", (Eq(entry(v, k), 2 * entry(v, k)),), "identity"),
    ("extensional", (TRUTH,), "form"),
    ("extensional", (assume(ForAll(k, Implies(k < m, Eq(entry(v, k), entry(w, k))))),), "form"),
    ("determinant_product", (x, matrix("A", 2, 2)), "sizes"),
    ("triangular", (matrix("A", 2, 3), POWERS, TRUTH), "form"),
    ("triangular", (matrix("A", 2, 2), lam(k, ONE / 2), TRUTH), "triangular"),
    ("law_of_image", (TRUTH, TRUTH, TRUTH), "form"),
    ("law_of_image", (TRUTH, LAW, TRUTH), "density"),
    ("law_of_image", (assume(density(LINE, BELL)), LAW, TRUTH), "measurable"),
    ("law_of_image", (assume(density(LINE, BELL)), LAW, seen(x < 1)), "measurable"),
    ("joint_law", (TRUTH, TRUTH, TRUTH), "form"),
    ("joint_law", (TRUTH, LAW, TRUTH), "form"),
    ("joint_law", (TRUTH, LAW, COUNTED), "form"),
    ("joint_law", (TRUTH, LAW, assume(pushes_forward(LINE, lam(x, ONE / 2), IDENTITY, LINE, BELL))), "sample"),
    ("joint_law", (TRUTH, LAW, LAW), "independent"),
    ("on_space", (TRUTH, x > 0), "form"),
    ("on_space", (TRUTH, matrix("r", 1, 2)), "form"),
    ("on_space", (TRUTH, x + 1), "form"),
    ("on_space", (assume(And(Eq(point("x"), point("x")), Eq(x, x))), y), "fresh"),
    ("sum_almost", (x, n, TRUTH), "form"),
    ("sum_almost", (num(1), n, TRUTH), "form"),
    ("sum_almost", (k, n, assume(k < m)), "fresh"),
    ("sum_almost", (k, k, TRUTH), "fresh"),
    ("sum_everywhere", (assume(almost(k < 2, k, counting(n))), assume(k < m)), "form"),
    ("sum_everywhere", (assume(almost(k < 2, k, counting(n))), assume(x < n)), "form"),
    ("sum_everywhere", (assume(almost(k < 2, k, counting(n))), assume(k <= n)), "form"),
    ("sum_everywhere", (mostly(x < 2), assume(k < 1)), "form"),
    ("sum_of", (make("integral", LINE, IDENTITY),), "form"),
    ("sum_of", (make("integral", counting(n), lam(k, k)),), "form"),
    ("sum_of", (make("integral", counting(201), lam(k, k)),), "form"),
    ("product_of", (x * y,), "form"),
    ("product_of", (make("product", 1 + n, lam(k, x)),), "form"),
    # lebesgue
    ("smooth_measurable", (SQUARE, POSITIVE, seen(x > 1), ROOTS[1]), "measurable"),
    ("smooth_measurable", (SQUARE, POSITIVE, ROOTS[0], each(Implies(0 <= x, differentiable(x**2, x)))), "smooth"),
    *(("substitution", substituted(i), c) for i, c in enumerate(("measurable", "smooth", "inverse", "inverse"))),
    ("affine_substitution", (Z, w, lam(w, sqnorm(w))), "form"),
    ("inverse_derivative", (SQUARE, lam(x, sqrt(x)), x, (), y, assume(x > 0)), "smooth"),
    ("inverse_derivative", (SQUARE, lam(x, sqrt(x)), y, (), y, FLAT), "smooth"),
    ("inverse_derivative", (SQUARE, IDENTITY, x, (), y, FLAT), "inverse"),
    ("inverse_derivative", (SQUARE, lam(x, sqrt(x)), x, (0 <= x,), y, FLAT), "form"),
    ("inverse_derivative", (SQUARE, lam(x, sqrt(x)), x, (), y, FLAT), "fresh"),
    ("gaussian_moment", (x, y, k), "form"),
    ("gaussian_moment", (x, y, num(41)), "form"),
    ("gaussian_moment", (x, y, num(Fraction(1, 2))), "form"),
    ("antiderivative", (SQUARE, DOUBLE, (ZERO, ONE), sloped(ON_UNIT, x), positive(ON_UNIT)), "slope"),
    ("antiderivative", (SQUARE, DOUBLE, (ZERO, ONE), sloped(ABOVE), positive(ON_UNIT)), "slope"),
    ("antiderivative", (SQUARE, DOUBLE, (ZERO, ONE), sloped(ON_UNIT), positive(ABOVE)), "sign"),
    ("improper", (SQUARE, DOUBLE, ONE, sloped(ABOVE), positive(ABOVE), TRUTH), "limit"),
    ("improper", (SQUARE, DOUBLE, ONE, sloped(BEYOND), positive(BEYOND), goes(x**2, x, FAR, FAR)), "limit"),
    ("improper", (SQUARE, DOUBLE, ONE, sloped(BEYOND), positive(BEYOND), goes(1 / x, x, FAR, 0)), "limit"),
    ("improper", (SQUARE, DOUBLE, ONE, sloped(ABOVE), positive(ABOVE), goes(x**2, x, near(0), 0)), "form"),
    ("improper", (SQUARE, DOUBLE, ONE, sloped(BEYOND), positive(ABOVE), goes(x**2, x, above(0), 0)), "slope"),
    ("improper", (SQUARE, DOUBLE, ONE, sloped(ABOVE), positive(BEYOND), goes(x**2, x, above(0), 0)), "sign"),
    ("improper", (SQUARE, DOUBLE, ONE, sloped(ABOVE), positive(BEYOND), goes(x**2, x, FAR, 0)), "slope"),
    ("fubini", (seen(x), exists(x)), "form"),
    ("fubini", (exists(x), assume(finite_kl(LINE, BOX, BOX))), "form"),
    ("fubini", (exists(x), assume(integrable(k + 0, k, counting(n)))), "form"),
    ("independent", (n, *FACTORS, assume(ForAll(k, density(LINE, BOX))), MEANS), "densities"),
    ("independent", (n, *FACTORS, DENSE, DENSE), "integrable"),
    # limits
    ("continuity", (x > 0, ()), "form"),
    ("continuity", (tends(x, x, FAR, FAR), ()), "form"),
    ("continuity", (tends(x, x, FAR, 0), (assume(x > 0),)), "form"),
    ("continuity", (tends(x, x, FAR, 0), (goes(x, x, near(0), 0),)), "form"),
    ("continuity", (tends(x, x, FAR, 0), (goes(x, x, FAR, FAR),)), "form"),
    ("continuity", (tends(x, x, FAR, 0), ()), "continuous"),
    ("continuity", (tends(y**k, k, FAR, 0), ()), "continuous"),
    ("continuity", (tends(x + 1, x, near(0), 0), ()), "identity"),
    ("continuity", (tends(1 / x, x, near(0), 0), ()), "denominator"),
    ("reciprocal_vanishes", (x + 1,), "form"),
    ("reciprocal_vanishes", (v,), "form"),
    ("sandwich", (x, assume(Eq(0 * x, x)), lesser(x, x), ZERO_GOES, ZERO_GOES), "form"),
    ("sandwich", (x, lesser(0 * x, x), assume(Eq(x, 0 * x)), ZERO_GOES, ZERO_GOES), "form"),
    ("sandwich", (x, lesser(0 * x, x), lesser(y, 0 * x), ZERO_GOES, ZERO_GOES), "form"),
    ("sandwich", (x, lesser(0 * x, x), lesser(x, 0 * x), assume(x > 0), ZERO_GOES), "form"),
    ("sandwich", (x, lesser(0 * x, x), lesser(x, 0 * x), goes(0 * x, x, FAR, FAR), ZERO_GOES), "form"),
    ("sandwich", (x, lesser(0 * x, x), lesser(x, 0 * x), goes(1 * x, x, FAR, 0), ZERO_GOES), "form"),
    ("sandwich", (x, lesser(0 * x, x), lesser(x, 0 * x), ZERO_GOES, goes(0 * x, x, near(0), 0)), "form"),
    ("sandwich", (x, lesser(0 * x, x), lesser(x, 0 * x), ZERO_GOES, goes(0 * x, x, FAR, 1)), "form"),
    ("sandwich", (x, lesser(0 * x, x), lesser(x, 0 * x), ZERO_GOES, ZERO_GOES), "fresh"),
    ("limit_congruence", (x, lesser(0 * x, x), ZERO_GOES), "form"),
    ("limit_congruence", (x, assume(Eq(1 * x, x)), ZERO_GOES), "form"),
    ("limit_congruence", (x, assume(Eq(0 * x, x)), ZERO_GOES), "fresh"),
    ("limit_congruence", (x, assume(Eq(0 * x, x)), goes(0 * a, a, near(x), 0)), "fresh"),
    ("limit_order", (x, assume(Eq(0 * x, 0 * x)), ZERO_GOES, ZERO_GOES), "form"),
    ("limit_order", (v, lesser(0 * x, 0 * x), ZERO_GOES, ZERO_GOES), "line"),
    ("limit_order", (x, lesser(0 * x, 0 * x), goes(0 * x, x, FAR, FAR), ZERO_GOES), "form"),
    ("limit_order", (x, lesser(0 * x, 0 * x), ZERO_GOES, ZERO_GOES), "fresh"),
    ("divergence", (x, assume(Eq(x, x)), goes(x, x, FAR, FAR)), "form"),
    ("divergence", (x, lesser(x, x), goes(x, x, FAR, 0)), "form"),
    ("divergence", (x, lesser(x, y), goes(x, x, FAR, FAR)), "fresh"),
    ("unbounded", (x, near(0), y, y, (assume(y < x),)), "form"),
    ("unbounded", (k, FAR, y, y, (assume(y < x),)), "form"),
    ("unbounded", (x, FAR, y, y, (lesser(y, x),)), "form"),
    ("unbounded", (x, FAR, y, y, (assume(a < x),)), "form"),
    ("unbounded", (x, FAR, y, ZERO, (assume(y < x),)), "fresh"),
    ("unbounded", (x, FAR, x, ZERO, (assume(x < 2 * x),)), "fresh"),
    ("unbounded", (x, FAR, y, x, (assume(y < x),)), "fresh"),
    ("unbounded", (x, above(y), y, -y, (OPPOSITE, assume(y < -y))), "fresh"),
    ("unbounded", (x, above(0), y, -y, (OPPOSITE, assume(0 < -y))), "fresh"),
    ("unbounded", (x, above(0), y, -y, (OPPOSITE,)), "inside"),
    ("unbounded", (x, above(0), y, -y, (OPPOSITE, TRUTH)), "inside"),
    ("reciprocal_of_infinite", (goes(x, x, FAR, 0),), "form"),
    ("reciprocal_of_infinite", (assume(x > 0),), "form"),
    ("infinite_multiple", (goes(x, x, FAR, 0), y), "form"),
    ("infinite_multiple", (assume(x > 0), y), "form"),
    ("limit_conflict", (goes(x, x, FAR, FAR), goes(x, x, FAR, FAR)), "form"),
    ("limit_conflict", (goes(ONE, v, near(w), 1), goes(ONE, v, near(w), FAR)), "line"),
    ("limit_conflict", (goes(x, x, FAR, 0), goes(2 * x, x, FAR, FAR)), "form"),
    ("shifted", (TRUTH, num(1)), "form"),
    ("shifted", (assume(make("tends", var("f", Sort("function", NAT, REAL)), FAR, near(0))), num(1)), "form"),
    ("shifted", (assume(tends(x, x, near(0), 0)), num(1)), "index"),
    ("shifted", (assume(tends(1 / x, x, FAR, 0)), num(1)), "index"),
    ("shifted", (assume(tends(1 / k, k, FAR, 0)), x), "index"),
    ("geometric_decay", (k, assume(x < 1)), "modulus"),
    ("geometric_decay", (k, assume(x**2 < 2)), "modulus"),
    ("geometric_decay", (k, assume(x**3 < 1)), "modulus"),
    ("geometric_decay", (x, assume(y**2 < 1)), "form"),
    ("geometric_decay", (k, assume(k**2 < 1)), "form"),
    ("geometric_growth", (k, lesser(ONE, x)), "modulus"),
    ("geometric_growth", (k, assume(ZERO < x)), "modulus"),
    ("geometric_growth", (x, assume(ONE < y)), "form"),
    ("geometric_growth", (k, assume(ONE < k)), "form"),
    ("definite_vanishes", (x > 0, ZERO_GOES, assume(positive_definite(G))), "form"),
    ("definite_vanishes", (tends(x, x, FAR, FAR), ZERO_GOES, assume(positive_definite(G))), "form"),
    ("definite_vanishes", (tends(x, x, FAR, 0), ZERO_GOES, assume(positive_semidefinite(G))), "definite"),
    ("definite_vanishes", (tends(x, x, FAR, 1), ZERO_GOES, assume(positive_definite(ONE))), "form"),
    ("definite_vanishes", (tends(x, x, FAR, 0), ZERO_GOES, assume(positive_definite(ONE))), "form"),
    # iterations, matrices, z3
    ("schur_cohn", (G,), "size"),
    ("schur_cohn", (x,), "size"),
    ("one_sided_inverse", (G, assume(Eq(G, identity(n)))), "form"),
    ("one_sided_inverse", (M, assume(Eq(G * G, identity(n)))), "form"),
    ("one_sided_inverse", (c, assume(Eq(c * G, identity(n)))), "square"),
    ("one_sided_inverse", (Z, assume(Eq(Z * Z.T, identity(n)))), "square"),
    ("injective", (assume(positive_definite(G)),), "form"),
    ("injective", (assume(full_column_rank(Z)),), "square"),
    ("z3", (x**2 >= x, ()), "unsat"),
    ("z3", (x, ()), "form"),
    ("z3", (exp(x) > 0, ()), "form"),
    ("z3", (Eq(v, w), ()), "form"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "args", "condition"), REFUSED, ids=[f"{i}-{r[0]}-{r[2]}" for i, r in enumerate(REFUSED)]
)
def test_rule_refuses_and_names_the_missing_condition(name, args, condition):
    with pytest.raises(Undecided) as refusal:
        RULES[name](*args)
    assert refusal.value.condition == condition
    stated = RULES[name].conditions.get(condition)
    assert stated is None or str(refusal.value).endswith(f"(side condition: {stated})") or condition in DIRECT
    assert len(str(refusal.value)) > 10


DIRECT = {"smooth", "continuous", "form", "pieces"}  # refused while the answer is being built, in the same words


ASSUMED = {
    ("field", "denominators"), ("combination", "denominators"), ("nonneg", "denominators"), ("range_of", "domain"),
    ("monotone", "domain"), ("tangent", "interval"), ("infinite_multiple", "positive"), ("powers", "positive"),
    ("inverse", "invertible"), ("locally", "interval"), ("locally", "smooth"), ("affine_substitution", "invertible"),
    ("gaussian_moment", "scale"), ("antiderivative", "order"), ("improper", "order"), ("entry_of", "range"),
    ("gaussian_vector", "definite"),
}  # fmt: skip


def test_every_side_condition_is_refused_here_or_becomes_a_hypothesis():
    seen = {(name, condition) for name, _, condition in REFUSED}
    declared = {(name, condition) for name in RULES for condition in RULES[name].conditions}
    assert declared - seen == ASSUMED


KERNEL = Path(derivations.kernel.__file__).parent
REQUIREMENTS = {"require", "_form", "states", "_everywhere", "_claim", "_measure", "_slopes", "_repeated"}


def requirements():
    """Where the kernel asks for a side condition: (file, first line, last line)."""
    for path in sorted(KERNEL.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in REQUIREMENTS:
                    yield path.name, node.lineno, node.end_lineno


def test_every_requirement_in_the_kernel_is_refused_here(monkeypatch):
    refused = set()
    original = Side.require

    def require(self, condition, holds, message):
        if not holds:
            frame = sys._getframe(1)
            while frame and Path(frame.f_code.co_filename).parent == KERNEL:
                refused.add((Path(frame.f_code.co_filename).name, frame.f_lineno))
                frame = frame.f_back
        original(self, condition, holds, message)

    monkeypatch.setattr(Side, "require", require)
    for name, args, _ in REFUSED:
        with pytest.raises(Undecided):
            RULES[name](*args)
    missed = [
        (name, first)
        for name, first, last in requirements()
        if not any(name == file and first <= line <= last for file, line in refused)
    ]
    assert missed == []


ILL_FORMED = [
    (lambda: RULES["induction"](lam(x, x > 0), k, assume(TRUE), assume(TRUE)), "the statement"),
    (lambda: RULES["power_sign"](assume(x > 0), y), "the exponent y is real, but nat is needed"),
    (lambda: RULES["nonneg"](ZERO <= x, ((1, (), (v.T,)),), (), ()), "takes a column vector"),
    (lambda: RULES["assume"](x), "x is not a formula"),
    (lambda: RULES["weaken"](assume(x > 0), y), "y is not a formula"),
    (lambda: RULES["assume"](lam(x, x > 0).args[0]), "is not a formula"),
    (Term, "make terms with"),
    (lambda: PROP.shape, "expected here, not a prop"),
    (lambda: Sort("real", ONE), "there is no sort real"),
    (lambda: Sort("real", ONE, ONE, ONE), "there is no sort real"),
    (lambda: Sort("real", x, ONE), "is not a dimension"),
    (lambda: Sort("real", n + 1, ONE), "use matrix_sort"),
    (lambda: Sort("function", REAL), "there is no sort function"),
    (lambda: Sort("complex"), "there is no sort complex"),
    (lambda: make("magic", x), "no operator 'magic'"),
    (lambda: num(0.5), "0.5 is not exact"),
    (lambda: num(True), "True is not exact"),
    (lambda: x + 0.5, "0.5 is not exact"),
    (lambda: var("", REAL), "'' is not a name"),
    (lambda: var("a b", REAL), "'a b' is not a name"),
    (lambda: lam(x + 1, x), "only a variable can be bound"),
    (lambda: lam(n, Eq(v, v)), "n is the size of a matrix"),
    (lambda: lam(n, identity(n)), "is not a dimension"),
    (lambda: apply(lam(x, lam(y, x)).args[0], y), "dangling bound variable"),
    (lambda: apply(lam(x, x), lam(y, y).args[0]), "dangling bound variable"),
    (lambda: apply(lam(x, x), v), "the argument v is nx1, but real is needed"),
    (lambda: apply(lam(k, k), x), "is real, but nat is needed"),
    (lambda: substitute(x, {x + 1: y}), "is not a substitution"),
    (lambda: substitute(x, {x: lam(y, y).args[0]}), "is not a substitution"),
    (lambda: substitute(x, {x: v}), "x := v is nx1, but real is needed"),
    (lambda: substitute(v, {n: x}), "n := x is real, but nat is needed"),
    (lambda: replace(x, lam(y, y).args[0], x), "dangling bound variables"),
    (lambda: dimension(x), "x is not a dimension"),
    (lambda: dimension(Fraction(1, 2)), "is not a dimension"),
    (lambda: dimension(n * n), "is not a dimension"),
    (lambda: make("add", x), "add takes 2 arguments, not 1"),
    (lambda: x + v, "add: x is real but v is nx1"),
    (lambda: exp(v), "exp takes a number, but v is nx1"),
    (lambda: inv(Z), "an inverse takes a square matrix"),
    (lambda: Z * Z, "does not fit: nxd times nxd"),
    (lambda: x**y, "the exponent y is not a natural number"),
    (lambda: Z**2, "a power takes a square matrix"),
    (lambda: x / v, "the denominator takes a number"),
    (lambda: block([[x], [x, y]]), "the same number of blocks"),
    (lambda: make("block", x, data=(1, 2)), "needs 2 blocks, not 1"),
    (lambda: block([[x, v]]), "does not fit in row 0, column 1"),
    (lambda: v[0], "lie outside v"),
    (lambda: M[2, 0], "lie outside M"),
    (lambda: sqnorm(Z), "takes a column vector"),
    (lambda: make("det", Z), "a determinant takes a square matrix"),
    (lambda: make("derivative", x, x), "takes a function"),
    (lambda: make("derivative", lam(x, v), x), "takes a real function"),
    (lambda: Derivative(x, x, v), "the point v is nx1"),
    (lambda: iterate(lam(x, v), x, k), "an iteration needs a map"),
    (lambda: iterate(lam(x, x), x, y), "the number of steps y is real"),
    (lambda: F(v), "the argument v is nx1"),
    (lambda: above(v), "a one-sided limit takes a number"),
    (lambda: near(x > 0), "expected here, not a prop"),
    (lambda: make("tends", lam(x, x), x, near(x)), "a limit goes from infinity()"),
    (lambda: make("tends", lam(x, x), FAR, above(x)), "a limit goes from infinity()"),
    (lambda: tends(k, k, near(0), 0), "a sequence has a limit at infinity() only"),
    (lambda: tends(x, x, near(v), 0), "does not fit the variable"),
    (lambda: tends(ONE, v, FAR, 1), "only numbers go to infinity"),
    (lambda: tends(v * x, x, FAR, FAR), "only numbers go to infinity"),
    (lambda: tends(v * x, x, FAR, w.T), "does not fit the values"),
    (lambda: And(x > 0, y), "y is real, but prop is needed"),
    (lambda: Not(x), "x is real, but prop is needed"),
    (lambda: ForAll(x, x), "is needed"),
    (lambda: Eq(x, v), "they cannot be equal"),
    (lambda: Eq(x > 0, lam(x, x)), "the left side"),
    (lambda: v <= w, "an inequality takes a number"),
    (lambda: make("invertible", Z), "invertibility takes a square matrix"),
    (lambda: positive_definite(Z), "Z"),
    (lambda: symmetric(v), "they cannot be equal"),
    (lambda: zeros(x, 1), "x is not a dimension"),
    # measures
    (lambda: Sort("measure", PROP), "there is no sort measure"),
    (lambda: Sort("measure", matrix_sort(1, 2)), "there is no sort measure"),
    (lambda: Sort("measure", REAL, REAL), "there is no sort measure"),
    (lambda: num(-1) * LINE, "expected here, not a measure"),
    (lambda: LINE * 2, "expected here, not a measure"),
    (lambda: 2 * z, "expected here, not a space"),
    (lambda: x * p, "expected here, not a function"),
    (lambda: z + z, "expected here, not a space"),
    (lambda: z <= x, "an inequality takes a number"),
    (lambda: p(x), "is real, but space is needed"),
    (lambda: piecewise(x, 1), "is real, but prop is needed"),
    (lambda: piecewise(x > 0, v), "a piecewise value takes a number"),
    (lambda: entry(Z, 0), "entries are taken of a column vector"),
    (lambda: entry(v, x), "the index x is real, but nat is needed"),
    (lambda: make("product", x, lam(k, x)), "the number of factors x is real"),
    (lambda: make("product", n, lam(x, x)), "the factors"),
    (lambda: lebesgue(x), "is not a dimension"),
    (lambda: counting(x), "the number of points x is real"),
    (lambda: make("integral", p, p), "integral takes a measure"),
    (lambda: make("integral", LINE, p), "the function p is space -> real"),
    (lambda: make("integral", mu, lam(z, z)), "is space -> space, but space -> real is needed"),
    (lambda: make("integrable", mu, lam(z, TRUE)), "but space -> real is needed"),
    (lambda: make("almost", mu, p), "but space -> prop is needed"),
    (lambda: make("measurable", x), "takes a function"),
    (lambda: make("measurable", lam(z, z)), "with values in a real space"),
    (lambda: make("measurable", lam(x > 0, x)), "only a variable can be bound"),
    (lambda: make("measurable", function("g", PROP)), "takes a function of a point"),
    (lambda: density(p, p), "a measure was expected here"),
    (lambda: finite_kl(LINE, p, p), "the argument x is real, but space is needed"),
    (lambda: make("density", mu), "density takes 2 arguments, not 1"),
    (lambda: RULES["point_null"](v), "the point v is nx1, but real is needed"),
    (lambda: RULES["substitution"](p, BOX, (ALL, ALL), BOX, ROOTS), "the map or set p is space -> real"),
    (lambda: RULES["smooth_measurable"](BOX, BOX, TRUTH, TRUTH), "the map or set"),
    (lambda: RULES["affine_substitution"](x, v, BOX), "the shift v is nx1"),
    (lambda: RULES["affine_substitution"](x, y, p), "the integrand p is space -> real"),
    (lambda: RULES["inverse_derivative"](p, BOX, x, (), y, FLAT), "the map p is space -> real"),
    (lambda: RULES["inverse_derivative"](BOX, p, x, (), y, FLAT), "the inverse p is space -> real"),
    (lambda: RULES["gaussian_moment"](v, y, num(1)), "a parameter v is nx1"),
    (lambda: RULES["antiderivative"](p, BOX, (x, y), TRUTH, TRUTH), "the function p is space -> real"),
    (lambda: RULES["improper"](BOX, p, x, TRUTH, TRUTH, TRUTH), "the function p is space -> real"),
    (lambda: RULES["independent"](n, BOX, BOX, TRUTH, TRUTH), "the family"),
    (lambda: RULES["dominated_convergence"](LINE, BOX, BOX, TRUTH, TRUTH, TRUTH), "the sequence"),
    (lambda: RULES["leibniz"](LINE, BOX, s, ONE, TRUTH, TRUTH, TRUTH), "the family"),
    (lambda: RULES["sum_almost"](k, x, TRUTH), "the number of points x is real"),
    (lambda: RULES["sum_integrable"](n, BOX), "the function"),
    (lambda: ones(2, Fraction(1, 2)), "is not a dimension"),
    (lambda: lam(x, lam(y, x + y).args[0]), "which x would capture"),
    (lambda: abstract(x > 0, x) > 0, "an inequality takes a number"),
]  # fmt: skip


@pytest.mark.parametrize(("build", "message"), ILL_FORMED, ids=range(len(ILL_FORMED)))
def test_text_that_states_nothing_is_ill_formed(build, message):
    with pytest.raises(IllFormed) as refusal:
        build()
    assert message in str(refusal.value)


@pytest.fixture
def invented():
    """Predicates made in a test are taken out of the language afterwards."""
    before = set(DEFINITIONS)
    yield
    for name in set(DEFINITIONS) - before:
        del DEFINITIONS[name], OPERATORS[name]


@pytest.mark.usefixtures("invented")
def test_predicate_must_abbreviate_a_formula():
    @definition
    def twice(term):
        """No formula."""
        return 2 * term

    with pytest.raises(IllFormed, match="twice is not a formula"):
        twice(x)


@pytest.mark.usefixtures("invented")
def test_defined_number_must_abbreviate_a_number():
    @constant
    def positivity(term):
        """No number."""
        return term > 0

    with pytest.raises(IllFormed, match="positivity is not a number"):
        positivity(x)


@pytest.mark.usefixtures("invented")
def test_predicate_must_not_depend_on_a_variable_of_its_own():
    @definition
    def above_y(term):
        """Depends on y."""
        return term > y

    with pytest.raises(IllFormed, match="above_y depends on y"):
        above_y(x)


@pytest.mark.usefixtures("invented")
def test_predicate_must_not_take_the_name_of_an_operator():
    def add(term):
        """Taken."""
        return term > 0

    with pytest.raises(ValueError, match="there is an operator add already"):
        definition(add)


@pytest.mark.parametrize("value", [Sequent((), TRUE), 0.5, None, object(), True, {1: x}, [Sequent((), TRUE)]])
def test_rules_admit_theorems_terms_and_exact_numbers_only(value):
    with pytest.raises(NotATheorem):
        RULES["weaken"](value, x > 0)


def test_two_rules_cannot_have_one_name():
    with pytest.raises(ValueError, match="there is a rule assume already"):

        @rule()
        def assume(side, formula):
            """Again."""


def test_a_condition_must_be_declared():
    side = Side(RULES["field"])
    with pytest.raises(KeyError, match="does not declare the side condition 'positive'"):
        side.require("positive", True, lambda: "")
    with pytest.raises(KeyError, match="does not declare"):
        side.assume("positive", [])


def test_terms_nested_too_deeply_are_undecided_not_a_crash():
    term = deep()
    with pytest.raises(Undecided) as refusal:
        RULES["field"](Eq(term, x + 3000))
    assert refusal.value.condition == "budget"


def test_meter_gives_up_as_undecided():
    meter = Meter(3)
    meter.spend(3)
    with pytest.raises(Undecided) as refusal:
        meter.spend(1)
    assert refusal.value.condition == "budget"


def test_terms_are_no_containers():
    with pytest.raises(TypeError, match="take entries with"):
        list(v)


def test_zero_of_a_shape_fits():
    assert zero_like(v) is zeros(n)
    assert matrix_sort(n, 1) is v.sort
    assert d.sort is NAT
    assert m is not n
    assert Iff(TRUE, FALSE).sort is PROP
