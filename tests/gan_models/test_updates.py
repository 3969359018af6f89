"""The updates against loops in NumPy, one model against many, compiled against eager; inputs stay as they were."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest
import torch
from scipy.linalg import expm

from gan_models import games
from gan_models.experiment import one_thread
from gan_models.networks import dense
from gan_models.optimisers import SGD, Adam
from gan_models.play import ROLES, Losses, Play, Players
from gan_models.training import train
from gan_models.updates import (
    alternating,
    consensus,
    extragradient,
    flow,
    many,
    optimistic,
    simultaneous,
)

F64 = torch.float64
A, B, C = 0.7, -1.4, 0.9
ETA = np.array([0.15, 0.25])  # of x and of y
GIVEN = {"a": A, "b": B, "c": C}
START = np.array([[1.0, -0.5], [0.3, 2.0], [-1.2, 0.7]])
STEPS = 20
JACOBIAN = np.array([[A, B], [-B, C]])  # of the slopes (f_x, −f_y) of (a/2)x² + bxy − (c/2)y²


def v(z: np.ndarray) -> np.ndarray:
    return JACOBIAN @ z


def simultaneous_by_hand(z, last):
    return z - ETA * v(z), last


def discriminator_first_by_hand(z, last):
    x, y = z
    y = y + ETA[1] * (B * x - C * y)
    return np.array([x - ETA[0] * (A * x + B * y), y]), last


def generator_first_by_hand(z, last):
    x, y = z
    x = x - ETA[0] * (A * x + B * y)
    return np.array([x, y + ETA[1] * (B * x - C * y)]), last


def extragradient_by_hand(z, last):
    return z - ETA * v(z - ETA * v(z)), last


def optimistic_by_hand(z, last):
    now = v(z)
    return z - ETA * (2 * now - (now if last is None else last)), now


def consensus_by_hand(z, last):
    return z - ETA * (v(z) + 0.3 * JACOBIAN.T @ v(z)), last


def flow_by_hand(z, last):
    return expm(-np.diag(ETA) @ JACOBIAN) @ z, last


UPDATES = {
    "simultaneous": (simultaneous, simultaneous_by_hand),
    "alternating": (alternating, discriminator_first_by_hand),
    "alternating, x first": (partial(alternating, order=ROLES), generator_first_by_hand),
    "extragradient": (extragradient, extragradient_by_hand),
    "optimistic": (optimistic, optimistic_by_hand),
    "consensus": (partial(consensus, gamma=0.3), consensus_by_hand),
    "flow": (flow, flow_by_hand),
}


def played(update) -> np.ndarray:
    start = games.players(*torch.tensor(START, dtype=F64).unbind(1))
    given = {n: torch.full((len(START),), value, dtype=F64) for n, value in GIVEN.items()}
    rates = (float(ETA[0]), float(ETA[1]))
    return games.orbit(games.zero_sum(games.quadratic), update, start, rates, STEPS, given).points.numpy()


def by_hand(step) -> np.ndarray:
    orbits = []
    for start in START:
        z, last, points = start, None, [start]
        for _ in range(STEPS):
            z, last = step(z, last)
            points.append(z)
        orbits.append(points)
    return np.array(orbits)


@pytest.mark.parametrize("name", UPDATES)
def test_every_step_is_that_of_a_loop_by_hand(name):
    update, step = UPDATES[name]
    tolerance = 2e-4 if name == "flow" else 1e-13  # Runge-Kutta of fourth order against the exponential
    np.testing.assert_allclose(played(update), by_hand(step), rtol=0, atol=tolerance)


def test_the_updates_are_told_apart():
    ends = {name: played(update)[0, -1].round(3).tolist() for name, (update, _) in UPDATES.items()}
    assert len({tuple(end) for end in ends.values()}) == len(UPDATES)


def test_the_flow_is_of_fourth_order():
    def error(parts: int) -> float:
        start = games.players(torch.ones(1, dtype=F64), torch.zeros(1, dtype=F64))
        seen = games.orbit(games.zero_sum(games.bilinear), flow, start, (1 / parts, 1 / parts), parts).points[0, -1]
        return float(np.abs(seen.numpy() - [np.cos(1), np.sin(1)]).max())

    assert error(4) / error(8) == pytest.approx(2**4, rel=0.15)


# A small GAN
D, G = dense(1, 4, 1), dense(1, 3, 1)


def gan(players: Players, batch: Any) -> Losses:
    real, noise = batch
    fake = D(players.discriminator, G(players.generator, noise))
    return Losses(-fake.mean(), fake.sigmoid().mean() - D(players.discriminator, real).sigmoid().mean())


def state_of(count: int, optimiser=None):
    play = Play(gan, optimiser or Adam())
    players = Players(G.start(range(count), F64), D.start(range(50, 50 + count), F64))
    return play, play.start(players, (0.01, 0.02))


def batches_of(count: int, steps: int) -> Any:
    draw = torch.randn(2, 40, steps, 8, 1, generator=torch.Generator().manual_seed(3), dtype=F64)[:, :count]
    return draw[0], draw[1]


def trained(name: str, count: int, steps: int = 6, compiled: bool = False):
    play, state = state_of(count)
    pair = batches_of(count, steps)
    source = (pair, pair) if name.startswith("alternating") else pair
    step = many(UPDATES[name][0](play), compiled)
    return train(step, state, lambda steps: source, steps)


def leaves(tree: Any) -> list[torch.Tensor]:
    if isinstance(tree, torch.Tensor):
        return [tree]
    parts = tree.values() if isinstance(tree, dict) else tree
    return [leaf for part in parts for leaf in leaves(part)]


@pytest.mark.parametrize("name", UPDATES)
def test_a_model_does_the_same_alone_and_among_many(name):
    with one_thread():
        among, alone = trained(name, 40), trained(name, 1)
    for left, right in zip(leaves(among), leaves(alone), strict=True):
        torch.testing.assert_close(left[:1], right, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", UPDATES)
def test_a_step_leaves_its_input_as_it_was(name):
    play, state = state_of(3)
    real, noise = (part[:, 0] for part in batches_of(3, 1))
    batch: Any = ((real, noise),) * 2 if name.startswith("alternating") else (real, noise)
    before = [leaf.clone() for leaf in leaves((state, batch))]
    after, _ = many(UPDATES[name][0](play))(state, batch)
    assert all(map(torch.equal, before, leaves((state, batch))))
    assert not torch.equal(leaves(after.players)[0], leaves(state.players)[0])


@pytest.mark.filterwarnings("ignore:.*torch.jit.*deprecated:DeprecationWarning")  # of PyTorch, about itself
def test_compiled_and_eager_do_the_same():
    with one_thread():
        eager, compiled = trained("simultaneous", 5, 3), trained("simultaneous", 5, 3, compiled=True)
    for left, right in zip(leaves(eager), leaves(compiled), strict=True):
        torch.testing.assert_close(left, right, rtol=1e-9, atol=1e-12)


# Alternation, losses and the optimiser
def test_who_comes_later_may_have_a_batch_of_its_own():
    play, state = state_of(2, SGD())
    first, second = ((part[0][:, 0], part[1][:, 0]) for part in (batches_of(2, 2), batches_of(2, 1)))
    second = (second[0] + 1, second[1] - 1)
    after, _ = many(alternating(play))(state, (first, second))
    halfway, _ = torch.vmap(lambda s, b: _moved(play, s, b, "discriminator"))(state, first)
    end, _ = torch.vmap(lambda s, b: _moved(play, s, b, "generator"))(halfway, second)
    for left, right in zip(leaves(after.players), leaves(end.players), strict=True):
        torch.testing.assert_close(left, right, rtol=1e-13, atol=0)


def _moved(play: Play, state, batch, role):
    slope, losses = play.slope(role, state.players, batch)
    return play.moved(state, Players(slope, slope), role), losses


def test_a_player_may_move_several_times_in_a_round():
    start = games.players(torch.ones(1, dtype=F64), torch.ones(1, dtype=F64))
    order = ("discriminator", "discriminator", "generator")
    seen = games.orbit(games.zero_sum(games.exercise), partial(alternating, order=order), start, (0.1, 0.05), 2)
    np.testing.assert_allclose(seen.points[0].numpy(), [[1, 1], [0.2, 0.36], [0.04, 0.36**2]], rtol=1e-13)


def test_the_losses_are_those_before_the_step():
    play, state = state_of(1, SGD())
    batch = tuple(part[:, 0] for part in batches_of(1, 1))
    expected = torch.vmap(gan)(state.players, batch)
    for name in ("simultaneous", "extragradient", "optimistic", "consensus", "flow"):
        _, losses = many(UPDATES[name][0](play))(state, batch)
        torch.testing.assert_close(list(losses), list(expected), rtol=1e-13, atol=0)


def test_a_wrong_number_of_batches_is_an_error():
    play, state = state_of(2)
    with pytest.raises(ValueError, match="zip"):
        many(alternating(play))(state, (tuple(part[:, 0] for part in batches_of(2, 1)),))


def test_the_schedule_scales_the_rates_of_both_and_the_state_keeps_the_last():
    start = games.players(torch.ones(1, dtype=F64), torch.ones(1, dtype=F64))
    play = Play(games.zero_sum(games.exercise), SGD())
    state = train(many(simultaneous(play)), play.start(start, (0.1, 0.05)), None, 2, schedule=lambda t: 1.0 - t / 2)
    np.testing.assert_allclose(games.place(state.players)[0].numpy(), [0.2 * 0.6, 0.6 * 0.8], rtol=1e-14)
