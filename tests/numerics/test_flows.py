"""Evidence on flow models: each result is checked, each wrong variant rejected, wrong statements refuted."""

from __future__ import annotations

from fractions import Fraction
from importlib import import_module
from itertools import pairwise

import numpy as np
import pytest

from derivations.kernel.formulas import Sum, det, real
from derivations.lemmas import triangular_maps as layers
from derivations.proof import once
from derivations.results import results
from numerics import evidence, flows
from numerics.autoregressive import Masked, Rational, jacobian
from numerics.flows import Finite, Smooth, banach, halving, late, not_one, solved, too_far
from numerics.priors import PRIORS
from numerics.randomness import generator
from numerics.truth import decide
from numerics.variants import substituted
from tests.numerics.topic_checks import assert_checked, assert_supported, with_statement

TOPIC = import_module("derivations.flows")
RESULTS = ["contraction", "residual_inverse", "autoregressive"]
beta = real("beta")
AHEAD, BACK = (
    Sum(layers.s(layers.i)(at), layers.i, layers.d) for at in (layers.x, layers.G(layers.u))
)  # of sᵢ at x, and at G(u)
TIED = Finite(((Fraction(0), Fraction(0)), (Fraction(1), Fraction(0)), (Fraction(3), Fraction(0))))


def test_every_result_has_its_check():
    assert [r.id.partition(".")[2] for r in results(TOPIC)] == RESULTS == [*flows.CHECKS]
    assert all(evidence.covers(f"flows.{name}") for name in RESULTS)


@pytest.mark.parametrize("name", RESULTS)
def test_a_proved_result_is_checked_and_every_wrong_variant_rejected(name):
    assert_checked(TOPIC, name)


@pytest.mark.parametrize("name", RESULTS)
def test_what_a_check_finds_by_other_means_supports_the_claim_for_every_seed(name):
    assert_supported(flows.CHECKS[name], 4)


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        pytest.param("contraction", 1 - beta, 1 + beta, id="contraction: 1 + β for 1 − β"),
        pytest.param("autoregressive", -AHEAD, AHEAD, id="autoregressive: the sign, data → noise"),
        pytest.param("autoregressive", BACK, -BACK, id="autoregressive: the sign, noise → data"),
        pytest.param("autoregressive", det(layers.J), -det(layers.J), id="autoregressive: the determinant's sign"),
        pytest.param("autoregressive", -AHEAD, -AHEAD / 2, id="autoregressive: half of it"),
    ],
)
def test_a_wrong_statement_is_refuted_with_a_witness(name, right, wrong):
    changed = with_statement(TOPIC, name, lambda s: substituted(s, right, wrong))
    found = evidence.check(changed, seed=11, budget="quick")
    assert found.status == "refuted", found.detail
    assert found.witness


@pytest.mark.parametrize("name", RESULTS)
def test_the_settings_drawn_satisfy_the_hypotheses(name):
    proof, rng = once(getattr(TOPIC, name)), generator(3)
    for _ in range(4):
        drawn = PRIORS[proof.id](rng)
        for given in proof.hypotheses:
            assert decide(given, {v: drawn[v.data] for v in given.free}).value is True, given


# Finite spaces
def test_the_constant_and_the_fixed_points_of_a_map_of_three_points():
    assert (TIED.constant((0, 0, 1)), TIED.fixed((0, 0, 1))) == (Fraction(1, 2), [0])
    assert (TIED.constant((1, 0, 2)), TIED.fixed((1, 0, 2))) == (Fraction(3, 2), [2])
    assert [TIED.apart(i, j) for i, j in ((0, 1), (1, 2), (2, 0), (1, 1))] == [1, 2, 3, 0]


def test_the_rate_of_banach_is_attained_and_no_smaller_one_holds():
    assert too_far(TIED, (0, 0, 1), banach) is None
    assert too_far(TIED, (0, 0, 0), banach) is None
    for rate in (lambda b, k: b**k, lambda b, k: banach(b, k + 1), lambda b, k: b**k / (1 + b)):
        assert too_far(TIED, (0, 0, 1), rate) is not None
    geometric = Finite(tuple((Fraction(2) ** -k, Fraction(0)) for k in range(6)))
    shifted = (1, 2, 3, 4, 5, 5)
    assert geometric.constant(shifted) == Fraction(1, 2)
    assert too_far(geometric, shifted, lambda b, k: Fraction(15, 16) * banach(b, k)) is not None


def test_isometries_and_incomplete_spaces_may_have_no_fixed_point():
    ends = Finite(((Fraction(0), Fraction(0)), (Fraction(1), Fraction(0))))
    assert ends.constant((1, 0)) == ends.constant((0, 1)) == 1
    assert not_one(ends, (1, 0)) is not None
    assert not_one(ends, (0, 1)) is not None
    assert not_one(ends, (1, 1)) is None
    assert halving() is not None


# Maps of columns
@pytest.mark.parametrize("constant", [0.0, 0.5, 0.95])
def test_the_spectral_norm_is_a_lipschitz_constant(constant):
    rng = generator(5)
    for _ in range(20):
        f = Smooth.drawn(rng, constant)
        points = 3 * rng.standard_normal((30, len(f.inner)))
        assert f.beta == pytest.approx(constant, abs=1e-12)
        for one, other in pairwise(points):
            assert np.linalg.norm(f(one) - f(other)) <= (constant + 1e-9) * np.linalg.norm(one - other)


def test_iterates_are_late_for_a_root_of_another_map():
    f = Smooth.drawn(generator(2), 0.5)
    start = np.ones(len(f.inner))
    root = solved(lambda z: f(z) - z, start)
    assert np.allclose(f(root), root, atol=1e-9)
    assert late(f, start, root, f.beta, banach) is None
    assert late(f, start, root + 0.1, f.beta, banach) is not None


# Autoregressive layers
@pytest.mark.parametrize("size", [1, 2, 5])
def test_a_masked_network_has_a_lower_triangular_jacobian_and_an_inverse(size):
    rng = generator(size)
    net, at = Masked.drawn(rng, size), rng.standard_normal(size)
    ahead, back = jacobian(net.noise, at), jacobian(net.data, net.noise(at))
    assert np.all(np.triu(ahead, 1) == 0)
    assert np.all(np.triu(back, 1) == 0)
    assert np.diag(ahead) == pytest.approx(np.exp(-net.parts(at)[1]), rel=1e-12)
    assert back @ ahead == pytest.approx(np.eye(size), abs=1e-6)
    assert net.data(net.noise(at)) == pytest.approx(at, abs=1e-8)


def test_an_unmasked_network_has_another_jacobian():
    rng = generator(1)
    net, at = Masked.drawn(rng, 4, masked=False), rng.standard_normal(4)
    assert np.any(np.abs(np.triu(jacobian(net.noise, at), 1)) > 1e-3)


def test_complex_steps_are_differences_of_a_small_step():
    rng = generator(8)
    net, at = Masked.drawn(rng, 3), rng.standard_normal(3)
    steps = 1e-6 * np.eye(3)
    differences = np.stack([(net.noise(at + h) - net.noise(at - h)) / 2e-6 for h in steps], axis=1)
    assert jacobian(net.noise, at) == pytest.approx(differences, rel=1e-5, abs=1e-5)


@pytest.mark.parametrize("size", [1, 2, 4])
def test_the_exact_layers_agree_with_their_own_recursion(size):
    rng = generator(size)
    layer = Rational.drawn(rng, size)
    noise = [Fraction(k + 1, 3) for k in range(size)]
    data = layer.data(noise)
    before = [Fraction(0), *data[:-1]]
    back = [(x - row.mean(y)) / row.scale(y) for row, x, y in zip(layer.rows, data, before, strict=True)]
    assert back == noise
    there, here = (np.array(m.entries, dtype=float).reshape(size, size) for m in (layer.ahead(data), layer.back(noise)))
    assert here @ there == pytest.approx(np.eye(size), abs=1e-9)


def test_the_rate_of_banach_starts_at_1_over_1_minus_beta_for_beta_0_too():
    assert [banach(Fraction(0), k) for k in range(3)] == [1, 0, 0]
    assert banach(Fraction(1, 2), 3) == Fraction(1, 4)
