"""Slopes of critics, what they are fined, and spectral normalisation."""

import numpy as np
import pytest
import torch
from torch.func import grad, jacrev, vmap

from derivations import wasserstein
from gan_models import audit, penalties
from gan_models.networks import dense

SHAPES = [(1,), (5,), (3, 2, 2)]


def _unit(shape):
    vector = torch.linspace(1, 2, int(np.prod(shape)), dtype=torch.float64)
    return vector / vector.norm()


def _linear(slope, shape):
    return lambda x: slope * (x.flatten(1) @ _unit(shape))[:, None]


def _points(count, shape, seed=0):
    return torch.randn(count, *shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


@pytest.mark.parametrize("count", [1, 2, 64, 257])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_critic_of_slope_one_is_not_fined(shape, count):
    critic, points = _linear(1.0, shape), _points(count, shape)
    assert penalties.gradient_penalty(critic, points).item() < 1e-30
    assert penalties.one_sided_penalty(critic, points).item() < 1e-30
    assert penalties.r1(critic, points).item() == pytest.approx(0.5, rel=1e-15)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("slope", [-3.0, 0.5, 2.0])
def test_a_linear_critic_is_fined_as_the_definitions_say(shape, slope):
    critic, points = _linear(slope, shape), _points(9, shape)
    assert penalties.gradient_penalty(critic, points).item() == pytest.approx((abs(slope) - 1) ** 2, rel=1e-14)
    assert penalties.one_sided_penalty(critic, points).item() == pytest.approx(max(0, abs(slope) - 1) ** 2, rel=1e-14)
    for regulariser in (penalties.r1, penalties.r2):
        assert regulariser(critic, points).item() == pytest.approx(slope**2 / 2, rel=1e-14)


def test_the_penalty_is_that_of_the_proof():
    found = audit.penalty(penalties.gradient_penalty)
    assert found.agrees, str(found)


@pytest.mark.parametrize("wrong", [penalties.r1, penalties.r2])
def test_other_regularisers_are_not_that_of_the_proof(wrong):
    assert not audit.penalty(wrong).agrees


@pytest.mark.parametrize(("delta", "weight"), [(1.5, 2.0), (-0.5, 0.25), (-7.0, 1.0)])
def test_the_penalised_loss_is_flat_at_the_slope_of_the_proof_and_least_there(delta, weight):
    best = wasserstein.gradient_penalty().to_function()(delta=delta, lam=weight)

    def loss(a):
        fine = penalties.gradient_penalty(lambda x: a * x, torch.zeros(4, 1, dtype=torch.float64))
        return a * delta + weight * fine

    slopes = torch.linspace(-20, 20, 801, dtype=torch.float64)
    assert grad(loss)(torch.tensor(best, dtype=torch.float64)).item() == pytest.approx(0, abs=1e-14)
    assert loss(torch.tensor(best, dtype=torch.float64)) <= vmap(loss)(slopes).min() + 1e-12


def test_slopes_are_those_of_the_jacobian():
    network = dense(3, 8, 1)
    params = {name: value[0] for name, value in network.start([4], torch.float64).items()}
    points = _points(6, (3,))
    expected = torch.stack([jacrev(lambda x: network(params, x[None])[0, 0])(x) for x in points])
    assert torch.allclose(penalties.slopes(lambda x: network(params, x), points), expected, rtol=1e-13, atol=0)
    mean = ((expected.norm(dim=1) - 1) ** 2).mean()
    found = penalties.gradient_penalty(lambda x: network(params, x), points)
    assert found.item() == pytest.approx(mean.item(), rel=1e-13)
    assert found.item() != pytest.approx((expected.norm() - 1).square().item(), rel=1e-3)


def test_the_gradient_of_the_penalty_in_the_parameters_is_that_of_finite_differences():
    network = dense(2, 5, 1)
    params = {name: value[0] for name, value in network.start([1], torch.float64).items()}
    points, step = _points(7, (2,)), 1e-6

    def fine(given):
        return penalties.gradient_penalty(lambda x: network(given, x), points)

    found = grad(fine)(params)["0.weight"][1, 1].item()
    ends = []
    for sign in (1, -1):
        moved = params["0.weight"].clone()
        moved[1, 1] += sign * step
        ends.append(fine(params | {"0.weight": moved}).item())
    assert found == pytest.approx((ends[0] - ends[1]) / (2 * step), rel=1e-6)


def test_a_critic_without_slope_has_a_penalty_with_a_gradient():
    slope = grad(lambda a: penalties.gradient_penalty(lambda x: a * x, torch.ones(3, 1)))
    assert slope(torch.tensor(0.0)).item() == 0
    assert penalties.gradient_penalty(lambda x: 0 * x, torch.ones(3, 1)).item() == 1


def test_many_models_at_once_are_fined_one_by_one():
    slopes = torch.tensor([0.0, 1.0, 3.0], dtype=torch.float64)
    points = _points(5, (1,))
    found = vmap(lambda a: penalties.gradient_penalty(lambda x: a * x, points))(slopes)
    assert found.tolist() == [1, 0, 4]


def test_points_between_lie_on_the_segments():
    real, fake = _points(4, (2, 3)), _points(4, (2, 3), seed=1)
    share = torch.tensor([0.0, 0.25, 0.5, 1.0], dtype=torch.float64)
    found = penalties.between(real, fake, share)
    assert torch.equal(found[0], fake[0])
    assert torch.equal(found[3], real[3])
    assert torch.allclose(found[1], 0.25 * real[1] + 0.75 * fake[1], rtol=1e-15)


@pytest.mark.parametrize("shape", [(1, 1), (4, 7), (6, 2, 3)])
def test_the_spectral_norm_is_the_largest_singular_value(shape):
    weight = _points(1, shape)[0]
    exact = np.linalg.norm(weight.flatten(1).numpy(), 2)
    assert penalties.spectral_norm(weight).item() == pytest.approx(exact, rel=1e-13)
    found, _ = penalties.power_iteration(weight, _points(1, shape[:1], seed=2)[0], 400)
    assert found.item() == pytest.approx(exact, rel=1e-12)


def test_power_iteration_comes_from_below_and_goes_on_from_its_vector():
    weight, vector = _points(1, (5, 5))[0], _points(1, (5,), seed=3)[0]
    exact, found = penalties.spectral_norm(weight).item(), []
    for _ in range(200):
        norm, vector = penalties.power_iteration(weight, vector)
        found.append(norm.item())
    assert np.all(np.diff(found) > -1e-12)
    assert found[0] < exact * 0.999
    assert found[-1] == pytest.approx(exact, rel=1e-9)


def test_the_error_of_power_iteration_falls_by_the_fourth_power_of_the_ratio():
    weight = torch.diag(torch.tensor([2.0, 1.0], dtype=torch.float64))
    vector = torch.tensor([1.0, 1.0], dtype=torch.float64)
    errors = [2 - penalties.power_iteration(weight, vector, steps)[0].item() for steps in (3, 4)]
    assert errors[1] / errors[0] == pytest.approx(1 / 2**4, rel=0.05)


def test_both_spectral_norms_have_the_same_gradient():
    weight = _points(1, (4, 3))[0]
    start = _points(1, (4,), seed=5)[0]
    exact = grad(penalties.spectral_norm)(weight)
    found = grad(lambda w: penalties.power_iteration(w, start, 500)[0])(weight)
    assert torch.allclose(found, exact, rtol=0, atol=1e-10)


def test_a_normalised_network_of_affine_layers_is_lipschitz():
    network = dense(3, 16, 16, 1)
    params = network.start([0, 1], torch.float64)
    steep = {name: 10 * value for name, value in params.items()}
    tamed = vmap(penalties.spectrally_normalised)(steep)
    assert torch.equal(tamed["0.bias"], steep["0.bias"])
    for i in range(2):
        given, before = ({name: value[i] for name, value in p.items()} for p in (tamed, steep))
        slope = penalties.steepness(lambda x, given=given: network(given, x), _points(200, (3,)))
        wild = penalties.steepness(lambda x, before=before: network(before, x), _points(200, (3,)))
        assert slope.max() <= 1 + 1e-12
        assert wild.max() > 2


def test_normalising_by_iteration_changes_only_what_it_was_given():
    params = {name: value[0] for name, value in dense(3, 4, 1).start([2], torch.float64).items()}
    vectors = {"0.weight": _points(1, (4,))[0]}
    found, after = penalties.normalised_by_iteration(params, vectors, 300)
    exact = penalties.spectrally_normalised(params)
    assert torch.allclose(found["0.weight"], exact["0.weight"], rtol=1e-9)
    assert torch.equal(found["2.weight"], params["2.weight"])
    assert after["0.weight"].norm().item() == pytest.approx(1, rel=1e-14)
