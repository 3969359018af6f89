"""One way back through the discriminator serves both players, wherever a logit depends on its own image alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from torch import nn

from gan_models.backend import torch
from gan_models.data.images import load
from gan_models.image_games import GENERATOR_LOSSES, ImageGame
from gan_models.image_networks import Discriminator
from gan_models.play import Players
from gan_models.recipes.gan import GanRecipe
from gan_models.trainer.contest import Contest, FusedAdam, Module
from gan_models.trainer.shared import SharedContest

SMALL = {"generator_widths": (16, 32), "discriminator_widths": (32, 16), "noise": 8, "dropout": 0.0}
RECIPES = {
    "plain": GanRecipe(**SMALL),
    "saturating": GanRecipe(loss="saturating", **SMALL),
    "by class": GanRecipe(projection=True, **SMALL),
    "R1": GanRecipe(r1=0.5, **SMALL),
    "penalty": GanRecipe(loss="wasserstein", penalty=10.0, **SMALL),
    "spectral": GanRecipe(spectral=True, r1=0.5, **SMALL),
}
F32, F64 = torch.float32, torch.float64


def ready(recipe: GanRecipe, dtype: torch.dtype, bias: float = 0.0):
    """The game, two players and a batch; `bias` is added to every logit."""
    images = load("digits")
    lowered, raised = GENERATOR_LOSSES[recipe.loss]
    classes = 10 if recipe.projection else 0
    game = ImageGame(*recipe.players(images), lowered, raised, recipe.r1, recipe.penalty, classes)
    drawn = Players(game.generator.start(1), game.discriminator.start(2))
    players = Players(*({k: v.to(dtype) for k, v in params.items()} for params in drawn))
    last = "b.weight" if classes else "last.bias"
    players.discriminator[last] = players.discriminator[last] + bias
    source = torch.Generator().manual_seed(3)
    batch = {
        "real": (images.pixels[:20, None] / 127.5 - 1).to(dtype),
        "labels": images.labels[:20],
        "noise": torch.randn(20, 8, generator=source).to(dtype),
        "share": torch.rand(20, generator=source).to(dtype),
    }
    return game, players, batch


def slopes(kind, game, players, batch):
    """Of copies, since power iteration moves on what it is given."""
    own = Players(*({name: value.clone() for name, value in params.items()} for params in players))
    trained = {"generator": game.generator.trained, "discriminator": game.discriminator.trained}
    return kind(game, FusedAdam(), trained).slopes(own, batch)


def both(*given):
    return [slopes(kind, *given) for kind in (Contest, SharedContest)]


def agree(plain, shared, **close):
    for one, other in zip(plain[0], shared[0], strict=True):
        assert one.keys() == other.keys()
        for name, value in one.items():
            torch.testing.assert_close(other[name].to(value.dtype), value, **close)
    for one, other in zip(plain[1], shared[1], strict=True):
        torch.testing.assert_close(other.to(one.dtype), one, **close)


@pytest.mark.parametrize("name", RECIPES)
def test_the_slopes_are_those_of_two_ways_back(name):
    plain, shared = both(*ready(RECIPES[name], F64))
    assert any(value.abs().max() > 1e-3 for value in plain[0].generator.values())
    agree(plain, shared, rtol=1e-9, atol=1e-13)


@pytest.mark.parametrize("bias", [-1000.0, -300.0, -60.0, -20.0, 20.0, 60.0, 300.0])
@pytest.mark.parametrize("name", ["plain", "saturating"])
def test_they_are_also_where_one_player_has_won(name, bias):
    game, players, batch = ready(RECIPES[name], F64, bias)
    plain, shared = both(game, players, batch)
    agree(plain, shared, rtol=1e-9, atol=1e-60)
    agree(plain, slopes(SharedContest, *ready(RECIPES[name], F32, bias)), rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize("bias", [-300.0, -60.0])
def test_in_single_precision_the_generator_s_slope_is_right_to_the_last_digits_where_it_has_lost(bias):
    plain = slopes(Contest, *ready(RECIPES["plain"], F64, bias))[0].generator
    shared = slopes(SharedContest, *ready(RECIPES["plain"], F32, bias))[0].generator
    for name, value in plain.items():
        size = value.abs().max().item()
        assert size > 1e-4
        torch.testing.assert_close(shared[name].double(), value, rtol=1e-4, atol=1e-5 * size)


def test_a_discriminator_whose_logits_depend_on_the_whole_batch_would_get_other_slopes():
    recipe = RECIPES["plain"]
    game, players, batch = ready(recipe, F64)
    mixing = Module(lambda: Discriminator(nn.Sequential(nn.Flatten(), nn.Linear(64, 8), nn.BatchNorm1d(8)), 8))
    other = replace(game, discriminator=mixing)
    params = {k: v.double() if v.is_floating_point() else v for k, v in mixing.start(2).items()}
    plain, shared = both(other, players._replace(discriminator=params), batch)
    with pytest.raises(AssertionError):
        agree(plain, shared, rtol=1e-2, atol=1e-6)
