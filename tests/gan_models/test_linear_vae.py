import pytest
import torch
from torch.distributions import MultivariateNormal, Normal

from gan_models.linear_vae import Law, LinearVae, elbo, nodes, spread, train
from gan_models.streams import Streams


def random_model(diagonal=False):
    rng = torch.Generator().manual_seed(4)
    shapes = {"W": (3, 2), "b": (3,), "log_s": (), "A": (2, 3), "c": (2,), "L": (2, 2)}
    params = {name: 0.5 * torch.randn(shape, generator=rng, dtype=torch.float64) for name, shape in shapes.items()}
    return params, torch.randn(3, generator=rng, dtype=torch.float64)


def laws(params, diagonal):
    root = spread(params, diagonal)
    prior = MultivariateNormal(torch.zeros(2).double(), torch.eye(2).double())
    return prior, lambda x: MultivariateNormal(params["A"] @ x + params["c"], root @ root.T)


@pytest.mark.parametrize("diagonal", [False, True])
def test_each_sample_is_the_log_ratio_of_joint_law_and_encoder(diagonal):
    params, x = random_model()
    noise = torch.randn(5, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    prior, encoder = laws(params, diagonal)
    z = encoder(x).mean + noise @ spread(params, diagonal).T
    decoder = Normal(z @ params["W"].T + params["b"], params["log_s"].exp())
    expected = decoder.log_prob(x).sum(-1) + prior.log_prob(z) - encoder(x).log_prob(z)
    torch.testing.assert_close(elbo(params, x, noise, diagonal), expected)


def test_the_nodes_average_quadratic_functions_exactly_and_quartic_ones_not():
    points = nodes(3)
    matrix = torch.tensor([[2.0, 1.0, 0.0], [0.0, 1.0, -1.0], [3.0, 0.0, 5.0]], dtype=torch.float64)
    quadratic = 1 + points.sum(-1) + torch.einsum("ni,ij,nj->n", points, matrix, points)
    assert float(quadratic.mean()) == pytest.approx(1 + 8)
    assert float((points[:, 0] * points[:, 1]).square().mean()) == 0  # under N(0, I) it is 1


def test_at_the_posterior_no_noise_gives_the_encoder_a_slope():
    params, x = random_model()
    square = params["W"].T @ params["W"] + params["log_s"].exp() ** 2 * torch.eye(2).double()
    inverse = torch.linalg.inv(square)
    root = torch.linalg.cholesky(params["log_s"].exp() ** 2 * inverse)
    gain = inverse @ params["W"].T
    params |= {"A": gain, "c": -gain @ params["b"], "L": root.tril(-1) + root.diagonal().log().diag()}
    noise = torch.randn(7, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(1))

    def slope(changed):
        return torch.func.grad(lambda own: elbo({**changed, **own}, x, noise, False).mean())(
            {name: changed[name] for name in ("A", "c", "L")}
        )

    assert max(float(s.abs().max()) for s in slope(params).values()) < 1e-10
    moved = params | {"c": params["c"] + 0.1}
    assert max(float(s.abs().max()) for s in slope(moved).values()) > 1e-3


def test_a_fixed_decoder_stays_and_the_other_one_learns_the_law_of_the_data():
    streams = Streams.of(0, 4)
    fixed = train(LinearVae(fixed=True, steps=20), streams)
    law = Law.of(fixed.recipe, streams)
    assert torch.equal(fixed.params["W"], law.loading)
    learnt = train(LinearVae(steps=300), streams)
    covariance = law.loading @ law.loading.mT + 0.64 * torch.eye(3)
    own = learnt.params["W"] @ learnt.params["W"].mT + learnt.params["log_s"].exp()[:, None, None] ** 2 * torch.eye(3)
    assert float((own - covariance).norm() / covariance.norm()) < 0.25


def test_data_have_the_moments_of_their_law():
    streams = Streams.of(3, 2)
    law = Law.of(LinearVae(), streams)
    drawn = law.draw(streams.generators("many", torch.float64), 100, 400).flatten(1, 2)
    torch.testing.assert_close(drawn.mean(1), law.centre, atol=0.05, rtol=0)
    expected = law.loading @ law.loading.mT + 0.64 * torch.eye(3)
    found = torch.stack([x.T.cov() for x in drawn])
    assert float((found - expected).norm() / expected.norm()) < 0.05


@pytest.mark.parametrize("diagonal", [False, True])
def test_a_diagonal_encoder_is_diagonal(diagonal):
    learnt = train(LinearVae(diagonal=diagonal, fixed=True, steps=30), Streams.of(0, 3))
    off = learnt.covariance[:, 0, 1]
    assert bool((off == 0).all()) == diagonal
