"""The one-dimensional GAN of homework C, its map of learning rates, and where its linearisation puts the boundary."""

from dataclasses import replace
from math import log

import numpy as np
import pytest
import torch

from gan_models.gaussian_gan import DTYPE, Curves, Examples, Recipe, examples, run
from gan_models.linearisation import derivative, modulus
from gan_models.optimisers import SGD
from gan_models.play import Losses, Play, Players, State
from gan_models.rate_map import OUTCOMES, Grid, boundary, classified, equilibrium, sweep, turns
from gan_models.streams import Streams
from gan_models.updates import alternating, simultaneous

MODELS = 6
SHORT = Recipe(steps=600)


@pytest.fixture(scope="module")
def full_batch() -> Curves:
    return run(SHORT, Streams.of(0, MODELS))


def test_the_full_batch_finds_mean_and_spread_of_the_data(full_batch):
    real = full_batch.examples.real
    torch.testing.assert_close(full_batch.means[-1], real.mean((1, 2)), atol=0.02, rtol=0)
    torch.testing.assert_close(full_batch.deviations[-1], real.std((1, 2), correction=0), atol=0.05, rtol=0)


def test_at_the_end_the_losses_are_log_2_and_log_4_and_the_verdict_is_a_half(full_batch):
    assert full_batch.generator[-1].numpy() == pytest.approx(np.full(MODELS, log(2)), abs=2e-3)
    assert full_batch.discriminator[-1].numpy() == pytest.approx(np.full(MODELS, log(4)), abs=2e-3)
    near = (full_batch.grid[:, 0] - SHORT.mean).abs() <= SHORT.deviation
    assert full_batch.logits[-1][:, near].abs().max() < 0.1


def test_one_example_at_a_time_has_noisier_losses(full_batch):
    gentle = replace(SHORT, steps=400, generator_rate=0.01, discriminator_rate=0.02)
    one = run(replace(gentle, batch=1), Streams.of(0, MODELS))
    whole = run(gentle, Streams.of(0, MODELS))
    for name in ("generator", "discriminator"):
        noisy, smooth = (getattr(c, name)[1:].diff(dim=0).abs().median(0).values for c in (one, whole))
        assert (noisy > 3 * smooth).all()


def test_some_models_alone_repeat_what_they_did_among_others(full_batch):
    alone = run(SHORT, Streams(0, (3,)))
    torch.testing.assert_close(alone.means[:, 0], full_batch.means[:, 3], rtol=1e-9, atol=1e-9)


def test_the_rest_point_does_not_move():
    given = examples(SHORT, Streams.of(1, 3))
    rest = equilibrium(given)
    for updates, batch in (("simultaneous", given), ("alternating", (given, given))):
        recipe = replace(SHORT, updates=updates)
        state = recipe.play().start(rest, (0.5, 0.5))
        after, _ = torch.func.vmap(recipe.step())(state, batch)
        for old, new in zip(rest, after.players, strict=True):
            for name in old:
                torch.testing.assert_close(new[name], old[name], atol=1e-12, rtol=0)


@pytest.mark.parametrize(("eta", "stable"), [(0.24, True), (0.26, False)])
def test_the_linearisation_knows_the_bound_of_homework_e(eta, stable):
    def game(players, batch):
        f = 4 * players.generator["x"] ** 2 - 4 * players.discriminator["y"] ** 2
        return Losses(f, -f)

    zero = torch.zeros(1, dtype=DTYPE)
    step = simultaneous(Play(game, SGD()))
    state = Play(game, SGD()).start(Players({"x": zero}, {"y": zero}), (eta, eta))
    found = float(modulus(step, state, ()))
    assert found == pytest.approx(abs(1 - 8 * eta))
    assert (found < 1) is stable


def test_alternating_steps_of_the_bilinear_game_keep_modulus_1():
    def game(players, batch):
        f = players.generator["x"] * players.discriminator["y"]
        return Losses(f, -f)

    zero = torch.zeros((), dtype=DTYPE)
    state = State(Players({"x": zero}, {"y": zero}), Players({}, {}), Players(zero + 0.7, zero + 0.7))
    matrix = derivative(alternating(Play(game, SGD())), state, ())
    assert np.abs(np.linalg.eigvals(matrix.numpy())) == pytest.approx([1.0, 1.0])
    both = derivative(simultaneous(Play(game, SGD())), state, ())
    assert np.abs(np.linalg.eigvals(both.numpy())) == pytest.approx([(1 + 0.49) ** 0.5] * 2)


def test_training_keeps_to_the_boundary_of_the_linearisation():
    """Started near the rest point, a model comes back if its own data give a modulus below 1, and leaves if above."""
    recipe = replace(SHORT, steps=500, updates="simultaneous")
    streams = Streams(2, (0, 1, 2, 3) * 3)
    rates = torch.tensor([0.2, 0.3, 0.4], dtype=DTYPE).repeat_interleave(4)
    given = examples(recipe, streams)
    rest = equilibrium(given)
    near = Players(rest.generator, {k: v + 1e-3 for k, v in rest.discriminator.items()})
    state = recipe.play().start(near, (0.1, rates))
    away = run(recipe, streams, state).logits[-1].abs().amax(-1)
    stable = modulus(recipe.step(), state._replace(players=rest), given) < 1
    assert 0 < int(stable.sum()) < len(stable)
    assert torch.equal(away < 1e-3, stable)
    assert torch.equal(away > 0.1, ~stable)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_is_told_from_the_others(outcome):
    rows = torch.arange(40.0, dtype=DTYPE)[:, None]
    flat = torch.ones_like(rows)
    means = {
        "converged": flat,
        "oscillating": 1 + torch.sin(rows / 2),
        "collapsed": 1 + torch.sin(rows / 2),
        "diverged": flat * float("nan"),
        "on the way": 0.2 + rows / 1000,
    }[outcome]
    deviations = 0.01 * flat if outcome == "collapsed" else flat
    real = torch.tensor([[[0.0], [2.0]]], dtype=DTYPE)  # mean 1, deviation 1
    assert OUTCOMES[int(classified(means, deviations, Examples(real, real)))] == outcome


def test_turns_are_counted_in_the_second_half():
    wave = torch.tensor([0.0, 5, 0, 5, 0, 1, 2, 1, 2, 3])[:, None]
    assert int(turns(wave)) == 2


def test_a_small_map_has_all_its_parts_and_repeats():
    grid = Grid(replace(SHORT, steps=100), points=2, seeds=2)
    one, two = sweep(grid), sweep(grid)
    assert one.shares.shape == (len(OUTCOMES), 2, 2)
    assert torch.equal(one.shares, two.shares)
    torch.testing.assert_close(one.shares.sum(0), torch.ones(2, 2, dtype=DTYPE))
    torch.testing.assert_close(one.modulus, boundary(grid))
