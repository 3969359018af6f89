"""Best-response dynamics: the answers are best ones by enumeration, and orbits rest where they should."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from numerics import zero_one_gan_dynamics as dynamics
from numerics import zero_one_gan_sampled as sampled
from numerics.randomness import generator
from numerics.zero_one_gan_dynamics import Pair

M, IMAGES = 3, 5
VERDICTS = [np.array(v) for v in product((0, 1), repeat=IMAGES)]
LISTS = [np.array(g) for g in product(range(IMAGES), repeat=M)]


def pairs(seed, count):
    rng = generator(seed)
    return [Pair(rng.integers(2, size=IMAGES), rng.integers(IMAGES, size=M)) for _ in range(count)]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("check", [dynamics.discriminator, dynamics.saddle_points])
def test_random_orbits_support_the_claims_and_no_wrong_variant(check, seed):
    found = check(generator(seed), 1.0)
    assert (found.witness, found.missing, found.alpha) == (None, None, 0.0)
    assert found.cases > 100
    assert all(control.rejected for control in found.controls)


def test_linear_programming_finds_the_least_loss_of_all_discriminators():
    drawn = pairs(0, 60)
    least = [min(Pair(v, at.made).loss for v in VERDICTS) for at in drawn]
    assert np.allclose(dynamics.leasts(drawn), least, atol=dynamics.CLOSE)
    assert len(set(least)) > 2


def test_the_discriminators_answer_has_the_least_loss_in_any_order():
    for at in pairs(1, 40):
        least = min(Pair(v, at.made).loss for v in VERDICTS)
        assert dynamics.judged(at, np.arange(IMAGES)).loss == least
        assert dynamics.judged(at, np.arange(IMAGES)[::-1]).loss == least


def test_a_list_is_answered_when_no_other_list_has_a_greater_loss():
    seen = [(dynamics.answered(at), at.loss == max(Pair(at.verdicts, g).loss for g in LISTS)) for at in pairs(2, 80)]
    assert all(claim == brute for claim, brute in seen)
    assert {claim for claim, _ in seen} == {True, False}


def test_the_generators_answer_has_the_greatest_loss_and_a_best_list_stays():
    rng = generator(3)
    for at in pairs(3, 40):
        after = dynamics.deceived(at, rng)
        assert after.loss == max(Pair(at.verdicts, g).loss for g in LISTS)
        assert after is at or not dynamics.answered(at)


def test_answers_without_chance_rest_at_a_saddle_point_and_go_round_elsewhere():
    once = np.arange(6)
    assert len(dynamics.ending(Pair(np.ones(9, dtype=np.int64), once))) == 1
    assert len(dynamics.ending(Pair(np.zeros(9, dtype=np.int64), once))) == 1
    assert len(dynamics.ending(Pair(np.ones(6, dtype=np.int64), np.array([0, 0, 1, 2, 3, 4])))) == 2


def test_the_answers_of_many_games_at_once_are_best_ones():
    drawn = pairs(4, 50)
    verdicts, losses = sampled.answer(np.array([at.made for at in drawn]), IMAGES)
    for at, v, loss in zip(drawn, verdicts, losses, strict=True):
        assert Pair(v, at.made).loss == loss == min(Pair(w, at.made).loss for w in VERDICTS)


def test_the_best_lists_of_many_games_at_once_are_those_that_are_answered():
    drawn = pairs(5, 200)
    found = sampled.best_lists(np.array([at.verdicts for at in drawn]), np.array([at.made for at in drawn]))
    assert found.tolist() == [dynamics.answered(at) for at in drawn]
    assert 0 < found.sum() < len(drawn)


def test_replies_are_uniform_on_the_images_called_genuine():
    verdicts = np.tile([0, 1, 1, 0, 1], (40_000, 1))
    shares = np.bincount(sampled.reply(generator(6), verdicts, 3).ravel(), minlength=5) / 120_000
    assert shares[[0, 3]].tolist() == [0, 0]
    assert np.allclose(shares[[1, 2, 4]], 1 / 3, atol=0.01)


def test_the_chain_loses_nothing_and_its_first_step_is_a_permutation():
    assert abs(sum(sampled.moves((sampled.M, sampled.OTHERS)).values()) - 1) < 1e-12
    assert abs(sampled.absorbed(1) - 120 / 8**5) < 1e-15
    assert sampled.absorbed(2) < sampled.absorbed(8) < 1
