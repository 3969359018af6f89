"""Diffusion: every result says just what the syllabus says, and no line of its proof can be wrong."""

from fractions import Fraction

import numpy as np
import pytest

from derivations import diffusion
from derivations.counterexample import find
from derivations.kernel import logic
from derivations.kernel.formulas import (
    And,
    Derivative,
    Eq,
    ForAll,
    Iff,
    Implies,
    Ne,
    Not,
    Sum,
    function,
    natural,
    ones,
    piecewise,
    point,
    real,
    sqnorm,
    sqrt,
    vector,
    zeros,
)
from derivations.kernel.terms import NAT, PROP, SPACE, Sort, Term, apply, lam
from derivations.lemmas import (
    diffusion_coverage,
    least_squares_average,
    least_squares_maps,
    nested_sums,
    vanishing_sums,
)
from derivations.opinion import summary
from derivations.proof import Proof, once
from derivations.refuter.evaluate import evaluate, holds
from tests.derivations.spoiling import unnoticed

N, J, K, d, i, j, k, ell, m = (natural(name) for name in "NJKdijklm")
alpha, u, w = real("alpha_t"), vector("u", d), vector("w", d)
COLUMN = u.sort
x, epsilon = function("x", NAT, COLUMN), function("epsilon", NAT, Sort("function", NAT, COLUMN))
f, g, h, g_CP = (function(name, COLUMN, COLUMN) for name in ("f", "g", "h", "g_CP"))  # noqa: N816 - the course's name
NOISE = epsilon(i)(j)
NOISY = sqrt(alpha) * x(i) + sqrt(1 - alpha) * NOISE
SCHEDULE = [0 < alpha, alpha < 1]
X, e = function("X", NAT, COLUMN), function("e", NAT, COLUMN)
RESULTS = ["closest_point", "not_unique", "posterior_mean", "coverage"]


def states(name: str, expected: Term, given: list[Term]) -> Proof:
    proof = once(getattr(diffusion, name))
    assert proof.statement.alpha is expected.alpha
    assert [h.alpha for h in proof.hypotheses] == [g.alpha for g in given]
    assert proof.oracles == frozenset()
    return proof


def below(index: Term, bound: Term, claim: Term) -> Term:
    return ForAll(index, Implies(index < bound, claim))


def everywhere(claim: Term) -> Term:
    return below(i, N, below(j, J, claim))


def loss(value: Term) -> Term:
    return Sum(Sum(sqnorm(value - NOISE), j, J), i, N)


def best(image: Term, top: Term | None = None, bottom: Term | None = None) -> Term:
    a, b = sqrt(alpha) if top is None else top, sqrt(1 - alpha) if bottom is None else bottom
    return (NOISY - a * image) / b


def cost(of: Term) -> Term:
    return Sum(sqnorm(apply(of, X(k)) - e(k)), k, K)


def least(of: Term) -> Term:
    return ForAll(f, cost(of) <= cost(f))


def hits(at: Term) -> Term:
    return Sum(piecewise(Eq(X(ell), at), 1), ell, K)


def noises(at: Term) -> Term:
    return Sum(piecewise(Eq(X(ell), at), 1) * (w.T * e(ell)), ell, K)


def average(of: Term) -> Term:
    return below(k, K, ForAll(w, Eq(w.T * apply(of, X(k)), noises(X(k)) / hits(X(k)))))


# What is stated
def test_the_closest_point_denoiser_has_loss_zero_just_where_every_image_is_recovered():
    def gap(of: Term) -> Term:
        return sqnorm(NOISY - sqrt(alpha) * x(of))

    zero = Iff(Eq(loss(best(g_CP(NOISY))), 0), everywhere(Eq(g_CP(NOISY), x(i))))
    taken = And(Eq(g_CP(NOISY), x(k)), below(ell, N, gap(k) <= gap(ell)))
    own = below(ell, N, Implies(Ne(x(ell), x(i)), gap(i) < gap(ell)))
    closest = everywhere(below(k, N, Implies(taken, Implies(own, Eq(g_CP(NOISY), x(i))))))
    proof = states("closest_point", And(zero, closest), SCHEDULE)
    assert proof.uses == []
    assert proof.answer_term.alpha is ((u - sqrt(alpha) * g_CP(u)) / sqrt(1 - alpha)).alpha


def test_all_maps_of_loss_zero_are_those_that_agree_at_the_noisy_points():
    told = everywhere(Eq(g(NOISY), NOISE))
    recovered = everywhere(Eq(g_CP(NOISY), x(i)))
    agrees = everywhere(Eq(g(NOISY), best(g_CP(NOISY))))
    moved = g(NOISY) + piecewise(Eq(NOISY, u), 1) * w
    same = And(Eq(loss(moved), loss(g(NOISY))), Eq(g(u) + piecewise(Eq(u, u), 1) * w, g(u) + w))
    far = (1 + Sum(Sum(sqnorm(NOISY), j, J), i, N)) * ones(d)
    expected = And(
        Iff(Eq(loss(g(NOISY)), 0), told),
        Implies(recovered, Iff(Eq(loss(g(NOISY)), 0), agrees)),
        ForAll(u, ForAll(w, Implies(everywhere(Ne(NOISY, u)), same))),
        everywhere(Ne(NOISY, far)),
    )
    states("not_unique", expected, [*SCHEDULE, 1 <= d])


def test_the_least_squares_answer_is_the_average_over_the_collisions():
    mean = Derivative(noises(X(k)), w, zeros(d)) / hits(X(k))
    apart = ForAll(i, ForAll(j, Implies(And(i < K, j < K, Eq(X(i), X(j))), Eq(i, j))))
    distance = Sum(sqnorm(h(X(k)) - g(X(k))), k, K)
    point, noise = (function(name, NAT, Sort("function", NAT, COLUMN))(i)(j) for name in ("x", "epsilon"))
    pairs = Sum(Sum(sqnorm(g(point) - noise), j, J), i, N)
    expected = And(
        Iff(least(g), average(g)),
        ForAll(f, Sum(sqnorm(mean - e(k)), k, K) <= cost(f)),
        Implies(average(g), ForAll(h, Eq(cost(h), cost(g) + distance))),
        Implies(least(g), ForAll(h, Iff(least(h), below(k, K, Eq(h(X(k)), g(X(k))))))),
        Implies(apart, Iff(least(g), Eq(cost(g), 0))),
        Implies(
            everywhere(And(Eq(X(i * J + j), point), Eq(e(i * J + j), noise))),
            Eq(pairs, Sum(sqnorm(g(X(k)) - e(k)), k, N * J)),
        ),
    )
    states("posterior_mean", expected, [])


def test_every_image_is_recovered_and_a_saddle_of_the_game_covers_every_image():
    y, z, rival = (function(name, NAT, SPACE) for name in "yzh")
    D, E = function("D", SPACE, PROP), function("E", SPACE, PROP)

    def wrong(verdict: Term, generated: Term) -> Term:
        errors = Sum(piecewise(Not(verdict(y(i))), 1), i, m) + Sum(piecewise(verdict(generated(j)), 1), j, m)
        return errors / (2 * m)

    copies = Sum(piecewise(Eq(z(j), y(i)), 1), j, m)
    missing = Sum(piecewise(Eq(copies, 0), 1), i, m)
    best_reply = ForAll(E, wrong(D, z) <= wrong(E, z))
    saddle = And(ForAll(rival, wrong(D, rival) <= wrong(D, z)), best_reply)
    once = piecewise(Not(D(y(i))), 1) + copies * piecewise(D(y(i)), 1)
    expected = And(
        Iff(Eq(loss(g(NOISY)), 0), everywhere(Eq((NOISY - sqrt(1 - alpha) * g(NOISY)) / sqrt(alpha), x(i)))),
        Implies(saddle, below(i, m, Eq(copies, 1))),
        Implies(
            best_reply,
            And(Eq(wrong(D, z), (m - missing) / (2 * m)), below(i, m, Eq(once, 1 - piecewise(Eq(copies, 0), 1)))),
        ),
        Implies(1 <= missing, Not(saddle)),
    )
    apart = ForAll(i, ForAll(j, Implies(And(i < m, j < m, Eq(y(i), y(j))), Eq(i, j))))
    proof = states("coverage", expected, [*SCHEDULE, 1 <= m, apart])
    assert proof.uses == [f"zero_one_gan.{name}" for name in ("saddle_points", "generator", "discriminator")]


def test_the_scope_is_named():
    assert "Nothing is said of fresh noise" in (diffusion.coverage.__doc__ or "")


# The hypotheses can be met
# Wrong variants, and what does not hold without a hypothesis
MOVED = g(NOISY) + piecewise(Eq(NOISY, u), 1) * w
RECOVERED, TOLD = everywhere(Eq(g_CP(NOISY), x(i))), Eq(loss(g(NOISY)), 0)
FRESH = sqrt(alpha) * x(0) + sqrt(1 - alpha) * u
SHOWN_FRESH = (FRESH - sqrt(1 - alpha) * g(FRESH)) / sqrt(alpha)
SOME = [*SCHEDULE, 1 <= N, 1 <= J]
AT_K = below(k, K, ForAll(w, Eq(w.T * g(X(k)), Sum(w.T * e(ell), ell, K) / K)))
WRONG = {
    "alpha for its root in g*": (Implies(RECOVERED, Eq(loss(best(g_CP(NOISY), top=alpha)), 0)), SCHEDULE),
    "1 - alpha for its root in g*": (Implies(RECOVERED, Eq(loss(best(g_CP(NOISY), bottom=1 - alpha)), 0)), SCHEDULE),
    "alpha for 1 - alpha in g*": (Implies(RECOVERED, Eq(loss(best(g_CP(NOISY), bottom=sqrt(alpha))), 0)), SCHEDULE),
    "loss 0 whatever is taken for the closest point": (Eq(loss(best(g_CP(NOISY))), 0), SCHEDULE),
    "one map only has loss 0": (Implies(And(TOLD, RECOVERED), Eq(g(u), (u - sqrt(alpha) * g_CP(u)) / sqrt(1 - alpha))),
                                SCHEDULE),
    "a map may be moved at a noisy point": (Eq(loss(MOVED), loss(g(NOISY))), SCHEDULE),
    "alpha for its root in the recovered image": (
        Implies(TOLD, everywhere(Eq((NOISY - sqrt(1 - alpha) * g(NOISY)) / alpha, x(i)))), SCHEDULE),
    "the image is recovered from fresh noise": (Implies(TOLD, Eq(SHOWN_FRESH, x(0))), SOME),
    "the average over all points": (Implies(average(g), AT_K), []),
    "the sum for the average": (Implies(average(g), below(k, K, ForAll(w, Eq(w.T * g(X(k)), noises(X(k)))))), []),
    "loss 0 with collisions": (Implies(average(g), Eq(cost(g), 0)), []),
    "every map is a least one": (cost(g) <= cost(h), []),
    "least maps agree everywhere": (Implies(And(average(g), average(h)), Eq(g(u), h(u))), []),
    "the errors add up for every map": (Eq(cost(h), cost(g) + Sum(sqnorm(h(X(k)) - g(X(k))), k, N)), []),
}  # fmt: skip


@pytest.mark.parametrize(("claim", "given"), WRONG.values(), ids=WRONG)
def test_wrong_variants_are_refuted_on_a_few_points(claim, given):
    found = find(claim, given)
    assert found is not None
    assert all(holds(formula, found) is True for formula in given)
    assert holds(claim, found) is False


def test_without_pixels_every_column_is_a_noisy_point():
    nothing = {N: 1, J: 1, d: 0, alpha: Fraction(1, 2), x: ((),), epsilon: (((),),)}
    far = (1 + Sum(Sum(sqnorm(NOISY), j, J), i, N)) * ones(d)
    assert holds(everywhere(Ne(NOISY, far)), nothing) is False


# Every line is checked
@pytest.mark.parametrize("name", RESULTS)
def test_a_wrong_line_stops_the_proof(name, monkeypatch):
    assert unnoticed(getattr(diffusion, name), monkeypatch) == []


@pytest.mark.parametrize("name", RESULTS)
def test_sympy_disagrees_with_no_step(name):
    assert summary(once(getattr(diffusion, name)).theorem)["disagrees"] == 0


# The general facts behind them
def test_a_sum_over_pairs_is_one_sum():
    value, n = function("f", NAT), natural("n")
    law = nested_sums.in_pairs()
    pairs, single = Sum(Sum(value(i * m + j), j, m), i, n), Sum(value(k), k, n * m)
    assert law.hypotheses == ()
    assert law.conclusion.alpha is ForAll(n, Eq(pairs, single)).alpha
    table = {m: 2, n: 3, value: tuple(Fraction(c * c) for c in range(6))}
    assert evaluate(single, table) == evaluate(pairs, table) == sum(c * c for c in range(6))


def test_sums_of_squares_vanish_with_their_terms():
    v = function("v", NAT, COLUMN)
    found = vanishing_sums.zero_norms(i, N, v(i))
    assert found.hypotheses == ()
    assert found.conclusion.alpha is Iff(Eq(Sum(sqnorm(v(i)), i, N), 0), below(i, N, Eq(v(i), zeros(d)))).alpha
    single = vanishing_sums.single_below(vanishing_sums.norm_sign(v(j)), j, logic.assume(k < N))
    assert [str(hypothesis) for hypothesis in single.hypotheses] == ["k < N"]
    assert single.conclusion.alpha is (sqnorm(v(k)) <= Sum(sqnorm(v(j)), j, N)).alpha


@pytest.mark.parametrize(
    ("law", "given"),
    [
        (least_squares_maps.expansion, []),
        (least_squares_maps.counted, [k < K]),
        (least_squares_maps.stationary, [least(g)]),
        (least_squares_maps.averages, [least(g)]),
        (least_squares_maps.orthogonal, [average(g)]),
        (least_squares_maps.pythagoras, [average(g)]),
        (least_squares_average.summed, []),
        (least_squares_average.mean_is_average, []),
        (least_squares_average.attained, []),
        (least_squares_average.enough, [average(g)]),
        (least_squares_average.only, [least(g)]),
    ],
    ids=lambda law: getattr(law, "__name__", ""),
)
def test_a_fact_about_least_squares_needs_only_this(law, given):
    found = law()
    assert {h.alpha for h in found.hypotheses} == {g.alpha for g in given}
    assert found.oracles == frozenset()


def test_the_names_of_the_game_are_those_of_the_images():
    assert diffusion_coverage.of_the_game(function("x", NAT, SPACE)(i)) is function("y", NAT, SPACE)(i)
    spot = point("u")
    assert diffusion_coverage.of_the_game(spot) is spot


# Facts computed without the kernel
def column(values) -> tuple[tuple[Fraction], ...]:
    return tuple((Fraction(float(v)),) for v in values)


def test_the_terms_are_those_of_the_homework():
    images, noise = np.array([[1.0, -0.5], [0.25, 2.0]]), np.array([[[0.5, 1.0]], [[-1.0, 0.25]]])
    a, b = 0.6, 0.8
    at = a * images[:, None] + b * noise
    told = (at - a * images[0]) / b
    here = {N: 2, J: 1, d: 2, alpha: Fraction(9, 25), x: tuple(map(column, images))}
    here[epsilon] = tuple(tuple(map(column, row)) for row in noise)
    first = ones(d) * x(0).T * ones(d) / d  # any constant map will do
    wrong = loss((NOISY - sqrt(alpha) * first) / sqrt(1 - alpha))
    mean = np.full(2, images[0].mean())
    assert float(evaluate(wrong, here)) == pytest.approx(float((((at - a * mean) / b - noise) ** 2).sum()), rel=1e-12)
    assert float(evaluate(loss(best(x(0))), here)) == pytest.approx(float(((told - noise) ** 2).sum()), rel=1e-12)
    assert float(evaluate(loss(best(x(i))), here)) == 0


def test_the_published_mean_is_the_group_mean():
    rng = np.random.default_rng(3)
    places = rng.integers(-2, 3, (3, 2))
    which, errors = rng.integers(0, 3, 6), rng.integers(-4, 5, (6, 2))
    cloud = {K: 6, d: 2}
    cloud[X], cloud[e] = tuple(column(places[c]) for c in which), tuple(map(column, errors))
    for c in set(which):
        same = [n for n in range(6) if tuple(places[which[n]]) == tuple(places[c])]
        found = evaluate(apply(least_squares_average.MEAN, u), cloud | {u: column(places[c])})
        assert [float(row[0]) for row in found] == pytest.approx(errors[same].mean(axis=0), rel=1e-13)


def test_the_answers_are_functions_of_the_syllabus_symbols():
    told = once(diffusion.closest_point).answer_term
    assert {v.data for v in told.free} == {"alpha_t", "g_CP", "u", "d"}
    shown = once(diffusion.coverage).answer_term
    assert {v.data for v in shown.free} == {"alpha_t", "epsilon", "g", "i", "j", "x", "d"}


def test_a_move_at_a_free_point_leaves_the_loss_and_changes_the_value():
    here = {N: 1, J: 1, d: 2, alpha: Fraction(9, 25), x: (column([1, 0]),), epsilon: ((column([0, 0]),),)}
    here |= {g: lam(u, 2 * u), u: column([5, 0]), w: column([1, 3])}
    before, after = (evaluate(loss(value), here) for value in (g(NOISY), apply(diffusion.MOVED, NOISY)))
    assert before == after == Fraction(36, 25)
    assert evaluate(apply(diffusion.MOVED, u), here) == column([11, 3])
