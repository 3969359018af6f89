"""Points of a statement's own domain: hypotheses hold, sizes are exhausted, seeds reproduce."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from itertools import islice

import pytest

from derivations.kernel.formulas import (
    Eq,
    Ne,
    block,
    eigenvalue,
    full_column_rank,
    invertible,
    log,
    matrix,
    natural,
    positive_definite,
    positive_semidefinite,
    real,
    symmetric,
    vector,
)
from derivations.kernel.terms import FILTER, var
from numerics.errors import Unsupported
from numerics.exact import Rationals
from numerics.matrices import rank
from numerics.priors import PRIORS
from numerics.randomness import generator, rational_matrix
from numerics.sampling import Sampler, describe, sizes
from numerics.solving import count_limits
from numerics.truth import decide

n, d, i, j, k = (natural(name) for name in ("n", "d", "i", "j", "k"))
a, b, eta, re, im = (real(name) for name in ("a", "b", "eta", "re", "im"))
A, Z = matrix("A", d, d), matrix("Z", n, d)
y, z, beta = vector("y", n), vector("z", n), vector("beta", d)


def drawn(constraints, symbols=(), count=40, seed=5, fine=False):
    rng = generator(seed)
    sampler = Sampler(constraints, symbols, rng, fine)
    found = [sampler.draw(size) for size in islice(sizes(sampler.sizes, rng), count)]
    return [p for p, _ in (f for f in found if f is not None)]


@pytest.mark.parametrize(
    ("constraints", "least"),
    [
        ([symmetric(A)], 40),
        ([n >= 1, positive_semidefinite(A), Eq((Z.T * Z + n * A) * beta, Z.T * y)], 25),
        ([positive_definite(A), Eq(A * beta, Z.T * y)], 35),
        ([a > 0, a < 1, b >= a, b <= 2 * a], 30),
        ([a > 0, eta > 0, eta * (a**2 + b**2) < 2 * a], 38),
        ([Eq(eta * (a**2 + b**2), 2 * a), Ne(eta, 0)], 25),
        ([full_column_rank(Z), n >= d], 10),
        ([invertible(Z.T * Z + A), symmetric(A)], 25),
        ([Eq(a + b, 3), Eq(a - b, 1)], 20),
    ],
)
def test_every_constraint_holds_at_every_point(constraints, least):
    points = drawn(constraints)
    assert len(points) >= least
    for point in points:
        for constraint in constraints:
            assert decide(constraint, point).value is True


def test_an_eigenvalue_is_computed_when_it_is_rational():
    turn = block([[1, -a], [a, 1]])
    points = drawn([eigenvalue(turn, re, im)])
    assert len(points) == 40
    assert any(p[im] != 0 for p in points)


def test_all_sizes_up_to_three_come_first_then_larger_ones_up_to_six():
    plan = list(islice(sizes([n, d], generator(1)), 60))
    assert {(s[n], s[d]) for s in plan[:9]} == {(i, j) for i in (1, 2, 3) for j in (1, 2, 3)}
    assert {(s[n], s[d]) for s in plan[:16]} == {(i, j) for i in range(4) for j in range(4)}
    assert max(max(s.values()) for s in plan[16:]) == 6


def test_semidefinite_matrices_of_low_rank_and_zeros_and_ties_occur():
    points = drawn([positive_semidefinite(A), n >= 1], [Z], count=60)
    ranks = [(rank(Rationals(), p[A].map(Rationals().number)), p[d]) for p in points]
    assert any(0 < r < size for r, size in ranks)
    assert any(r == size > 1 for r, size in ranks)
    entries = [e for p in points for e in p[Z].entries]
    assert entries.count(0) > len(entries) / 20
    assert any(len(set(p[Z].entries)) < len(p[Z].entries) for p in points)


def test_closed_bounds_are_sometimes_attained_and_open_ones_never():
    closed, opened = drawn([a >= 0, a <= 1], count=200), drawn([a > 0, a < 1], count=200)
    assert {0, 1} <= {p[a] for p in closed}
    assert all(0 < p[a] < 1 for p in opened)


def test_the_same_seed_draws_the_same_points_and_another_seed_does_not():
    constraints = [positive_semidefinite(A), Eq(A * beta, Z.T * y)]
    first, again, other = (drawn(constraints, seed=s) for s in (1, 1, 2))
    assert first == again
    assert first != other


def test_fine_points_have_long_fractions():
    points = drawn([], [a, b], fine=True)
    assert max(p[a].denominator for p in points) > 10_000


def test_what_cannot_hold_gives_no_point():
    assert drawn([a > 1, a < 0]) == []
    assert drawn([Eq(a * a, -1)], count=5) == []


def test_a_variable_without_values_is_refused():
    with pytest.raises(Unsupported, match="cannot be sampled"):
        Sampler([], [var("F", FILTER)], generator(0))


def test_a_point_is_described_by_names_and_values():
    point = {n: 2, a: Fraction(1, 2)}
    assert describe(point) == "a = 1/2, n = 2"


def test_another_setting_of_a_prior_brings_values_of_its_own_sizes():
    def prior(rng):
        size = int(rng.integers(1, 4))
        return {"n": size, "y": rational_matrix(rng, size, 1)}

    rng = generator(3)
    sampler = Sampler([Eq(y.T * y, y.T * y * 1), y.T * z > 0, y.T * y > 4], [], rng, prior=prior)
    points = [found[0] for found in (sampler.draw({n: 1}) for _ in range(40)) if found is not None]
    assert len({p[n] for p in points}) > 1
    assert all(p[y].rows == p[z].rows == p[n] for p in points)


def test_a_natural_number_is_mended_at_once_to_fit_all_its_inequalities():
    constraints = [i < n, j <= i, k < j + 2, 1 < k, i > 2]
    sampler, found = Sampler(constraints, [z], generator(3)), set()
    for _ in range(60):
        point = {n: 5, d: 2, i: 9, j: 3, k: 0}
        sampler.mend(constraints[0], point)
        sampler.mend(constraints[3], point)
        found.add((point[i], point[j], point[k]))
    assert found == {(3, 3, k) for k in (2, 3, 4)} | {(4, 3, k) for k in (2, 3, 4)}


@pytest.mark.parametrize(
    ("order", "limits"),
    [
        (i < n, (0, 2)), (i <= n, (0, 3)), (n < i, (4, None)), (n <= i, (3, None)),
        (i < a, (0, 2)), (i <= a, (0, 2)), (a < i, (3, None)), (a <= i, (3, None)), (-a < i, (0, None)),
        (i < n + i, None), (i + 1 < n, None), (i < log(a), None), (j < n, None),
    ],
    ids=str,
)  # fmt: skip
def test_an_inequality_leaves_a_natural_number_between_two(order, limits):
    assert count_limits(order, i, {i: 5, n: 3, j: 1, a: Fraction(5, 2)}) == limits


def test_a_variable_that_the_prior_does_not_settle_is_drawn_again_without_it():
    asked = []

    def prior(rng):
        return asked.append(rng) or {"y": rational_matrix(rng, 2, 1)}

    sampler = Sampler([Eq(a * b, 0), Ne(a, b), a >= b], [y], generator(3), prior=prior)
    assert sum(sampler.draw({n: 2}) is not None for _ in range(20)) > 15
    assert len(asked) == 20


def test_the_prior_of_a_topic_is_there_without_its_module():
    found = subprocess.run(
        [sys.executable, "-c", "from numerics.priors import PRIORS; print(PRIORS.get('flows.contraction') is None)"],
        capture_output=True,
        check=True,
        text=True,
    )
    assert found.stdout.split() == ["False"]
    assert PRIORS.get("toy.statement") is None
    assert PRIORS.get("optimal_discriminator.value", 3) == 3
