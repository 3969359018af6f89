import pytest
import torch
from torch.func import jacrev, vmap

from gan_models.autoregressive import Autoregressive
from gan_models.zuko_flow import Reading, ZukoFlow

FLOWS = [Autoregressive(), ZukoFlow(), Autoregressive(width=4, hidden=7)]


def normals(*shape):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(3), dtype=torch.float64)


@pytest.mark.parametrize("flow", FLOWS)
def test_output_i_sees_the_inputs_before_i_and_all_of_them(flow):
    params = {name: value[0] for name, value in flow.start([5]).items()}
    slopes = jacrev(lambda x: flow.scales(params, x[None])[0])(normals(flow.width))
    below = torch.ones_like(slopes).tril(-1).bool()
    assert (slopes[~below] == 0).all()
    assert (slopes[below] != 0).all()


@pytest.mark.parametrize("flow", FLOWS)
def test_the_way_back_is_the_inverse(flow):
    params, points = flow.start([1, 2]), normals(2, 9, flow.width)
    noise = vmap(flow.to_noise)(params, points)
    torch.testing.assert_close(vmap(flow.to_data)(params, noise), points)
    assert not torch.allclose(noise, points)


@pytest.mark.parametrize("flow", FLOWS)
def test_the_loss_is_that_of_the_change_of_variables(flow):
    params, points = {name: value[0] for name, value in flow.start([4]).items()}, normals(16, flow.width)
    noise = flow.to_noise(params, points)
    jacobians = vmap(jacrev(lambda x: flow.to_noise(params, x[None])[0]))(points)
    prior = torch.distributions.Normal(0, 1).log_prob(noise).sum(-1)
    log_density = prior + torch.linalg.slogdet(jacobians)[1]
    torch.testing.assert_close(flow.loss(params, points), -log_density.mean())
    assert not torch.allclose(flow.loss(params, points), -prior.mean())


def test_zukos_layer_reads_as_zuko_does():
    layer, points = ZukoFlow(), normals(5, 3)
    params = layer.start([9])
    torch.manual_seed(9)
    module = Reading(3, 12).double()
    one = {name: value[0] for name, value in params.items()}
    torch.testing.assert_close(layer.to_noise(one, points), module.flow().transform(points))
    jacobian = module.flow().transform.log_abs_det_jacobian(points, layer.to_noise(one, points))
    torch.testing.assert_close(layer.scales(one, points).sum(-1), jacobian)
