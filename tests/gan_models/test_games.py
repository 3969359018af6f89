"""The minimax games: values, slopes, and orbits against loops by hand."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from gan_models import games
from gan_models.games import both_descend, orbit, players, zero_sum
from gan_models.optimisers import SGD
from gan_models.play import Consensus
from gan_models.updates import alternating, simultaneous

F64 = torch.float64
AT = {"x": 1.7, "y": -0.6}
STRENGTHS = {"a": 0.8, "b": -1.3, "c": 2.1}
SLOPES = {
    games.exercise: ({}, (8 * AT["x"], -8 * AT["y"])),
    games.bilinear: ({}, (AT["y"], AT["x"])),
    games.quadratic: (STRENGTHS, (0.8 * AT["x"] - 1.3 * AT["y"], -1.3 * AT["x"] - 2.1 * AT["y"])),
}


@pytest.mark.parametrize("value", SLOPES, ids=lambda f: f.__name__)
@pytest.mark.parametrize(("made", "sign"), [(zero_sum, -1), (both_descend, 1)])
def test_slopes_are_the_derivatives_by_hand(value, made, sign):
    given, (of_x, of_y) = SLOPES[value]
    x, y = (torch.tensor(v, dtype=F64, requires_grad=True) for v in AT.values())
    losses = made(value)(players(x, y), {n: torch.tensor(v, dtype=F64) for n, v in given.items()})
    assert float(torch.autograd.grad(losses.generator, x, retain_graph=True)[0]) == pytest.approx(of_x, rel=1e-15)
    assert float(torch.autograd.grad(losses.discriminator, y)[0]) == pytest.approx(sign * of_y, rel=1e-15)


def test_an_orbit_begins_at_the_start_and_keeps_every_point_or_some():
    start = players(torch.tensor([1.0, 2.0], dtype=F64), torch.tensor([0.5, 0.0], dtype=F64))
    whole = orbit(zero_sum(games.exercise), simultaneous, start, (0.1, 0.05), 12)
    k = np.arange(13)[:, None]
    expected = np.stack([0.2**k * [1.0, 2.0], 0.6**k * [0.5, 0.0]], axis=-1).transpose(1, 0, 2)
    np.testing.assert_allclose(whole.points.numpy(), expected, rtol=1e-12)
    np.testing.assert_array_equal(whole.rates.numpy(), [[0.1, 0.05]] * 2)
    some = orbit(zero_sum(games.exercise), simultaneous, start, (0.1, 0.05), 12, keep=5)
    torch.testing.assert_close(some.points, whole.points[:, [0, 5, 10]], rtol=0, atol=0)


def test_each_model_may_have_a_game_of_its_own():
    given = {n: torch.tensor([v, 2 * v], dtype=F64) for n, v in STRENGTHS.items()}
    start = players(torch.ones(2, dtype=F64), torch.ones(2, dtype=F64))
    for update in (simultaneous, alternating):
        both = orbit(zero_sum(games.quadratic), update, start, (0.1, 0.1), 5, given)
        for model in (0, 1):
            own = {n: v[[model]] for n, v in given.items()}
            first = players(*(torch.ones(1, dtype=F64),) * 2)
            alone = orbit(zero_sum(games.quadratic), update, first, (0.1, 0.1), 5, own)
            torch.testing.assert_close(both.points[[model]], alone.points, rtol=1e-14, atol=0)
        assert not torch.allclose(both.points[0], both.points[1])


def test_an_orbit_may_be_played_in_another_way():
    start = players(torch.ones(1, dtype=F64), torch.zeros(1, dtype=F64))
    plain = orbit(zero_sum(games.bilinear), simultaneous, start, (0.1, 0.1), 50).points.norm(dim=-1)
    drawn = orbit(Consensus(zero_sum(games.bilinear), SGD(), 0.5), simultaneous, start, (0.1, 0.1), 50).points.norm(
        dim=-1
    )
    assert plain[0, -1] > 1.2
    assert drawn[0, -1] < 0.2
