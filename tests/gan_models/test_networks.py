"""Networks as functions of their parameters."""

import pytest
import torch
from torch.func import functional_call, vmap

from gan_models.backend import nn
from gan_models.networks import Network, affine, dense, quadratic

SEEDS = [3, 4, 5]
NETWORKS = {
    "dense": (dense(2, 8, 8, 3), 2),
    "relu": (dense(1, 4, 1, activation=nn.ReLU), 1),
    "affine": (affine(2, 2), 2),
    "quadratic": (quadratic(2), 2),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_many_models_are_each_as_its_module_computes_it(name):
    network, width = NETWORKS[name]
    params = network.start(SEEDS, torch.float64)
    x = torch.randn(len(SEEDS), 7, width, dtype=torch.float64)
    found = vmap(network)(params, x)
    for i, seed in enumerate(SEEDS):
        torch.manual_seed(seed)
        module = network.build().double()
        torch.testing.assert_close(found[i], module(x[i]), rtol=0, atol=1e-12)
        own = {k: v[i] for k, v in params.items()}
        torch.testing.assert_close(network(own, x[i]), functional_call(module, own, (x[i],)), rtol=0, atol=0)


def test_a_model_starts_the_same_whoever_is_beside_it():
    network = dense(1, 4, 1)
    alone, among = network.start([4]), network.start(SEEDS)
    assert all(torch.equal(alone[k][0], among[k][1]) for k in alone)


def test_starting_leaves_the_global_generator_alone():
    torch.manual_seed(0)
    before = torch.random.get_rng_state()
    dense(1, 4, 1).start(SEEDS)
    assert torch.equal(before, torch.random.get_rng_state())


def test_a_network_with_buffers_is_refused():
    with pytest.raises(ValueError, match=r"keeps .*running_mean"):
        Network(lambda: nn.BatchNorm1d(2)).start(SEEDS)


def test_a_quadratic_logit_is_one():
    params = {"linear.weight": torch.tensor([[2.0, -1.0]]), "linear.bias": torch.tensor([0.5])}
    assert quadratic()(params, torch.tensor([[3.0]])).item() == pytest.approx(2 * 9 - 3 + 0.5)
