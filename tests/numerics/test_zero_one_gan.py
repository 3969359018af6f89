"""Evidence on the zero-one game: each result is checked, every wrong variant rejected, wrong statements refuted."""

from __future__ import annotations

from importlib import import_module
from itertools import permutations, product
from math import factorial

import numpy as np
import pytest

from derivations.kernel.formulas import And, Eq, Iff, Implies, Not, Or, Sum, piecewise
from derivations.kernel.terms import num
from derivations.lemmas.counting_permutations import permutation
from derivations.proof import once
from derivations.results import results
from numerics import evidence, zero_one_gan
from numerics.priors import PRIORS
from numerics.randomness import generator
from numerics.truth import decide
from numerics.variants import substituted
from numerics.zero_one_gan import Game, best_verdicts, differ, games, missing, saddle, small_game
from tests.numerics.topic_checks import assert_checked, assert_supported, with_statement

TOPIC = import_module("derivations.zero_one_gan")
GAME = import_module("derivations.lemmas.zero_one_game")
RESULTS = sorted(r.id.partition(".")[2] for r in results(TOPIC))
m, i, D, x = GAME.m, GAME.i, GAME.D, GAME.x
COPIES = TOPIC.copies(i)
DATA, REST = GAME.optimal().args
ONCE = GAME.below(i, And(Implies(Eq(COPIES, 0), D(x(i))), Implies(COPIES >= 1, Not(D(x(i))))))
REPEATED = Sum(piecewise(COPIES >= 2, 1), i, m)


@pytest.mark.parametrize("name", RESULTS)
def test_a_proved_result_is_checked_and_every_wrong_variant_rejected(name):
    assert_checked(TOPIC, name)


@pytest.mark.parametrize("name", sorted(zero_one_gan.CHECKS))
def test_what_the_enumeration_finds_supports_the_claim(name):
    assert_supported(zero_one_gan.CHECKS[name], 1)  # nothing in it is random


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        pytest.param("discriminator", DATA, ONCE, id="discriminator: one copy must be generated"),
        pytest.param("discriminator", And(DATA, REST), DATA, id="discriminator: off the data all is free"),
        pytest.param("discriminator", And(DATA, REST), And(DATA, REST, GAME.rejects_all()), id="discriminator: none"),
        pytest.param("fixed_discriminator", GAME.gain() <= m, GAME.gain() <= m - 1, id="fixed: a gain below m"),
        pytest.param(
            "fixed_discriminator", Or(GAME.fools(), GAME.rejects_all()), GAME.fools(), id="fixed: always fooled"
        ),
        pytest.param("generator", 2 * m, m, id="generator: (m − k)/m"),
        pytest.param("generator", GAME.without_copy(), REPEATED, id="generator: k of more than one copy"),
        pytest.param("saddle_points", GAME.all_or_nothing(), GAME.all_or_nothing().args[0], id="saddle: all data"),
        pytest.param("saddle_points", GAME.all_or_nothing(), GAME.rejects_all(), id="saddle: nothing, only"),
        pytest.param("saddle_points", GAME.all_or_nothing(), Eq(num(0), 0), id="saddle: any discriminator"),
    ],
)
def test_a_wrong_statement_is_refuted_with_a_witness(name, right, wrong):
    changed = with_statement(TOPIC, name, lambda statement: substituted(statement, right, wrong))
    found = evidence.check(changed, seed=11, budget="quick")
    assert found.status == "refuted", found.detail
    assert found.witness


# The enumeration
def losses_by_hand(game, genuine, generated):
    """How many verdicts are wrong, image by image."""
    return sum(u not in genuine for u in range(game.m)) + sum(u in genuine for u in generated)


def test_the_table_of_losses_is_counted_image_by_image():
    for game in (Game(1, 0), Game(1, 2), Game(2, 1), Game(3, 1)):
        for d, verdicts in enumerate(game.verdicts):
            genuine = set(np.flatnonzero(verdicts))
            found = [losses_by_hand(game, genuine, generated) for generated in game.lists]
            assert found == game.losses[d].tolist()


def test_all_games_with_up_to_four_images_are_enumerated():
    assert [(g.m, g.others) for g in games()] == [(a, b) for a in (1, 2, 3, 4) for b in range(a + 2)]
    for game in games():
        assert game.losses.shape == (2**game.images, game.images**game.m)
        assert {tuple(row) for row in game.lists.tolist()} == set(product(range(game.images), repeat=game.m))


def test_saddle_points_of_one_and_two_images_by_hand():
    """With one image and another one: (∅, x), ({x}, x), ({x, y}, x), and never the generator's y."""
    game = Game(1, 1)
    found = {(tuple(game.verdicts[d]), tuple(game.lists[g])) for d, g in np.argwhere(saddle(game))}
    assert found == {((0, 0), (0,)), ((1, 0), (0,)), ((1, 1), (0,))}
    game = Game(2, 0)
    found = {(tuple(game.verdicts[d]), tuple(game.lists[g])) for d, g in np.argwhere(saddle(game))}
    assert found == {(verdicts, order) for verdicts in ((0, 0), (1, 1)) for order in permutations((0, 1))}


def test_every_order_of_the_data_is_a_permutation_and_nothing_else():
    for game in games():
        rows = game.lists[game.permutations].tolist()
        assert sorted(map(tuple, rows)) == sorted(permutations(range(game.m)))
        assert len(rows) == factorial(game.m)
        assert (missing(game) == 0).sum() == len(rows)


def test_one_copy_leaves_the_discriminator_free():
    game = Game(1, 0)
    assert best_verdicts(game).tolist() == [[True], [True]]
    assert best_verdicts(game, once="generated").tolist() == [[True], [False]]


def test_a_difference_is_shown_with_the_players():
    game = Game(1, 1)
    wrong = game.losses.copy()
    wrong[2, 1] += 1
    assert differ(game, "the loss", game.losses, game.losses) is None
    expected = "1 genuine and 1 other images exist, genuine is said of [0], generated are [1]: the loss is 0, not 1"
    assert differ(game, "the loss", game.losses, wrong) == expected


# The games on which the statements are tried
def test_the_drawn_games_satisfy_what_is_given_and_are_of_every_kind():
    rng, saddles, off, repeated = generator(4), 0, 0, 0
    names = {v.data: v for v in (m, x, D, GAME.g, GAME.h)}
    for _ in range(80):
        point = {names[name]: value for name, value in small_game(rng).items()}
        assert all(decide(formula, point).value for formula in GAME.GIVEN)
        saddles += decide(GAME.saddle(), point).value is True
        off += decide(permutation(), point).value is False
        repeated += decide(GAME.below(i, COPIES <= 1), point).value is False
    assert min(saddles, off, repeated) > 5
    assert {f"zero_one_gan.{name}" for name in RESULTS} <= set(PRIORS)


def test_the_statement_is_decided_at_every_drawn_game():
    proof, rng = once(TOPIC.saddle_points), generator(7)
    names = {v.data: v for v in proof.statement.free}
    for _ in range(30):
        point = {names[name]: value for name, value in small_game(rng).items() if name in names}
        assert decide(proof.statement, point).value is True
        never = Iff(GAME.saddle(), And(TOPIC.one_each(), GAME.rejects_all()))
        assert decide(Implies(GAME.below(i, D(x(i))), never), point).value is not None
