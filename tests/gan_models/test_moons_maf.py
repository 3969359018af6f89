"""The flow of homework B.1: its density, its samples, its training, and that a stopped run goes on to the same bits.

One that is killed by signal 9, twice, is in test_killed.py.
"""

from dataclasses import replace
from math import log, pi

import pytest

from gan_models.backend import torch
from gan_models.recipes.flow import FlowRecipe, points
from gan_models.trainer import loop, together
from tests.gan_models.stopped_runs import trained, untimed

SMALL = FlowRecipe(points=600, held_out=300, hidden=(16,), epochs=3, batch=100, threads=1, grids=(1,))


@pytest.fixture
def flow():
    """The network, and parameters in float64 that are not those of the start."""
    network = SMALL.network()
    params = {n: v.double() if v.is_floating_point() else v for n, v in network.start(5).items()}
    generator = torch.Generator().manual_seed(0)
    for name in network.trained:
        params[name] = params[name] + 0.1 * torch.randn(params[name].shape, generator=generator, dtype=torch.float64)
    return network, params


def test_the_density_is_that_of_the_noise_under_the_inverse(flow):
    """log p(x) = log N(u) − log |det ∂x/∂u| for x made from u, with the Jacobian by automatic differentiation."""
    network, params = flow
    noise = torch.randn(5, 2, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    made = points(network, params, noise)
    for u, x in zip(noise, made, strict=True):
        jacobian = torch.func.jacrev(lambda v: network(params, v[None], True)[0])(u)
        expected = -u.square().sum() / 2 - log(2 * pi) - jacobian.det().abs().log()
        assert network(params, x[None])[0].item() == pytest.approx(expected.item(), abs=1e-9)
        assert jacobian[0, 1].abs() + jacobian[1, 0].abs() > 0.01  # the coordinates change places between the layers


def test_the_density_has_integral_one(flow):
    """By the rule of rectangles on a fine grid, beyond which the flow has next to nothing."""
    network, params = flow
    places = torch.arange(-12, 12, 0.1, dtype=torch.float64)
    grid = torch.cartesian_prod(places, places)
    with torch.no_grad():
        total = torch.stack([network(params, part).exp().sum() for part in grid.split(200_000)]).sum() * 0.1**2
    assert total.item() == pytest.approx(1, abs=1e-4)


def test_a_step_of_the_loop_is_one_of_torch_optim_adam():
    run = SMALL.run(seed=3)
    state = run.task.start()
    network = SMALL.network().build()
    network.load_state_dict({name: value.clone() for name, value in state.players.generator.items()})
    optimiser = torch.optim.Adam(network.parameters(), lr=SMALL.rate)
    for i in range(3):
        batch = run.task.draw(torch.arange(100 * i, 100 * (i + 1)))
        optimiser.zero_grad()
        loss = -network(batch[0]["real"]).mean()
        loss.backward()
        optimiser.step()
        state, losses = run.task.step(state, batch)
        assert losses.generator.item() == pytest.approx(loss.item(), abs=1e-6)
    for name, value in network.state_dict().items():
        torch.testing.assert_close(state.players.generator[name], value, rtol=1e-4, atol=1e-6)


def test_the_log_likelihood_comes_near_that_of_the_law(tmp_path):
    """After 400 steps; nothing can come above it but by the chance of 2,000 points, which is far less than 0.05."""
    recipe = replace(SMALL, points=4000, held_out=2000, hidden=(32, 32), epochs=10)
    run = recipe.run(seed=0)
    rows = list[dict]()
    training = loop.Training(run.task, run.random, tmp_path / "checkpoint")
    together.run([training], [rows.append])
    gaps = [row["kl"] for row in rows]
    assert gaps[0] > 0.5
    assert -0.05 < gaps[-1] < 0.45
    assert {row["true_log_likelihood"] for row in rows} == {rows[0]["true_log_likelihood"]}
    for row in rows:
        assert row["kl"] == pytest.approx(row["true_log_likelihood"] - row["log_likelihood"])
    noise = torch.randn(2000, 2, generator=torch.Generator().manual_seed(0))
    made = points(recipe.network(), training.state.players.generator, noise)
    near = [(recipe.law.log_density(x.double()) > -5).double().mean().item() for x in (made, noise)]
    assert near[0] > 0.85  # five nats below the density of a moon; 99 of 100 points of the data are nearer
    assert near[1] < 0.5


def test_the_points_held_out_are_others_and_another_seed_draws_others():
    recipe = replace(SMALL, held_out=SMALL.points)
    first, second = recipe.run(0), recipe.run(1)
    batches = [run.task.draw(torch.arange(SMALL.points))[0]["real"] for run in (first, second)]
    assert not torch.isin(batches[0], batches[1]).any()
    exact = SMALL.law.log_density(batches[0].double()).mean().item()
    assert first.task.inspect(first.task.start(), {})["true_log_likelihood"] != pytest.approx(exact, abs=1e-4)


def test_a_run_that_is_stopped_ends_with_the_same_bits_and_the_same_picture(tmp_path):
    runs = {"whole": [], "stopped": [4, 7, 1]}
    whole, stopped = (trained(tmp_path / name, "moons-maf", SMALL, stops) for name, stops in runs.items())
    assert stopped.weights_file.read_bytes() == whole.weights_file.read_bytes()
    assert untimed(stopped) == untimed(whole)
    assert [p.name for p in stopped.grids] == ["epoch-0001.png", "epoch-0003.png"]
    assert [p.read_bytes() for p in stopped.grids] == [p.read_bytes() for p in whole.grids]


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"layers": 0}, "layers is 0"),
        ({"threads": -1}, "threads is -1"),
        ({"batch": 601}, "there are only 600 points"),
        ({"noise": 0.0}, "without noise there is no density"),
        ({"hidden": ()}, "hidden is empty"),
        ({"rate": 0.0}, "rate is 0"),
    ],
)
def test_settings_that_make_no_sense_are_refused(settings, complaint):
    with pytest.raises(ValueError, match=complaint):
        replace(SMALL, **settings)
