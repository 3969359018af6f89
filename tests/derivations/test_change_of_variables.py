"""Change of variables: every result says just what the syllabus says, for every matrix and map; the rest is refused."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from math import erf, exp, log, pi, sqrt
from typing import Any

import pytest
import sympy
from scipy.integrate import quad

from derivations import change_of_variables as topic
from derivations.data import DataError
from derivations.kernel import Theorem, Undecided, algebra, logic, powers
from derivations.kernel import formulas as f
from derivations.kernel.densities import density, normal, pushes_forward, sigmoid
from derivations.kernel.formulas import (
    And,
    Derivative,
    Eq,
    ForAll,
    Iff,
    Implies,
    Ne,
    Not,
    Or,
    almost,
    block,
    det,
    function,
    identity,
    inv,
    invertible,
    lebesgue,
    matrix,
    natural,
    piecewise,
    real,
    vector,
)
from derivations.kernel.terms import PROP, REAL, Term, apply, lam, make, matrix_sort, num
from derivations.lemmas import arithmetic, named_densities
from derivations.lemmas.linear_maps import LinearMap
from derivations.lemmas.named_densities import normal_density, uniform_density
from derivations.lemmas.substitutions import Substitution
from derivations.proof import Proof, StepError, once
from derivations.slips import judge
from derivations.tactics import Facts
from tests.derivations.spoiling import unnoticed

x, y, z, u, v, a, b, s, t = map(real, ["x", "y", "z", "u", "v", "a", "b", "s", "t"])
w, d = vector("w", 2), natural("d")
LINE, PLANE = lebesgue(), lebesgue(2)
ROWS = [[1, 1], [1, -1]]
TURN = block([[num(1), num(1)], [num(1), num(-1)]])
HALF = num(1) / 2
root2, root2pi = f.sqrt(2), f.sqrt(2 * f.pi())


def half(q: Term) -> Term:
    return f.exp(-(q**2) / 4) / (root2pi * root2)


F_XY = lam(w, normal(w[0], num(0), num(1)) * normal(w[1], num(0), num(1)))
F_UV = lam(w, half(w[0]) * half(w[1]))


def parts(formula: Term) -> list[Term]:
    return [p for q in formula.args for p in parts(q)] if formula.op == "and" else [formula]


def states(proof: Proof, conclusion: Term, hypotheses: set[Term] = frozenset()) -> None:
    for made, wanted in zip(parts(proof.statement), parts(conclusion), strict=True):
        assert made.alpha is wanted.alpha
    assert proof.statement.alpha is conclusion.alpha
    assert {h.alpha for h in proof.hypotheses} == {h.alpha for h in hypotheses}
    assert proof.oracles == frozenset()


def total(p: Term) -> Term:
    return Eq(make("integral", LINE, p), 1)


# What is stated
def test_the_jacobian_of_the_inverse_map_is_a_half_in_every_place_but_one():
    rows = ((u + v) / 2, (u - v) / 2)
    slopes = block([[Derivative(r, q) for q in (u, v)] for r in rows])
    values = block([[HALF, HALF], [HALF, -HALF]])
    solved = Iff(And(Eq(u, x + y), Eq(v, x - y)), And(Eq(x, (u + v) / 2), Eq(y, (u - v) / 2)))
    states(once(topic.jacobian), And(solved, Eq(slopes, values), Eq(det(slopes), -HALF)))


def test_sum_and_difference_have_the_density_of_the_homework():
    states(once(topic.forward), pushes_forward(PLANE, F_XY, lam(w, TURN * w), PLANE, F_UV))
    assert once(topic.forward).uses == ["change_of_variables.linear"]


def test_back_from_the_sum_and_difference_by_the_inverse_jacobian():
    slopes = block([[Derivative(r, q) for q in (x, y)] for r in (x + y, x - y)])
    spread = abs(det(slopes))
    joint = normal(x, num(0), num(1)) * normal(y, num(0), num(1))
    back = Eq(joint, half(x + y) * half(x - y) * spread)
    states(once(topic.inverse), And(Eq(slopes, TURN), Eq(HALF * TURN * TURN, identity(2)), Eq(spread, 2), back))


def test_sum_and_difference_are_independent():
    n = lam(u, normal(u, num(0), root2))
    product = ForAll(w, Eq(apply(F_UV, w), normal(w[0], num(0), root2) * normal(w[1], num(0), root2)))
    margins = [pushes_forward(PLANE, F_XY, lam(w, q), LINE, n) for q in (w[0] + w[1], w[0] - w[1])]
    one = Eq(make("integral", PLANE, F_UV), 1)
    states(once(topic.independence), And(product, density(PLANE, F_UV), one, density(LINE, n), *margins))
    assert once(topic.independence).uses == ["change_of_variables.forward"]


def linear_law(size: Any, m: Term, back: Term, spread: Any) -> tuple[Term, set[Term]]:
    p, q = function("f", matrix_sort(size, 1)), vector("q", size)
    image = lam(q, apply(p, back * q) / spread)
    over = lebesgue(size)
    return And(pushes_forward(over, p, lam(q, m * q), over, image), density(over, image)), {density(over, p)}


def test_an_invertible_matrix_carries_any_density():
    m = matrix("M", d, d)
    conclusion, hypotheses = linear_law(d, m, inv(m), abs(det(m)))
    states(once(topic.linear), conclusion, hypotheses | {invertible(m)})


def scalar_hypotheses() -> tuple[set[Term], Term, dict[str, Term]]:
    p, g, k = (function(name, REAL) for name in ("p_z", "g", "g_inv"))
    inside, reach = (function(name, REAL, PROP) for name in ("S", "R"))
    slope = make("derivative", g, z)
    order = And(inside(s), inside(t), s < t)
    rises, falls = (ForAll(s, ForAll(t, Implies(order, c))) for c in (g(s) < g(t), g(t) < g(s)))
    hypotheses = {
        density(LINE, p),
        make("measurable", inside),
        almost(Implies(Not(inside(z)), Eq(p(z), 0)), z, LINE),
        Or(rises, falls),
        ForAll(z, Implies(inside(z), make("differentiable", g, z))),
        almost(Implies(inside(z), Ne(slope, 0)), z, LINE),
        ForAll(z, Implies(inside(z), reach(g(z)))),
        ForAll(x, Implies(reach(x), And(inside(k(x)), Eq(g(k(x)), x)))),
    }
    there = make("derivative", g, k(x))
    q = lam(x, piecewise(And(reach(x), Ne(there, 0)), p(k(x)) / abs(there)))
    return hypotheses, q, {"p": p, "g": g, "k": k, "S": inside, "R": reach}


def test_a_strictly_monotone_map_carries_any_density():
    hypotheses, q, names = scalar_hypotheses()
    p, g, k, inside, reach = (names[n] for n in "pgkSR")
    there, slope = make("derivative", g, k(x)), make("derivative", k, x)
    inner = And(reach(x), Ne(there, 0), ForAll(z, Implies(And(a < z, z < b), inside(z))), a < k(x), k(x) < b)
    by_inverse = And(make("differentiable", k, x), Eq(apply(q, x), p(k(x)) * abs(slope)))
    local = ForAll(a, ForAll(b, ForAll(x, Implies(inner, by_inverse))))
    states(once(topic.scalar), And(pushes_forward(LINE, p, g, LINE, q), total(q), local), hypotheses)


UNIFORM = lam(z, piecewise(And(0 <= z, z <= 1), 1))
ROOT = lam(x, piecewise(And(0 < x, x <= 1), 1 / (2 * f.sqrt(x))))


def test_the_square_of_a_uniform_variable():
    states(once(topic.square), And(pushes_forward(LINE, UNIFORM, lam(z, z**2), LINE, ROOT), total(ROOT)))
    assert once(topic.square).uses == ["change_of_variables.scalar"]


NORMAL = lam(z, normal(z, num(0), num(1)))


def test_the_sigmoid_of_a_normal_variable():
    logit = f.log(x / (1 - x))
    q = lam(x, piecewise(And(0 < x, x < 1), normal(logit, num(0), num(1)) / (x * (1 - x))))
    states(once(topic.logistic), And(pushes_forward(LINE, NORMAL, lam(z, sigmoid(z)), LINE, q), total(q)))
    assert once(topic.logistic).uses == ["change_of_variables.scalar"]


# Facts evaluated, apart from the kernel's terms
def phi(q: float) -> float:
    return (1 + erf(q / sqrt(2))) / 2


def bell(q: float, variance: float) -> float:
    return exp(-q * q / (2 * variance)) / sqrt(2 * pi * variance)


POINTS = [(0.3, -1.2), (1.0, 2.0), (-0.7, 0.1)]


@pytest.mark.parametrize(("p", "q"), POINTS)
def test_the_density_of_sum_and_difference_is_that_of_two_normals_of_variance_two(p, q):
    expected = bell(p, 2) * bell(q, 2)
    for proof in (once(topic.forward), once(topic.independence)):
        assert proof.to_function()(u=p, v=q) == pytest.approx(expected, rel=1e-12)
    assert once(topic.inverse).to_function()(x=p, y=q) == pytest.approx(bell(p, 1) * bell(q, 1), rel=1e-12)


LAWS: dict[str, tuple[Callable[[], Proof], Callable[[float], float], float]] = {
    "square": (topic.square, sqrt, 0.3),
    "logistic": (topic.logistic, lambda q: phi(log(q / (1 - q))), 0.7),
    "exponential": (
        lambda: topic.scalar(-f.log(z), f.exp(-x), And(0 < z, z < 1), 0 < x, uniform_density()),
        lambda q: 1 - exp(-q),
        1.3,
    ),
    "log-normal": (
        lambda: topic.scalar(f.exp(z), f.log(x), image=0 < x, density=standard_normal()),
        lambda q: phi(log(q)),
        2.1,
    ),
}
ERROR = 1e-7  # of the quadrature, which asks for 1e-10 and meets a root at 0


def standard_normal() -> Theorem:
    return normal_density(num(0), Facts().prove(num(0) < num(1)))


def below(p: Callable[..., Any], q: float) -> float:
    return quad(lambda x: float(p(x=x)), 1e-12, q, epsabs=1e-10, limit=200)[0]


@pytest.mark.parametrize("name", LAWS)
def test_probabilities_are_those_of_the_map_and_not_of_its_mutants(name):
    prove, cdf, q = LAWS[name]
    p = prove().to_function()
    assert below(p, q) == pytest.approx(cdf(q), abs=ERROR)
    for factor in (0.5, 2, -1):
        assert abs(factor * below(p, q) - cdf(q)) > 100 * ERROR


def carried(first: Term, image: Term, second: Term) -> Term:
    return pushes_forward(LINE, first, image, LINE, second)


# Wrong variants
P = function("f", matrix_sort(2, 1))
Q = vector("q", 2)
WRONG_LINEAR = {
    "no |.|": lam(Q, apply(P, HALF * TURN * Q) / num(-2)),
    "no Jacobian": lam(Q, apply(P, HALF * TURN * Q)),
    "the inverse Jacobian": lam(Q, apply(P, HALF * TURN * Q) * 2),
    "the map for its inverse": lam(Q, apply(P, TURN * Q) / 2),
}


@pytest.mark.parametrize("name", WRONG_LINEAR)
def test_a_wrong_density_for_a_matrix_does_not_follow(name):
    right = topic.linear(ROWS)
    wrong = pushes_forward(PLANE, P, lam(Q, TURN * Q), PLANE, WRONG_LINEAR[name])
    given = [density(PLANE, P)]
    for by in (None, logic.left(right.theorem)):
        with pytest.raises((StepError, Undecided)):
            Proof(given=given).conclude(wrong, by=by)


SIZES = {"no |.|": num(-2), "no Jacobian": num(1), "the inverse Jacobian": HALF}


@pytest.mark.parametrize("name", SIZES)
def test_the_derivation_itself_refuses_a_wrong_jacobian(name, monkeypatch):
    wrong = replace(LinearMap.of(ROWS), size=SIZES[name])
    monkeypatch.setattr(LinearMap, "of", lambda value: wrong)
    with pytest.raises(StepError) as caught:
        topic.linear(ROWS)
    assert caught.value.line == f"abs(-2) = {SIZES[name]}"


WRONG_BACK = {"no Jacobian": num(1), "the inverse Jacobian": HALF, "the square of the Jacobian": num(4)}


@pytest.mark.parametrize("name", WRONG_BACK)
def test_the_joint_density_needs_the_right_factor(name):
    joint = normal(x, num(0), num(1)) * normal(y, num(0), num(1))
    with pytest.raises(StepError) as caught:
        Proof().calculate(joint).equals(half(x + y) * half(x - y) * WRONG_BACK[name])
    assert caught.value.verdict == "refuted"


WRONG_SQUARE = {
    "no Jacobian": lam(x, piecewise(And(0 < x, x <= 1), 1)),
    "no ½": lam(x, piecewise(And(0 < x, x <= 1), 1 / f.sqrt(x))),
    "the inverse Jacobian": lam(x, piecewise(And(0 < x, x <= 1), 2 * f.sqrt(x))),
    "a negative sign": lam(x, piecewise(And(0 < x, x <= 1), -1 / (2 * f.sqrt(x)))),
}


@pytest.mark.parametrize("name", WRONG_SQUARE)
def test_a_wrong_density_of_the_square_does_not_balance(name):
    sets = lam(z, And(0 < z, z <= 1)), lam(x, And(0 < x, x <= 1))
    proof = Proof(given=[])
    change = Substitution(proof, sets, lam(z, z**2), lam(x, f.sqrt(x)), UNIFORM, WRONG_SQUARE[name])
    with pytest.raises((StepError, Undecided)):
        change.law()
    with proof.suppose(0 < z, z <= 1), pytest.raises((StepError, Undecided)):
        proof.have(apply(change.balance.args[1], z))
    with pytest.raises((StepError, Undecided)):
        proof.conclude(carried(UNIFORM, lam(z, z**2), WRONG_SQUARE[name]), by=once(topic.square).theorem)


# Other matrices
MATRICES = {
    "2": [[2]],
    "-1/3": [[Fraction(-1, 3)]],
    "the exercise": ROWS,
    "a swap": [[0, 1], [1, 0]],
    "rationals": [[sympy.Rational(1, 2), 3], [0, -2]],
    "three rows": [[0, 1, 2], [1, 0, 3], [4, -3, 8]],
    "SymPy": sympy.Matrix([[1, 2], [3, 5]]),
}


@pytest.mark.parametrize("name", MATRICES)
def test_other_matrices_get_their_inverse_and_their_jacobian(name):
    exact = sympy.Matrix(MATRICES[name])
    size = exact.shape[0]

    def term(m: sympy.Matrix) -> Term:
        rows = [[num(Fraction(int(e.p), int(e.q))) for e in m.row(i)] for i in range(m.rows)]
        return rows[0][0] if m.rows == 1 else block(rows)

    spread = abs(exact.det())
    conclusion, hypotheses = linear_law(
        size, term(exact), term(exact.inv()), num(Fraction(int(spread.p), int(spread.q)))
    )
    proof = topic.linear(MATRICES[name])
    assert proof.uses == []
    states(proof, conclusion, hypotheses)


def test_a_larger_matrix_keeps_its_determinant_as_it_is():
    rows = [[2, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 1], [0, 0, 0, -1]]
    back = [[Fraction(1, 2), 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 1], [0, 0, 0, -1]]
    m, back = (block([[f.coerce(e) for e in row] for row in r]) for r in (rows, back))
    conclusion, hypotheses = linear_law(4, m, back, abs(det(m)))
    states(topic.linear(rows), conclusion, hypotheses)


def test_a_matrix_variable_keeps_its_name():
    m = matrix("A", 3, 3)
    conclusion, hypotheses = linear_law(3, m, inv(m), abs(det(m)))
    states(topic.linear(m), conclusion, hypotheses | {invertible(m)})


REFUSED_MATRICES = [
    ([[1, 2], [2, 4]], r"M is singular: Mv = 0 for v = \(-2, 1\)"),
    ([[0]], r"M is singular: Mv = 0 for v = \(1\)"),
    ([[1, 2, 3], [4, 5, 6], [7, 8, 9]], r"M is singular: Mv = 0 for v = \(1, -2, 1\)"),
    ([[0, 0], [0, 0]], "M is singular"),
    ([[1, 2]], r"M has 1 rows of lengths \[2\]: a square matrix"),
    ([[1], [2]], "a square matrix"),
    ([[1.5]], r"M\[0\]\[0\] = 1.5 is not exact"),
    (3, "M = 3 is not a matrix"),
    ("ab", "M = 'ab' is not a matrix"),
    ([], r"M = \[\] is not a matrix"),
    (matrix("M", 2, 3), "write a square matrix variable"),
    (2 * matrix("M", 2, 2), "write a square matrix variable"),
]


@pytest.mark.parametrize(("value", "message"), REFUSED_MATRICES, ids=lambda q: str(q)[:30])
def test_impossible_matrices_are_refused_by_name(value, message):
    with pytest.raises(DataError, match=message):
        topic.linear(value)


@pytest.mark.parametrize("rows", [[[1, 2], [2, 4]], [[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[0, 0], [0, 5]]], ids=str)
def test_the_direction_of_a_singular_matrix_is_one(rows):
    with pytest.raises(DataError) as caught:
        topic.linear(rows)
    shown = str(caught.value).partition("v = (")[2].partition(")")[0]
    direction = sympy.Matrix([sympy.Rational(e) for e in shown.split(",")])
    assert any(direction)
    assert sympy.Matrix(rows) * direction == sympy.zeros(len(rows), 1)


# Other maps
Z, X = sympy.Symbol("z", real=True), sympy.Symbol("x", real=True)
P_Z = function("p_z", REAL)
MAPS = {
    "a line": ({"g": 3 - 2 * z, "inverse": (3 - x) / 2}, num(-2), None, None),
    "a square": ({"g": z**2, "inverse": f.sqrt(x), "on": 0 < z, "image": 0 < x}, 2 * z, 0 < z, 0 < x),
    "a cube": ({"g": Z**3, "inverse": f.exp(f.log(x) / 3), "on": Z > 0, "image": X > 0}, 3 * z**2, 0 < z, 0 < x),
    "an exponential": ({"g": sympy.exp(Z), "inverse": sympy.log(X), "image": X > 0}, f.exp(z), None, 0 < x),
    "a given slope": (
        {"g": z**2, "inverse": f.sqrt(x), "on": 0 < z, "image": 0 < x, "slope": z + z},
        z + z,
        0 < z,
        0 < x,
    ),
}


@pytest.mark.parametrize("name", MAPS)
def test_other_maps_are_proved_again(name):
    data, slope, on, image = MAPS[name]
    proof = topic.scalar(**data)
    g, back = (q if isinstance(q, Term) else topic_read(q) for q in (data["g"], data["inverse"]))
    inside = f.TRUE if image is None else image
    q = lam(x, piecewise(inside, P_Z(back) / abs(apply(lam(z, slope), back))))
    hypotheses = {density(LINE, P_Z)} | (
        {almost(Implies(Not(on), Eq(P_Z(z), 0)), z, LINE)} if on is not None else set()
    )
    states(proof, And(carried(P_Z, lam(z, g), q), total(q)), hypotheses)


def topic_read(expression: Any) -> Term:
    from derivations.sympy_form import read

    return read(expression)


def test_a_map_that_is_not_defined_everywhere_is_stated_where_it_is():
    proof = topic.scalar(1 / z, 1 / x, 0 < z, 0 < x, slope=-(1 / z**2))
    q = lam(x, piecewise(0 < x, P_Z(1 / x) / abs(-(1 / (1 / x) ** 2))))
    hypotheses = {density(LINE, P_Z), almost(Implies(Not(0 < z), Eq(P_Z(z), 0)), z, LINE)}
    states(proof, And(carried(P_Z, lam(z, piecewise(0 < z, 1 / z)), q), total(q)), hypotheses)


def test_a_known_density_leaves_no_hypothesis():
    unit = And(0 < z, z < 1), And(0 < x, x < 1)
    assert topic.scalar(z**2, f.sqrt(x), *unit, uniform_density()).hypotheses == ()
    assert topic.scalar(f.exp(z), f.log(x), image=0 < x, density=standard_normal()).hypotheses == ()


def test_a_fact_may_help():
    data = {"g": 1 / (1 + z), "inverse": 1 / x - 1, "on": 0 < z, "image": And(0 < x, x < 1)}
    with pytest.raises(DataError, match=r"it was not seen that 1/\(1 \+ z\) < 1: pass a theorem that helps"):
        topic.scalar(**data)
    up, low = Facts([logic.assume(0 < z)]), Facts([logic.assume(0 < x), logic.assume(x < 1)])
    first = up.settled(algebra.nonneg(1 / (1 + z) < 1, ((1, (up.prove(0 < z / (1 + z)),), ()),), (), ()))
    gap = (low.prove(0 < 1 / x), logic.assume(x < 1))
    second = low.settled(algebra.nonneg(0 < 1 / x - 1, ((1, gap, ()),), (), ()))
    proof = topic.scalar(**data, facts=[first, second])
    assert {h.op for h in proof.hypotheses} == {"density", "almost"}


REFUSED_MAPS: dict[str, tuple[dict[str, Any], str]] = {
    "not monotone": (
        {"g": z**2, "inverse": f.sqrt(x), "image": 0 <= x},
        r"does not undo g = z\*\*2: g is not strictly monotone there.*false at z = -1",
    ),
    "another inverse": (
        {"g": z**2, "inverse": x / 2, "on": 0 < z, "image": 0 < x},
        "inverse = x/2 does not undo .* at z = 1",
    ),
    "a smaller image": (
        {"g": z**2, "inverse": f.sqrt(x), "on": 0 < z, "image": 1 < x},
        r"must take its values where x > 1: z\*\*2 > 1 is false at z = 1",
    ),
    "a larger image": (
        {"g": f.exp(z), "inverse": f.log(x), "on": 0 < z, "image": 0 < x},
        r"inverse = log\(x\) must take its values where z > 0",
    ),
    "a flat map": ({"g": num(1) + 0 * z, "inverse": x}, "does not undo"),
    "a flat point": ({"g": 3 * z, "inverse": x / 3, "slope": 3 * z}, r"slope = 3\*z is not the derivative of g = 3\*z"),
    "not differentiable": (
        {"g": abs(z), "inverse": x, "on": 0 <= z, "image": 0 <= x},
        "must be differentiable where z >= 0",
    ),
    "not defined": ({"g": f.log(z), "inverse": f.exp(x)}, r"g = log\(z\) must be defined: z > 0 is false at z = 0"),
    "no map": ({"inverse": x}, "g is missing"),
    "no inverse": ({"g": z**2}, "inverse is missing"),
    "another symbol": ({"g": z + y, "inverse": x}, "must depend on the real variable z only"),
    "the wrong variable": ({"g": 2 * z, "inverse": z / 2}, "inverse = z/2 must depend on the real variable x only"),
    "a formula": ({"g": 0 < z, "inverse": x}, "g = z > 0 is prop: a number"),
    "a number": ({"g": z, "inverse": x, "on": z}, "on = z is real: a formula such as 0 < z"),
    "a vector": ({"g": vector("z", 2), "inverse": x}, "must depend on the real variable z only"),
    "text": ({"g": "z", "inverse": x}, "g cannot be read: 'z' is text"),
    "no density": ({"g": z, "inverse": x, "density": 3}, "density = 3 must be a theorem"),
    "a claim for a density": ({"g": z, "inverse": x, "density": density(LINE, UNIFORM)}, "must be a theorem"),
    "a density under a hypothesis": (
        {"g": z, "inverse": x, "density": logic.assume(density(LINE, UNIFORM))},
        "must be a theorem",
    ),
    "a set that misses z": (
        {
            "g": z**2,
            "inverse": f.sqrt(x),
            "on": And(0 < z, z < HALF),
            "image": And(0 < x, x < num(1) / 4),
            "density": uniform_density(),
        },
        "the set must carry z",
    ),
}


@pytest.mark.parametrize("name", REFUSED_MAPS)
def test_impossible_maps_are_refused_by_name(name):
    data, message = REFUSED_MAPS[name]
    with pytest.raises(DataError, match=message):
        topic.scalar(**data)


def test_a_normal_variable_is_not_carried_by_a_half_line():
    with pytest.raises(DataError, match="the set must carry z"):
        topic.scalar(z**2, f.sqrt(x), 0 < z, 0 < x, standard_normal())


# Pieces
def test_the_uniform_density_and_the_product_are_densities():
    assert uniform_density().conclusion.alpha is density(LINE, UNIFORM).alpha
    joint = named_densities.product_density(standard_normal(), uniform_density())
    expected = lam(w, normal(w[0], num(0), num(1)) * piecewise(And(0 <= w[1], w[1] <= 1), 1))
    assert (joint.hypotheses, joint.conclusion.alpha) == ((), density(PLANE, expected).alpha)


def test_absolute_values_of_reciprocals():
    known = logic.assume(Ne(x, 0))
    found = arithmetic.abs_reciprocal(known)
    assert found.conclusion is Eq(abs(1 / x), 1 / abs(x))
    assert found.hypotheses == (Ne(x, 0),)
    assert arithmetic.abs_positive(known).conclusion is (0 < abs(x))


def test_every_line_of_a_parametric_proof_is_the_line_of_its_theorem():
    unit = And(0 < z, z < 1), And(0 < x, x < 1)
    for proof in (topic.linear(ROWS), topic.scalar(z**2, f.sqrt(x), *unit, uniform_density())):
        assert all(step.theorem.conclusion is step.formula for step in proof.steps)
        assert proof.text().count("Suppose")


RESULTS = ["jacobian", "forward", "inverse", "independence", "linear", "scalar", "square", "logistic"]


@pytest.mark.parametrize("name", RESULTS)
def test_no_proof_survives_a_wrong_line(name, monkeypatch):
    assert unnoticed(getattr(topic, name), monkeypatch) == []


# Errata
def test_the_confused_density_is_refuted_with_a_point():
    (slip,) = topic.ERRATA
    judged = judge(slip)
    assert judged.status == slip.verdict == "refuted"
    assert "x = 0" in judged.witness
    assert "f_UV" in slip.correct


def test_the_chain_is_right_for_the_density_of_the_pair():
    joint = normal((u + v) / 2, num(0), num(1)) * normal((u - v) / 2, num(0), num(1))
    proof = Proof(given=[0 < f.pi()])
    line = proof.calculate(half(u) * half(v)).equals(joint * HALF, by=powers.powers)
    assert line.theorem.conclusion is Eq(half(u) * half(v), joint * HALF)
