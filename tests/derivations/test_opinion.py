"""SymPy's second opinion: it agrees with what the kernel proves and disagrees with wrong identities."""

from types import SimpleNamespace

import pytest

from derivations.kernel import algebra, calculus, limits, logic, matrices, powers
from derivations.kernel.formulas import (
    FALSE,
    TRUE,
    And,
    Derivative,
    Eq,
    Ne,
    above,
    block,
    column,
    det,
    exp,
    identity,
    infinity,
    inv,
    log,
    matrix,
    natural,
    ones,
    real,
    sqnorm,
    sqrt,
    symmetric,
    tends,
    vector,
    zeros,
)
from derivations.kernel.terms import REAL, Sort, lam, make, num, substitute, var
from derivations.opinion import Opinion, opinions, summary
from derivations.sympy_instance import Instance

x, y, t, k = real("x"), real("y"), real("t"), natural("k")
n, d, lam_ = natural("n"), natural("d"), real("lam")
A, G, X, Z = matrix("A", d, d), matrix("G", d, d), matrix("X", n, d), matrix("Z", n, d)
b, h, w, target = vector("b", d), vector("h", d), vector("w", d), vector("target", n)
M, v = matrix("M", 2, 2), vector("v", 2)
f = var("f", Sort("function", REAL, REAL))


def loss(point):
    return sqnorm(Z * point - target) / n + lam_ * (point.T * A * point)


SLOPE = 2 / n * (Z.T * (Z * b - target)) + 2 * lam_ * (A * b)
CURVATURE = Z.T * Z / n + lam_ * A
SYMMETRIC = logic.assume(symmetric(A))


def step(rule, conclusion, *args, hypotheses=()):
    """A record that looks like a theorem; nobody proved it."""
    return SimpleNamespace(rule=rule, args=args or (conclusion,), hypotheses=hypotheses, conclusion=conclusion)


def verdict(theorem):
    return opinions(theorem)[-1].verdict


@pytest.mark.parametrize(
    "goal",
    [
        Eq((x**2 - y**2) / (x - y), x + y),
        Eq(1 / (1 + 1 / x), x / (x + 1)),
        Eq(1 / sqrt(x) * x, sqrt(x)),
        Eq(abs(x) ** 2, x**2),
        Eq((1 - 8 * x) ** (k + 1), (1 - 8 * x) * (1 - 8 * x) ** k),
        Eq(block([[ones(n), X]]) * column(x, w), x * ones(n) + X * w),
        Eq(ones(n).T * ones(n), 1 * n),
        Eq((X * w).T * target, target.T * X * w),
        Eq(det(M), M[0, 0] * M[1, 1] - M[0, 1] * M[1, 0]),
        Eq(inv(G) * G * b, b),
        Eq(inv(G).T, inv(G.T)),
        Eq(f(x + y), f(y + x)),
        Eq(G ** (k + 1) * b, G ** (k + 1) * b),
    ],
    ids=str,
)
def test_sympy_agrees_with_field(goal):
    assert verdict(algebra.field(goal)) == "agrees"


@pytest.mark.parametrize(
    "goal",
    [
        Eq(log(x * y / sqrt(x)), log(x) / 2 + log(y)),
        Eq(exp(x + y) / exp(y), exp(x)),
        Eq(exp(2 * log(x)), x**2),
        Eq(log(12), 2 * log(2) + log(3)),
        Eq(sqrt((1 - t) * x), sqrt(1 - t) * sqrt(x)),
        Eq(log((1 - t) * t / (1 + t)), log(t) + log(1 - t) - log(1 + t)),
    ],
    ids=str,
)
def test_sympy_agrees_with_powers(goal):
    assert verdict(powers.powers(goal)) == "agrees"


@pytest.mark.parametrize(
    "goal",
    [
        Eq(Derivative(-x * log(t) - y * log(1 - t), t), -x / t + y / (1 - t)),
        Eq(Derivative(abs(x) ** 3, x), 3 * abs(x) ** 2 * (abs(x) / x)),
        Eq(Derivative(x**2, x, 3), 6),
        Eq(Derivative(f(x**2), x), 2 * x * make("derivative", f, x**2)),
    ],
    ids=str,
)
def test_sympy_agrees_with_derivative(goal):
    assert verdict(calculus.derivative(goal)) == "agrees"


def test_sympy_agrees_with_a_directional_expansion_and_its_gradient():
    expanded = Eq(loss(b + h), loss(b) + SLOPE.T * h + h.T * CURVATURE * h)
    shown = algebra.combination(expanded, (), (SYMMETRIC,))
    gradient = calculus.expansion(lam(b, loss(b)), SLOPE, CURVATURE, h, shown)
    assert [o.rule for o in opinions(gradient)] == ["combination", "expansion"]
    assert summary(gradient) == {"agrees": 2, "undecided": 0, "disagrees": 0}


def test_without_its_symmetric_matrix_sympy_disagrees():
    expanded = Eq(loss(b + h), loss(b) + SLOPE.T * h + h.T * CURVATURE * h)
    assert verdict(step("combination", expanded, expanded, (), (SYMMETRIC,))) == "agrees"
    assert verdict(step("combination", expanded, expanded, (), ())) == "disagrees"


def test_sympy_agrees_with_a_combination_of_the_equations_of_an_inverse():
    g = Z.T * Z + n * lam_ * A
    solved, inverse = logic.assume(Eq(g * b, Z.T * target)), logic.right(matrices.inverse(g))
    shown = algebra.combination(Eq(b, inv(g) * (Z.T * target)), ((-1, inverse, b), (inv(g), solved, 1)), ())
    assert verdict(shown) == "agrees"


def test_sympy_agrees_with_sums_of_squares_and_facts():
    positive = logic.assume(n >= 1)
    theorems = [
        algebra.nonneg(2 * x * y <= x**2 + y**2, ((1, (), (x - y,)),), (), ()),
        algebra.nonneg(n > 0, ((1, (positive,), ()), (1, (), ())), (), ()),
        algebra.nonneg(Ne(n, 0), ((1, (positive,), ()), (1, (), ())), (), ()),
        algebra.nonneg(0 <= sqnorm(Z * b) / 2, ((num(1).data / 2, (), (Z * b,)),), (), ()),
    ]
    assert [verdict(theorem) for theorem in theorems] == ["agrees"] * 4


def test_sympy_agrees_with_a_contradiction_between_facts():
    low, high = logic.assume(x < 0), logic.assume(x > 0)
    assert verdict(algebra.nonneg(FALSE, ((1, (low,), ()), (1, (high,), ())), (), ())) == "agrees"
    assert verdict(step("nonneg", FALSE, FALSE, ((1, (low,), ()), (2, (high,), ())), (), ())) == "disagrees"


def test_a_wrong_weight_of_a_square_is_caught():
    goal = 2 * x * y <= x**2 + y**2
    assert verdict(step("nonneg", goal, goal, ((2, (), (x - y,)),), (), ())) == "disagrees"


@pytest.mark.parametrize(
    ("rule", "goal", "hypotheses"),
    [
        ("field", Eq((x + 1) ** 2, x**2 + 1), ()),
        ("field", Eq(Z.T * Z, identity(d)), ()),
        ("field", Eq(inv(G) * G, 2 * identity(d)), ()),
        ("field", Eq(G * A, A * G), ()),
        ("field", Eq(make("iterate", f, x, k), make("iterate", f, y, k)), ()),
        ("field", Eq(f(x), f(y)), ()),
        ("powers", Eq(log(x + y), log(x) + log(y)), (x > 0, y > 0)),
        ("powers", Eq(sqrt(x**2), x), ()),
        ("powers", Eq(log(x * x), 2 * log(x)), ()),
        ("derivative", Eq(Derivative(x**3, x), 3 * x), ()),
        ("derivative", Eq(Derivative(x**2, x, y), 2 * x), ()),
        ("expansion", And(TRUE, Eq(Derivative(b.T * A * b, b), 2 * A * b)), ()),
        ("continuity", tends(1 / (x + 2), x, above(0), 3), ()),
    ],
    ids=str,
)
def test_sympy_disagrees_with_a_wrong_identity_that_nobody_proved(rule, goal, hypotheses):
    found = opinions(step(rule, goal, hypotheses=hypotheses))[-1]
    assert found.verdict == "disagrees"
    assert " is not " in found.reason  # both sides, at a point


def test_a_gradient_is_right_when_the_matrix_is_symmetric():
    wrong_in_general = And(TRUE, Eq(Derivative(b.T * A * b, b), 2 * A * b))
    assert verdict(step("expansion", wrong_in_general, hypotheses=(symmetric(A),))) == "agrees"


def test_both_sides_are_shown_where_they_differ():
    assert str(opinions(step("field", Eq(x, x + 1)))[0]).startswith("SymPy disagrees with x = x + 1 (by field): ")


def test_an_identity_that_sympy_cannot_see_is_undecided_not_a_disagreement():
    assert verdict(step("field", Eq(sqrt(x**2 + 2 * x + 1), sqrt((x + 1) ** 2)))) in ("agrees", "undecided")
    assert verdict(step("field", Eq(sqrt(x**2 + 2 * x + 1), sqrt((x + 2) ** 2)))) == "disagrees"


def test_what_is_too_much_work_stays_undecided():
    goal = Eq((x + y + t + 1) ** 30 * (x - y), (x + y + t + 1) ** 29 * (x**2 - y**2 + (t + 1) * (x - y)))
    found = opinions(step("field", goal))[0]
    assert found == Opinion("field", goal, "undecided", "the difference of both sides was not reduced to 0")


def test_limits_of_rational_functions_are_asked_and_others_left_open():
    rational = limits.continuity(tends((2 * x + 1) / (x + y), x, above(0), 1 / y), ())
    tail = limits.continuity(tends(y + 2 * (1 / k), k, infinity(), y), (limits.reciprocal_vanishes(k),))
    decay = limits.geometric_decay(k, logic.assume(x**2 < 1))
    hidden = limits.continuity(tends(3 * x**k + y, k, infinity(), y), (decay,))
    assert [verdict(theorem) for theorem in (rational, tail, hidden)] == ["agrees", "agrees", "undecided"]


def test_a_limit_through_something_opaque_is_left_open():
    goal = tends(inv(identity(d) + x * A) * b, x, above(0), zeros(d))
    assert verdict(step("continuity", goal)) == "undecided"


def test_premises_are_asked_first_and_equal_steps_once():
    one = algebra.field(Eq(x + x, 2 * x))
    again = algebra.field(Eq(x + x, 2 * x))
    both = logic.both(one, logic.both(again, algebra.field(Eq(y + y, 2 * y))))
    assert [o.claim for o in opinions(both)] == [one.conclusion, Eq(y + y, 2 * y)]
    assert summary(both) == {"agrees": 2, "undecided": 0, "disagrees": 0}


def test_a_step_that_claims_no_identity_is_not_asked_about():
    assert opinions(logic.assume(x > 0)) == []


def test_a_vector_and_a_number_with_similar_names_are_kept_apart():
    vector_x, scalar = vector("x", 2), real("x_0")
    assert verdict(step("field", Eq(vector_x[0], scalar))) == "disagrees"


def test_different_dimensions_get_different_sizes():
    goal = Eq(ones(n).T * ones(n), ones(d).T * ones(d))
    assert verdict(step("field", goal)) == "disagrees"
    assert verdict(step("field", substitute(goal, {d: n}))) == "agrees"


# Letters for what SymPy would write out
def test_a_determinant_that_cancels_is_not_written_out(monkeypatch):
    size = natural("n")
    big, other = matrix("A", size, size), matrix("B", size, size)
    monkeypatch.setattr("derivations.sympy_instance.Instance.value", refusing(Instance.value, "det"))
    step = algebra.field(Eq((det(big) + det(other)) ** 2, det(big) ** 2 + 2 * det(big) * det(other) + det(other) ** 2))
    assert summary(step)["agrees"] == 1


def test_letters_hide_no_disagreement():
    """With letters for both determinants nothing is known of them; written out they differ."""
    size = natural("n")
    big = matrix("A", size, size)
    goal = Eq(det(2 * big), 2 * det(big))
    wrong = SimpleNamespace(rule="field", args=(goal,), hypotheses=(), conclusion=goal)
    assert [o.verdict for o in opinions(wrong)] == ["disagrees"]


def test_what_holds_only_of_determinants_is_still_agreed_with():
    a = matrix("A", 2, 2)
    goal = Eq(det(3 * a), 9 * det(a))
    right = SimpleNamespace(rule="field", args=(goal,), hypotheses=(), conclusion=goal)
    assert [o.verdict for o in opinions(right)] == ["agrees"]


def refusing(value, op):
    """The method, which fails the test for terms with this operator."""

    def guarded(self, term, *rest):
        assert op not in str(term)
        return value(self, term, *rest)

    return guarded
