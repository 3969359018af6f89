"""What is said of all functions: all tables of a small space, and unknown values where these are real."""

from __future__ import annotations

from fractions import Fraction as Q

import pytest

from derivations.counterexample import describe, find, witness
from derivations.kernel import Sort
from derivations.kernel.formulas import (
    And,
    Derivative,
    Eq,
    Exists,
    ForAll,
    Iff,
    Implies,
    Integral,
    Ne,
    Not,
    Or,
    Product,
    Sum,
    converges_from_every_start,
    det,
    differentiable,
    entry,
    exp,
    function,
    infinity,
    iterate,
    lebesgue,
    matrix,
    measure,
    natural,
    piecewise,
    point,
    real,
    sqnorm,
    sqrt,
    tends,
    vector,
)
from derivations.kernel.metric import cauchy, complete, euclidean, metric
from derivations.kernel.terms import NAT, PROP, REAL, SPACE, lam, matrix_sort, num
from derivations.refuter.evaluate import holds
from derivations.refuter.explored import RUNS, every_function
from derivations.refuter.finite import Patched

m, n, d, N, J, D, i, j, k, l_ = map(natural, ["m", "n", "d", "N", "J", "D", "i", "j", "k", "l"])
u, v, y = map(point, "uvy")
s, t = real("s"), real("t")
images, copies = function("x", NAT, SPACE), function("g", NAT, SPACE)
genuine, other, others = function("D", SPACE, PROP), function("E", SPACE, PROP), function("h", NAT, SPACE)


def bracket(condition):
    return piecewise(condition, 1, 0)


def loss(said, drawn):
    wrong = Sum(bracket(Not(said(images(i)))), i, m) + Sum(bracket(said(drawn(j))), j, m)
    return wrong / (2 * m)


def count(index):
    return Sum(bracket(Eq(copies(j), images(index))), j, m)


def each(claim, index=i, below=m):
    return ForAll(index, Implies(index < below, claim))


APART = [1 <= m, ForAll(i, ForAll(j, Implies(And(i < m, And(j < m, Eq(images(i), images(j)))), Eq(i, j))))]
LEAST = Sum(piecewise(count(i) < 1, count(i), 1), i, m) / (2 * m)
BEST = ForAll(other, loss(genuine, copies) <= loss(other, copies))
RULED = And(
    each(And(Implies(Eq(count(i), 0), genuine(images(i))), Implies(count(i) >= 2, Not(genuine(images(i)))))),
    each(Or(Exists(i, And(i < m, Eq(copies(j), images(i)))), Not(genuine(copies(j)))), j),
)
SADDLE = And(BEST, ForAll(others, loss(genuine, others) <= loss(genuine, copies)))
ONCE, ALL = each(Eq(count(i), 1)), each(genuine(images(i)))
EXACTLY = And(ONCE, Or(ALL, ForAll(u, Not(genuine(u)))))
DATA_ONLY = And(ONCE, Or(ALL, each(Not(genuine(images(i))))))

column, table = matrix_sort(d, 1), Sort("function", NAT, matrix_sort(d, 1))
noise_of, nearest, h = (function(name, column, column) for name in ("g", "g_CP", "h"))
points, noises = function("x", NAT, column), function("epsilon", NAT, table)
alpha, w, c = real("alpha"), vector("w", d), vector("u", d)
noisy = sqrt(alpha) * points(i) + sqrt(1 - alpha) * noises(i)(j)
TIME = [0 < alpha, alpha < 1]
FOUND = each(each(Eq(nearest(noisy), points(i)), j, J), i, N)


def undone(root):
    return ForAll(c, Eq(noise_of(c), (c - root * nearest(c)) / sqrt(1 - alpha)))


NOISE = Sum(Sum(sqnorm(noise_of(noisy) - noises(i)(j)), j, J), i, N)
X, e = function("X", NAT, column), function("e", NAT, column)


def squares(f):
    return Sum(sqnorm(f(X(k)) - e(k)), k, N)


def average(value):
    same = bracket(Eq(X(l_), X(k)))
    return each(ForAll(w, Eq(Sum(same, l_, N) * (w.T * noise_of(X(k))), value(same))), k, N)


LEAST_SQUARES = ForAll(h, squares(noise_of) <= squares(h))
MEAN = average(lambda same: Sum(same * (w.T * e(l_)), l_, N))

far, f, beta = function("d", SPACE, Sort("function", SPACE, REAL)), function("f", SPACE, SPACE), real("beta")
start, fixed = point("x_0"), point("x")
STEP = ForAll(u, ForAll(v, far(f(u))(f(v)) <= beta * far(u)(v)))
SHORTER = [metric(far), complete(far), 0 <= beta, beta < 1, STEP]
AWAY = far(iterate(f, start, k))(fixed)
BANACH = Exists(
    fixed,
    And(
        And(Eq(f(fixed), fixed), ForAll(y, Implies(Eq(f(y), y), Eq(y, fixed)))),
        ForAll(
            start, And(ForAll(k, AWAY <= beta**k / (1 - beta) * far(start)(f(start))), tends(AWAY, k, infinity(), 0))
        ),
    ),
)
space_n = matrix_sort(n, 1)
inner, a, b, z = function("f", space_n, space_n), *(vector(name, n) for name in "abz")
LIPSCHITZ = ForAll(a, ForAll(b, sqrt(sqnorm(inner(a) - inner(b))) <= beta * sqrt(sqnorm(a - b))))

bits, shares = function("b", NAT, Sort("function", NAT, REAL)), function("p", NAT)
ROWS = num(2) ** D
STRINGS = [
    each(each(Or(Eq(bits(k)(i), 0), Eq(bits(k)(i), 1)), i, D), k, ROWS),
    each(each(Implies(each(Eq(bits(k)(i), bits(l_)(i)), i, D), Eq(k, l_)), l_, ROWS), k, ROWS),
    each(And(0 < shares(i), shares(i) < 1), i, D),
]


def chances(no):
    return Sum(Product(bits(k)(i) * shares(i) + (1 - bits(k)(i)) * no(shares(i)), i, D), k, ROWS)


map_d, number = Sort("function", column, column), Sort("function", column, REAL)
means, scales, G = function("m", NAT, number), function("s", NAT, number), function("G", column, column)
x, aside, jacobian, K = vector("x", d), vector("v", d), matrix("J", d, d), matrix("K", d, d)


def earlier_only(parts):
    same = ForAll(j, Implies(j < i, Eq(entry(c, j), entry(aside, j))))
    return each(ForAll(c, ForAll(aside, Implies(same, Eq(parts(i)(c), parts(i)(aside))))), i, d)


def slope_of(whole, path):
    here = And(differentiable(path, t, 0), Eq(entry(whole * aside, i), Derivative(path, t, 0)))
    return ForAll(aside, each(here, i, d))


moved = x + t * aside
FLOW = [
    earlier_only(means), earlier_only(scales),
    slope_of(jacobian, (entry(moved, i) - means(i)(moved)) * exp(-scales(i)(moved))),
    ForAll(w, each(Eq(entry(G(w), i), means(i)(G(w)) + entry(w, i) * exp(scales(i)(G(w)))), i, d)),
    slope_of(K, entry(G(w + t * aside), i)),
]  # fmt: skip

TRUE = {
    "bound of the discriminator": (LEAST <= loss(genuine, copies), APART),
    "best discriminators": (Iff(BEST, RULED), APART),
    "saddle points": (Iff(SADDLE, EXACTLY), APART),
    "closest point": (Eq(NOISE, 0), [*TIME, FOUND, undone(sqrt(alpha))]),
    "average noise": (Iff(LEAST_SQUARES, MEAN), []),
    "Banach": (BANACH, SHORTER),
    "residual": (ForAll(z, Implies(Eq(z + inner(z), a), Implies(Eq(b + inner(b), a), Eq(z, b)))),
                 [0 <= beta, beta < 1, LIPSCHITZ]),
    "bits": (Eq(chances(lambda p: 1 - p), 1), STRINGS),
    "triangular": (And(Eq(det(jacobian), exp(-Sum(scales(i)(x), i, d))),
                       Eq(det(K), exp(Sum(scales(i)(G(w)), i, d)))), FLOW),
}  # fmt: skip
FALSE = {
    "never attained": (LEAST < loss(genuine, copies), APART),
    "best says genuine": (Implies(BEST, ALL), APART),
    "off-data images do not matter": (Iff(SADDLE, DATA_ONLY), APART),
    "alpha without a root": (Eq(NOISE, 0), [*TIME, FOUND, undone(alpha)]),
    "its own noise": (Iff(LEAST_SQUARES, each(Eq(noise_of(X(k)), e(k)), k, N)), []),
    "Lipschitz is enough": (Exists(fixed, Eq(f(fixed), fixed)), [metric(far), complete(far), 0 <= beta, STEP]),
    "any distance": (metric(far), [ForAll(u, Eq(far(u)(u), 0))]),
    "rows that sum to more": (Eq(chances(lambda p: p), 1), STRINGS),
    "sign of the log determinant": (Eq(det(jacobian), exp(Sum(scales(i)(x), i, d))), FLOW),
}


@pytest.mark.parametrize("name", TRUE)
def test_true_claim_about_functions_has_a_witness_and_no_counterexample(name):
    claim, given = TRUE[name]
    found = witness(given)
    assert found is not None
    assert [holds(g, found) for g in given] == [True] * len(given)
    assert holds(claim, found) is not False
    assert find(claim, given, tries=60) is None


@pytest.mark.parametrize("name", FALSE)
def test_false_claim_about_functions_has_a_counterexample_that_is_one(name):
    claim, given = FALSE[name]
    found = find(claim, given)
    assert found is not None
    assert [holds(g, found) for g in given] == [True] * len(given)
    assert holds(claim, found) is False


def test_counterexamples_are_small():
    found = {name: describe(find(*FALSE[name])) for name in ("never attained", "Lipschitz is enough")}
    assert found == {
        "never attained": "D = (True, True), g = (point 1, point 2), m = 2, x = (point 1, point 2)",
        "Lipschitz is enough": "beta = 1, d = ((0, 1), (1, 0)), f = (point 2, point 1)",
    }
    assert len(find(*FALSE["off-data images do not matter"])[genuine]) == 3  # an image off the data is needed
    assert witness(STRINGS)[bits] == ((0, 0), (1, 0), (0, 1), (1, 1))


# Quantifiers over functions
HERE = {m: 2, images: (0, 1), copies: (0, 0), genuine: (True, False, False)}


@pytest.mark.parametrize(("formula", "truth"), [
    (ForAll(other, Iff(other(images(0)), other(copies(1)))), True),
    (ForAll(other, Iff(other(images(0)), other(images(1)))), False),
    (Exists(other, And(other(images(0)), Not(other(images(1))))), True),
    (Exists(other, And(other(images(0)), Not(other(copies(0))))), False),
    (ForAll(others, Exists(u, Eq(others(7), u))), True),
    (ForAll(others, Eq(others(0), others(1))), False),
    (Exists(others, each(Ne(others(i), others(i + 1)), i, 3)), True),
    (ForAll(function("T", SPACE, SPACE), Exists(u, Eq(function("T", SPACE, SPACE)(u), u))), False),
    (ForAll(function("F", SPACE, REAL), function("F", SPACE, REAL)(u) ** 2 >= 0), True),
    (ForAll(function("F", REAL), function("F", REAL)(num(1)) + function("F", REAL)(num(2)) >= 0), False),
    (ForAll(function("F", REAL), function("F", REAL)(num(1)) >= function("F", REAL)(num(2) / 2)), True),
    (Exists(function("F", REAL), Eq(function("F", REAL)(num(1)), 5)), True),
    (ForAll(function("F", NAT, NAT), function("F", NAT, NAT)(0) >= 0), None),
])  # fmt: skip
def test_what_is_said_of_all_functions_is_decided(formula, truth):
    assert holds(formula, {**HERE, u: 0}) is truth


def test_a_space_of_a_point_without_tables_is_what_the_point_names():
    assert holds(ForAll(u, Or(Eq(u, images(0)), Eq(u, images(1)))), {images: (0, 1)}) is True
    assert holds(ForAll(u, Or(Eq(u, images(0)), Eq(u, images(1)))), {images: (0, 2)}) is False


def test_too_many_functions_are_left_undecided():
    asked = list[object]()

    def said(function):
        asked.append(function)
        return all(function(place) in (0, 1) for place in range(40))

    assert every_function(said, (0, 1), wanted=False) is None
    assert len(asked) == RUNS
    assert every_function(lambda f: f(0) == 0, (0, 1), wanted=False) is False


def test_a_predicate_of_unclear_arguments_is_not_decided():
    claim = ForAll(other, Integral(bracket(other(u)), u, measure("mu")) >= 0)
    assert holds(claim, {measure("mu"): (1, 1)}) is True
    line = function("A", REAL, PROP)
    assert holds(ForAll(line, Integral(bracket(line(s)), s, lebesgue()) >= 0), {}) is None


# Quantifiers that must not be believed too much
@pytest.mark.parametrize("formula", [
    ForAll(s, Exists(t, Eq(s + 0 * t, 1))), Not(ForAll(s, Not(ForAll(t, Eq(s * t, 0))))),
    ForAll(s, Not(ForAll(t, Eq(s * t, 0)))), ForAll(s, Or(ForAll(t, s * t <= 0), s**2 > 1)),
])  # fmt: skip
def test_inner_quantifiers_are_not_decided_for_all_outer_values_at_once(formula):
    if formula.op == "not":
        assert holds(formula, {}) is not False
    else:
        assert holds(formula, {}) is not True


def test_bounds_of_indices_are_premises_only():
    below = And(i < n, Eq(i, i))
    assert holds(ForAll(i, below), {n: 3}) is False
    assert holds(Exists(i, Implies(i < n, i < 0)), {n: 3}) is not False
    assert holds(ForAll(i, Implies(i < n, Exists(j, And(j < n, Eq(i + j, n - 1))))), {n: 3}) is True
    assert holds(ForAll(i, ForAll(j, Implies(And(i < n, j < i), j < n))), {n: 3}) is True
    assert holds(ForAll(i, ForAll(j, Implies(And(j < n, i < j), i < n - 2))), {n: 3}) is False


# Distances
def test_distances_of_finite_spaces_are_judged_by_all_points():
    line, square = ((0, 1, 3), (1, 0, 2), (3, 2, 0)), ((0, 1, 4), (1, 0, 1), (4, 1, 0))
    sequence = function("s", NAT, SPACE)
    assert holds(metric(far), {far: line}) is True
    assert holds(complete(far), {far: line}) is True
    assert holds(metric(far), {far: square}) is False  # 4 > 1 + 1
    assert holds(complete(far), {far: square}) is None
    assert holds(metric(far), {far: ((0, 0), (0, 0))}) is False
    assert holds(cauchy(far, sequence), {far: line, sequence: (1,)}) is True
    assert holds(cauchy(far, sequence), {far: line, sequence: (0, 1)}) is False
    assert holds(complete(euclidean(d)), {d: 2}) is True
    away = lam(c, lam(aside, sqrt(sqnorm(c + aside))))
    assert holds(metric(away), {d: 2}) is None


def test_lengths_are_compared_for_all_columns_at_once():
    half = {n: 2, inner: lam(a, a / 2)}
    assert holds(LIPSCHITZ, {**half, beta: Q(1, 2)}) is True
    assert holds(LIPSCHITZ, {**half, beta: Q(1, 3)}) is False
    assert holds(LIPSCHITZ, {**half, beta: -1}) is not True
    assert holds(ForAll(a, sqrt(sqnorm(a)) < 1), {n: 2}) is False


@pytest.mark.parametrize("step", [sqrt(s**2) / 2, sqrt(s**2 / 4), exp(s) - 1, sqrt(s**2 + 1) - 1], ids=str)
def test_roots_and_exponentials_of_the_start_are_not_taken_for_constants(step):
    assert holds(converges_from_every_start(lam(s, step), num(0)), {}) is not False  # |s|/2 does converge
    assert holds(converges_from_every_start(lam(s, 2 + 0 * step), num(0)), {}) is not True


# Maps given by their values
def test_maps_by_their_values_are_known_there_and_read_well():
    some = Patched(((Q(1), Q(5)), (Q(2), Q(7))), Q(0))
    g = function("g", REAL)
    assert holds(And(Eq(g(num(1)), 5), And(Eq(g(num(2)), 7), Eq(g(num(3)), 0))), {g: some}) is True
    assert holds(ForAll(s, g(s) >= 0), {g: some}) is None
    assert describe({g: some}) == "g = (1 -> 5, 2 -> 7, else 0)"
