"""Several runs in stacks get the weights, numbers and random states that they get alone, up to rounding."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gan_models.backend import torch
from gan_models.recipes.flow import FlowRecipe
from gan_models.recipes.gan import GanRecipe
from gan_models.recipes.vae import VaeRecipe
from gan_models.trainer import graphs, together
from gan_models.trainer.checkpoint import flat
from gan_models.trainer.loop import Interrupted, Training
from gan_models.trainer.stacks import Stacked
from tests.gan_models import tapes

SMALL = {"examples": 70, "batch": 10, "epochs": 2}
GAN = SMALL | {"generator_widths": (8,), "discriminator_widths": (8, 6), "noise": 4}
RECIPES = {
    "by turns": GanRecipe(**GAN),
    "at once": GanRecipe(updates="simultaneous", average=0.9, r1=1.0, **GAN),
    "by class": GanRecipe(projection=True, packed=False, **GAN),
    "critic": GanRecipe(loss="wasserstein", penalty=10.0, discriminator_steps=2, **GAN),
    "autoencoder": VaeRecipe(hidden=8, latent=2, **SMALL),
    "flow": FlowRecipe(points=70, held_out=10, layers=2, hidden=(8,), batch=10, epochs=2),
}
SEEDS = (0, 1, 2)


def begun(recipe, seeds, tmp_path) -> list[Training]:
    ready = [recipe.run(seed) for seed in seeds]
    return [Training(r.task, r.random, tmp_path / f"checkpoint-{seed}") for seed, r in zip(seeds, ready, strict=True)]


def trained(recipe, seeds, tmp_path, steps=None) -> tuple[list[Training], list[list[dict]]]:
    trainings, rows = begun(recipe, seeds, tmp_path), [list[dict]() for _ in seeds]
    together.run(trainings, [own.append for own in rows], steps=steps)
    return trainings, rows


def near(one: Training, other: Training, bits: bool = False) -> None:
    for (name, a), (_, b) in zip(flat(one.changing), flat(other.changing), strict=True):
        if bits or not a.is_floating_point():
            assert torch.equal(a, b), name
        else:
            torch.testing.assert_close(a, b, rtol=1e-4, atol=1e-5, msg=name)
    for a, b in zip(one.random.generators, other.random.generators, strict=True):
        assert torch.equal(a.get_state(), b.get_state())


@pytest.mark.parametrize("name", RECIPES)
def test_each_run_in_a_stack_is_as_if_alone(name, tmp_path):
    recipe = RECIPES[name]
    stacked, found = trained(recipe, SEEDS, tmp_path, Stacked())
    for seed, own, numbers in zip(SEEDS, stacked, found, strict=True):
        (alone,), (rows,) = trained(recipe, (seed,), tmp_path)
        near(alone, own)
        for row, other in zip(rows, numbers, strict=True):
            losses = [key for key in alone.task.rows if key]
            assert [row[key] for key in losses] == pytest.approx([other[key] for key in losses], rel=1e-4)
    first, second, _ = (t.state.players.generator for t in stacked)
    assert any(not torch.allclose(first[key], second[key], atol=1e-3) for key in first)


@pytest.mark.parametrize("name", ["at once", "critic", "autoencoder"])
def test_a_graph_of_stacks_gives_the_bits_of_stacks(name, tmp_path):
    recipe = RECIPES[name]
    plain, _ = trained(recipe, SEEDS, tmp_path, Stacked())
    taped, _ = trained(recipe, SEEDS, tmp_path, graphs.Graphs(3, tapes.recorded, Stacked()))
    for one, other in zip(plain, taped, strict=True):
        near(one, other, bits=True)


def test_runs_that_have_caught_up_are_warmed_before_they_are_recorded_together(tmp_path):
    recipe, calls, lengths = RECIPES["by turns"], iter(range(1, 99)), list[int]()

    def counted(branches, generators):
        with tapes.Tape([rate for b in branches for t in b.trainings for rate in t.state.rates]) as tape:
            for branch in branches:
                branch.steps()
        lengths.append(len(tape.entries))
        return tape.replay

    (ahead,) = begun(recipe, (0,), tmp_path)
    with pytest.raises(Interrupted):
        together.run([ahead], [lambda row: None], stop=lambda: next(calls) == 7)
    late = begun(recipe, (0, 1), tmp_path)
    late[0].restore()
    for trainings in (begun(recipe, (0, 1), tmp_path / "new"), late):
        (tmp_path / "new").mkdir(exist_ok=True)
        together.run(trainings, [lambda row: None] * 2, steps=graphs.Graphs(7, counted, Stacked()))
    assert lengths[-1] == lengths[0], "no counting of dropout's words is in the graph"


def test_a_run_with_the_dropout_of_another_would_be_noticed(tmp_path):
    recipe = RECIPES["by turns"]
    trainings = begun(recipe, SEEDS, tmp_path)
    trainings[1].random.dropout.manual_seed(5)
    together.run(trainings, [lambda row: None] * 3, steps=Stacked())
    (alone,), _ = trained(recipe, (1,), tmp_path)
    with pytest.raises(AssertionError):
        near(alone, trainings[1])


def test_a_run_that_is_behind_catches_up_before_it_is_stacked(tmp_path):
    recipe, calls = RECIPES["at once"], iter(range(1, 99))
    (ahead,) = begun(recipe, (0,), tmp_path)
    with pytest.raises(Interrupted):
        together.run([ahead], [lambda row: None], stop=lambda: next(calls) == 4)
    trainings = begun(recipe, (0, 1), tmp_path)
    trainings[0].restore()
    assert (trainings[0].step, trainings[1].step) == (4, 0)
    together.run(trainings, [lambda row: None] * 2, steps=Stacked())
    for seed, own in enumerate(trainings):
        near(trained(recipe, (seed,), tmp_path)[0][0], own)


@pytest.mark.parametrize("changed", [{"networks": "convolutional", "data": "mnist"}, {"spectral": True}])
def test_what_keeps_account_of_batches_or_vectors_is_not_stacked(changed, tmp_path, monkeypatch):
    from gan_models.data import images

    small = images.load("digits")
    larger = small._replace(pixels=torch.zeros(len(small.pixels), 28, 28, dtype=torch.uint8))
    monkeypatch.setattr(GanRecipe, "images", lambda self: larger)
    recipe = replace(RECIPES["at once"], **changed)
    trainings = begun(recipe, (0, 1), tmp_path)
    assert trainings[0].task.stacked is None
    with pytest.raises(TypeError, match="cannot be stacked"):
        Stacked()(trainings, 1)
