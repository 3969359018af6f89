"""Flow models: every result says just what the syllabus says, and the refuter breaks what is wrong."""

from fractions import Fraction

import pytest

from derivations import flows
from derivations.counterexample import find
from derivations.kernel import Undecided, logic
from derivations.kernel.formulas import (
    And,
    Derivative,
    Eq,
    Exists,
    ForAll,
    Iff,
    Implies,
    Product,
    Sum,
    column,
    det,
    differentiable,
    entry,
    exp,
    function,
    infinity,
    invertible,
    iterate,
    log,
    matrix,
    natural,
    point,
    real,
    sqnorm,
    sqrt,
    tends,
    vector,
)
from derivations.kernel.metric import complete, metric
from derivations.kernel.terms import NAT, REAL, SPACE, Sort, lam, num
from derivations.lemmas import contractions, euclidean
from derivations.proof import Proof, once
from derivations.refuter.evaluate import holds
from tests.derivations.spoiling import unnoticed

RESULTS = ["contraction", "residual_inverse", "autoregressive"]
beta, t, k, n, i, j, dim = real("beta"), real("t"), *(natural(name) for name in ("k", "n", "i", "j", "d"))

# Points of a space
u, v, w, x, start = (point(name) for name in ("u", "v", "w", "x", "x_0"))
d, f = function("d", SPACE, Sort("function", SPACE, REAL)), function("f", SPACE, SPACE)
SHRINKS = ForAll(u, ForAll(v, d(f(u))(f(v)) <= beta * d(u)(v)))

# Columns
p, q, y, z, z_0, other = (vector(name, n) for name in ("u", "v", "y", "z", "z_0", "z_1"))
layer = function("f", p.sort, p.sort)


def norm(a):
    return sqrt(sqnorm(a))


CONTRACTS = ForAll(p, ForAll(q, norm(layer(p) - layer(q)) <= beta * norm(p - q)))

# Autoregressive layers
data, noise, direction, a, b = (vector(name, dim) for name in ("x", "u", "v", "p", "q"))
m, s, slope, offset = (function(name, NAT, Sort("function", data.sort, REAL)) for name in ("m", "s", "a", "b"))
G, J, K = function("G", data.sort, data.sort), matrix("J", dim, dim), matrix("K", dim, dim)


def below(formula):
    return ForAll(i, Implies(i < dim, formula))


def earlier(g):
    same = ForAll(j, Implies(j < i, Eq(entry(a, j), entry(b, j))))
    return below(ForAll(a, ForAll(b, Implies(same, Eq(g(i)(a), g(i)(b))))))


def noise_of(at):
    return (entry(at, i) - m(i)(at)) * exp(-s(i)(at))


def jacobian(of, path):
    row = Eq(entry(of * direction, i), Derivative(path, t, 0))
    return ForAll(direction, below(And(differentiable(path, t, 0), row)))


def triangular(of, diagonal):
    before = ForAll(j, Implies(j < i, Eq(entry(direction, j), 0)))
    return below(ForAll(direction, Implies(before, Eq(entry(of * direction, i), diagonal * entry(direction, i)))))


def everywhere(formula):
    return ForAll(a, below(formula))


LAYER = [
    earlier(m),
    earlier(s),
    jacobian(J, noise_of(data + t * direction)),
    ForAll(noise, below(Eq(entry(G(noise), i), m(i)(G(noise)) + entry(noise, i) * exp(s(i)(G(noise)))))),
    jacobian(K, entry(G(noise + t * direction), i)),
]
FORM = everywhere(Eq(noise_of(a), entry(a, i) * exp(slope(i)(a)) + offset(i)(a)))
COEFFICIENTS = everywhere(And(Eq(slope(i)(a), -s(i)(a)), Eq(offset(i)(a), -(m(i)(a) * exp(-s(i)(a))))))


def states(proof: Proof, conclusion, hypotheses):
    assert proof.statement.alpha is conclusion.alpha
    assert [h.alpha for h in proof.hypotheses] == [h.alpha for h in hypotheses]
    assert proof.oracles == frozenset()


def conjuncts(formula):
    return [formula] if formula.op != "and" else [c for part in formula.args for c in conjuncts(part)]


# What is stated
def test_a_contraction_of_a_complete_space_has_one_fixed_point_and_its_iterates_the_rate_of_banach():
    gap = d(iterate(f, start, k))(x)
    rate = ForAll(k, gap <= beta**k / (1 - beta) * d(start)(f(start)))
    alone = ForAll(w, Implies(Eq(f(w), w), Eq(w, x)))
    near = ForAll(start, And(rate, tends(gap, k, infinity(), 0)))
    expected = Exists(x, And(Eq(f(x), x), alone, near))
    states(once(flows.contraction), expected, [metric(d), complete(d), 0 <= beta, beta < 1, SHRINKS])


def test_a_residual_layer_has_one_inverse_image_and_the_iteration_finds_it_from_every_start():
    step = lam(z, y - layer(z))
    reached = iterate(step, z_0, k)
    rate = ForAll(k, norm(reached - z) <= beta**k / (1 - beta) * norm(z_0 - (y - layer(z_0))))
    alone = ForAll(other, Implies(Eq(other + layer(other), y), Eq(other, z)))
    near = ForAll(z_0, And(rate, tends(reached, k, infinity(), z)))
    expected = ForAll(y, Exists(z, And(Eq(z + layer(z), y), alone, near)))
    states(once(flows.residual_inverse), expected, [0 <= beta, beta < 1, CONTRACTS])


def test_the_inverse_of_a_residual_layer_rests_on_the_theorem_of_banach():
    assert once(flows.residual_inverse).uses == ["flows.contraction"]


def test_an_autoregressive_layer_has_a_triangular_jacobian_both_ways():
    ahead, back = -s(i)(data), s(i)(G(noise))
    same = Implies(FORM, Eq(log(abs(det(J))), Sum(slope(i)(data), i, dim)))
    form = Implies(earlier(slope), Implies(earlier(offset), And(Iff(FORM, COEFFICIENTS), same)))
    expected = And(
        triangular(J, exp(ahead)),
        Eq(det(J), Product(exp(ahead), i, dim)),
        Eq(log(abs(det(J))), -Sum(s(i)(data), i, dim)),
        invertible(J),
        triangular(K, exp(back)),
        Eq(det(K), Product(exp(back), i, dim)),
        Eq(log(abs(det(K))), Sum(back, i, dim)),
        invertible(K),
        ForAll(slope, ForAll(offset, form)),
    )
    states(once(flows.autoregressive), expected, LAYER)


@pytest.mark.parametrize("name", RESULTS)
def test_a_wrong_line_stops_the_proof(name, monkeypatch):
    assert unnoticed(getattr(flows, name), monkeypatch) == []


# What is wrong is refuted
ZERO, ONE, TWO, THREE, HALF = (Fraction(q) for q in ("0", "1", "2", "3", "1/2"))
FEWER = [metric(d), complete(d), 0 <= beta, SHRINKS]
LINE = ((ZERO, ONE, THREE), (ONE, ZERO, TWO), (THREE, TWO, ZERO))  # the points 0, 1 and 3 of the line
HALVED = {d: LINE, f: (0, 0, 1), beta: HALF, x: 0, start: 2}  # 3 to 1 to 0, which stays


def test_with_constant_1_a_map_may_have_no_fixed_point_or_several():
    weak = [*FEWER, beta <= 1]
    assert find(Exists(x, Eq(f(x), x)), weak) is not None
    assert find(Exists(x, Eq(f(x), x)), [*FEWER, beta < 1]) is None
    assert find(Eq(x, w), [*weak, Eq(f(x), x), Eq(f(w), w)]) is not None
    assert find(Eq(x, w), [*FEWER, beta < 1, Eq(f(x), x), Eq(f(w), w)]) is None


def test_where_different_points_have_distance_0_there_may_be_several_fixed_points():
    flat = {d: ((ZERO, ZERO), (ZERO, ZERO)), f: (0, 1), beta: ZERO, x: 0, w: 1}
    assert all(holds(h, flat) is not False for h in (*FEWER[1:], beta < 1, Eq(f(x), x), Eq(f(w), w)))
    assert holds(metric(d), flat) is False
    assert holds(Eq(x, w), flat) is False


def off(rate):
    return d(iterate(f, start, k))(x) <= rate * d(start)(f(start))


@pytest.mark.parametrize(
    "rate",
    [
        pytest.param(beta ** (k + 1) / (1 - beta), id="one power of beta more"),
        pytest.param(beta**k, id="without the geometric series"),
        pytest.param(beta**k / (1 + beta), id="an alternating series"),
    ],
)
def test_another_rate_is_refuted_on_a_finite_space(rate):
    assert all(holds(h, HALVED) is True for h in (*FEWER, beta < 1, Eq(f(x), x)))
    assert holds(off(rate), HALVED | {k: 0}) is False
    assert all(holds(off(beta**k / (1 - beta)), HALVED | {k: count}) is True for count in range(5))


def test_a_residual_layer_of_constant_1_may_hit_a_point_twice():
    twice = [Eq(z + layer(z), y), Eq(other + layer(other), y)]
    turned = {n: 1, layer: lam(z, -z), beta: ONE, y: ((ZERO,),), z: ((ZERO,),), other: ((ONE,),)}
    assert all(holds(h, turned) is not False for h in (0 <= beta, beta <= 1, CONTRACTS, *twice))
    assert holds(beta < 1, turned) is False
    assert holds(Eq(z, other), turned) is False
    assert holds(CONTRACTS, turned | {beta: HALF}) is False


# Exact layers: m = (1, 3x₀), s = (log 2, log 3)
PAIR = vector("x", 2)
FIRST, SECOND = entry(PAIR, 0), entry(PAIR, 1)
LAYER_OF_2 = {
    dim: 2,
    m: (lam(PAIR, num(1)), lam(PAIR, 3 * FIRST)),
    s: (lam(PAIR, log(num(2))), lam(PAIR, log(num(3)))),
    data: ((HALF,), (Fraction(-1),)),
    noise: ((Fraction(1),), (Fraction(2),)),
    G: lam(PAIR, column(1 + 2 * FIRST, 3 * (1 + 2 * FIRST) + 3 * SECOND)),
    J: ((HALF, Fraction(0)), (Fraction(-1), Fraction(1, 3))),
    K: ((Fraction(2), Fraction(0)), (Fraction(6), Fraction(3))),
}


def test_the_determinants_of_an_exact_layer_are_the_claimed_ones():
    proof = once(flows.autoregressive)
    assert all(holds(given, LAYER_OF_2) is not False for given in proof.hypotheses)
    found = [holds(claim, LAYER_OF_2) for claim in conjuncts(proof.statement)]
    assert found.count(True) == 6
    assert False not in found


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(Eq(log(abs(det(J))), Sum(s(i)(data), i, dim)), id="data to noise: +"),
        pytest.param(Eq(log(abs(det(K))), -Sum(s(i)(G(noise)), i, dim)), id="noise to data: -"),
        pytest.param(Eq(det(J), -Sum(s(i)(data), i, dim)), id="the determinant for its logarithm"),
        pytest.param(Eq(log(abs(det(J))), -(2 * Sum(s(i)(data), i, dim))), id="twice"),
    ],
)
def test_another_determinant_of_an_exact_layer_is_refuted(wrong):
    assert holds(wrong, LAYER_OF_2) is False


@pytest.mark.parametrize("given", [h for h in LAYER if J in h.free or K in h.free])
def test_another_matrix_is_not_the_jacobian_of_that_layer(given):
    of, turned = (
        (J, (LAYER_OF_2[J][0], (Fraction(1), Fraction(1, 3)))) if J in given.free else (K, (LAYER_OF_2[K][0], (0, 3)))
    )
    assert holds(given, LAYER_OF_2 | {of: turned}) is False


def test_a_layer_that_looks_at_its_own_entry_is_not_autoregressive():
    own = {m: (lam(PAIR, FIRST), lam(PAIR, num(0)))}
    assert holds(earlier(m), LAYER_OF_2 | own) is False
    assert holds(earlier(m), LAYER_OF_2 | {m: (lam(PAIR, SECOND), lam(PAIR, num(0)))}) is False


# The lemmas
def test_the_euclidean_distance_is_a_metric_and_its_triangle_inequality_is_sharp():
    assert euclidean.is_metric().hypotheses == ()
    assert euclidean.triangle().conclusion.op == "le"
    first, second = euclidean.a, euclidean.b
    assert find(norm(first + second) < norm(first) + norm(second)) is not None
    assert find(norm(first) + norm(second) <= norm(first + second)) is not None


def test_the_iterates_are_a_cauchy_sequence_by_the_right_bound_only():
    known = [logic.assume(h) for h in (metric(d), 0 <= beta, beta < 1, SHRINKS)]
    space = contractions.Contraction(d, known[0], f, *known[1:])
    ahead = space.ahead(start, space.path(start, space.steps(start)))
    assert space.is_cauchy(start, ahead).conclusion.op == "cauchy"
    with pytest.raises(Undecided, match="middle terms"):
        space.is_cauchy(start, logic.assume(ahead.conclusion.args[0] <= 1))
