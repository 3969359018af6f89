"""Measured rates of random games: right bounds hold at every one of them, bounds off by 1e-5 do not."""

from __future__ import annotations

import numpy as np
import pytest

from numerics import minimax_rates
from numerics.minimax_rates import Games
from numerics.randomness import generator


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("check", [minimax_rates.general_step_size, minimax_rates.separate_step_sizes])
def test_random_games_support_the_bound_and_reject_those_off_by_little(check, seed):
    found = check(generator(seed), 1.0)
    assert (found.witness, found.missing, found.alpha) == (None, None, 0.0)
    assert found.cases >= minimax_rates.GAMES
    assert sum(f"{minimax_rates.SHARP:g}" in control.claim for control in found.controls) >= 2
    assert all(control.rejected for control in found.controls)


def test_lengths_and_recurrence_measure_the_same_rate_where_orbits_shrink_evenly():
    one = np.ones(1)
    games = Games(2 * one, 3 * one, 2 * one, 0.1 * one, 0.1 * one)
    at = (0.6 * one, -0.8 * one)
    assert abs(np.exp(games.lengths(at)[0]) - np.hypot(0.8, 0.3)) < 1e-14
    assert abs(games.recurrence(at)[0] - np.hypot(0.8, 0.3)) < 1e-13


def test_the_recurrence_measures_the_greater_of_two_real_rates():
    one = np.ones(1)
    games = Games(one, 0 * one, 4 * one, 0.1 * one, 0.3 * one)
    assert abs(games.recurrence((one, one))[0] - 0.9) < 1e-12


def test_half_of_the_games_lie_on_either_side_of_their_bound():
    games = minimax_rates.near_either(generator(1), 4000)
    rates = games.recurrence(minimax_rates.start(generator(2), 4000))
    assert 0.4 < np.mean(rates < 1) < 0.6
    assert np.median(np.abs(rates - 1)) < 1e-3
