import pytest
import torch
from scipy.integrate import quad

from gan_models.curve_vae import CurveVae, curve, train
from gan_models.streams import Streams


@pytest.fixture(scope="module")
def learnt():
    return train(CurveVae(epochs=2, steps=10), Streams.of(0, 2))


def one(learnt):
    """The last parameters of the second model, and its first point."""
    return {name: value[1, -1] for name, value in learnt.kept.items()}, learnt.points[1, 0]


def test_the_elbo_is_that_of_scipy(learnt):
    params, x = one(learnt)
    mean, deviation = (float(a) for a in learnt.recipe.q(params, x[None]))
    law = torch.distributions.Normal(torch.tensor(mean, dtype=torch.float64), deviation)  # of floats it is single

    def inside(z):
        place = torch.tensor(z, dtype=torch.float64)
        joint = learnt.recipe.log_likelihood(params, x, place) + torch.distributions.Normal(0, 1).log_prob(place)
        return float(law.log_prob(place).exp() * (joint - law.log_prob(place)))

    expected = quad(inside, mean - 9 * deviation, mean + 9 * deviation, epsabs=1e-10)[0]
    assert float(learnt.elbo[1, -1, 0]) == pytest.approx(expected, abs=1e-7)


def test_the_likelihood_is_that_of_torch(learnt):
    params, x = one(learnt)
    z = learnt.line.points[40:44]
    weights = {name: params[f"decoder.{name}"] for name in ("0.weight", "0.bias", "2.weight", "2.bias")}
    middle = torch.tanh(z[:, None] @ weights["0.weight"].T + weights["0.bias"])
    law = torch.distributions.Normal(middle @ weights["2.weight"].T + weights["2.bias"], learnt.recipe.deviation)
    found = learnt.likelihood(learnt.line.points)[40:44, 1, -1, 0]
    torch.testing.assert_close(found, law.log_prob(x).sum(-1).exp())


def test_densities_have_mass_one_on_the_grid(learnt):
    grid = learnt.line
    for density in (learnt.prior, learnt.q):
        mass = (density(grid.points) * grid.weights[:, None, None, None]).sum(0)
        torch.testing.assert_close(mass, torch.ones_like(mass))


def test_models_are_kept_before_training_and_after_each_epoch(learnt):
    weight = learnt.kept["decoder.2.weight"]
    assert weight.shape[:2] == (2, 3)
    assert not torch.equal(weight[:, 0], weight[:, 1])
    start = learnt.recipe.decoder.start(Streams.of(0, 2).seeds("decoder"), torch.float64)
    assert torch.equal(weight[:, 0], start["2.weight"])
    assert learnt.losses.shape == (2, 20)


def test_data_lie_about_a_parabola():
    along = torch.tensor([[2.0, 0.0, 0.0], [0.0, 1.0, -1.0]])
    assert curve(along).tolist() == [[2.0, 2.0], [pytest.approx(0.3), pytest.approx(-0.3)]]
