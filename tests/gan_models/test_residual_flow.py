import pytest
import torch
from torch.func import vmap

from gan_models.residual_flow import ResidualFlow


def blocks(beta=0.7, models=6):
    flow = ResidualFlow(beta)
    params = flow.network.start(range(models), torch.float64)
    return flow, {name: 3 * value for name, value in params.items()}


def test_no_two_points_are_drawn_apart_by_more_than_beta():
    flow, params = blocks()
    points = torch.randn(6, 200, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    images = vmap(flow.residual)(params, points)
    stretched = (images[:, 1:] - images[:, :-1]).norm(dim=-1) / (points[:, 1:] - points[:, :-1]).norm(dim=-1)
    assert float(stretched.max()) <= 0.7
    plain = vmap(flow.network)(params, points)
    stretched = (plain[:, 1:] - plain[:, :-1]).norm(dim=-1) / (points[:, 1:] - points[:, :-1]).norm(dim=-1)
    assert float(stretched.max()) > 0.7


def test_the_density_integrates_to_one():
    flow, params = blocks(models=1)
    line = torch.linspace(-12, 12, 241, dtype=torch.float64)
    grid = torch.cartesian_prod(line, line)
    density = vmap(flow.log_density)(params, grid[None])[0].exp()
    assert float(density.sum() * 0.1**2) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize("beta", [1.0, -0.1])
def test_a_constant_without_an_inverse_is_refused(beta):
    with pytest.raises(ValueError, match="need not have an inverse"):
        ResidualFlow(beta)
