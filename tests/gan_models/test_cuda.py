"""On a GPU: graphs, half precision and several seeds beside steps told one by one. Elsewhere nothing is run."""

from __future__ import annotations

import warnings
from dataclasses import replace

import pytest

from gan_models.backend import torch
from gan_models.recipes.flow import FlowRecipe
from gan_models.recipes.gan import GanRecipe
from gan_models.recipes.vae import VaeRecipe
from gan_models.trainer import graphs, runs, together
from gan_models.trainer.checkpoint import flat
from gan_models.trainer.loop import Interrupted, Training
from tests.gan_models.small_dcgan import Convolutional

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no GPU")

SMALL = {"examples": 600, "batch": 20, "epochs": 2, "device": "cuda"}
GAN = SMALL | {"generator_widths": (32,), "discriminator_widths": (32,), "noise": 8}
RECIPES = {
    "at once": GanRecipe(updates="simultaneous", average=0.9, r1=1.0, **GAN),
    "by turns": GanRecipe(**GAN),
    "plain optimiser": GanRecipe(fused=False, **GAN),
    "spectral": GanRecipe(spectral=True, **GAN),
    "critic by class": GanRecipe(loss="wasserstein", penalty=10.0, projection=True, discriminator_steps=2, **GAN),
    "single": GanRecipe(precision="float32", **GAN),
    "autoencoder": VaeRecipe(hidden=32, latent=4, **SMALL),
    "flow": FlowRecipe(points=600, held_out=50, layers=2, hidden=(16,), batch=20, epochs=2, device="cuda"),
    "convolutional": Convolutional(networks="convolutional", batch=4, epochs=2, device="cuda", data="mnist"),
    "convolutional critic": Convolutional(
        networks="convolutional", loss="wasserstein", penalty=10.0, batch=4, epochs=2, device="cuda", data="mnist"
    ),
}


def trained(recipe, tmp_path, seeds=(0,)) -> list[Training]:
    ready = [recipe.run(seed) for seed in seeds]
    trainings = [Training(r.task, r.random, tmp_path / f"checkpoint-{i}") for i, r in enumerate(ready)]
    steps = runs.steps_of(recipe, trainings)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a recording that fails says so by a warning
        together.run(trainings, [lambda row: None] * len(seeds), steps=steps)
    return trainings


@pytest.mark.parametrize("name", RECIPES)
def test_graphs_give_the_weights_of_steps_told_one_by_one(name, tmp_path):
    (graphed,) = trained(RECIPES[name], tmp_path)
    (eager,) = trained(replace(RECIPES[name], graph_steps=0), tmp_path)
    near = 1e-3 if "convolutional" in name else 1e-5  # whose libraries add in no fixed order
    for (part, one), (_, other) in zip(flat(graphed.changing), flat(eager.changing), strict=True):
        torch.testing.assert_close(one, other, rtol=near, atol=near, msg=part)
    for one, other in zip(graphed.random.generators, eager.random.generators, strict=True):
        assert torch.equal(one.get_state(), other.get_state())


@pytest.mark.parametrize(("stacked", "near"), [(False, 1e-5), (True, 1e-3)])
def test_several_seeds_in_one_graph_are_each_as_if_alone(stacked, near, tmp_path):
    recipe = replace(RECIPES["at once"], precision="float32", stacked=stacked)
    together_now = trained(recipe, tmp_path, (0, 1, 2))
    for seed, training in enumerate(together_now):
        (alone,) = trained(recipe, tmp_path, (seed,))
        for (part, one), (_, other) in zip(flat(training.changing), flat(alone.changing), strict=True):
            torch.testing.assert_close(one, other, rtol=near, atol=near, msg=part)


def test_a_run_goes_on_from_its_checkpoint_to_the_same_weights(tmp_path):
    recipe = replace(RECIPES["at once"], checkpoint_steps=7)
    (whole,) = trained(recipe, tmp_path)
    ready, calls = recipe.run(0), iter(range(99))
    stopped = Training(ready.task, ready.random, tmp_path / "stopped")
    steps = runs.steps_of(recipe, [stopped])
    with pytest.raises(Interrupted):
        together.run([stopped], [lambda row: None], stop=lambda: next(calls) == 4, steps=steps)
    ready = recipe.run(0)
    again = Training(ready.task, ready.random, tmp_path / "stopped")
    again.restore()
    together.run([again], [lambda row: None], steps=runs.steps_of(recipe, [again]))
    for (part, one), (_, other) in zip(flat(whole.changing), flat(again.changing), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-5, atol=1e-6, msg=part)


@pytest.mark.skipif(torch.cuda.device_count() < 2, reason="there is no second GPU")
def test_a_second_gpu_does_its_steps(tmp_path):
    first, second = (trained(replace(RECIPES["single"], device=d), tmp_path)[0] for d in ("cuda:0", "cuda:1"))
    for (part, one), (_, other) in zip(flat(first.changing), flat(second.changing), strict=True):
        torch.testing.assert_close(one.cpu(), other.cpu(), rtol=1e-5, atol=1e-6, msg=part)


def test_what_cannot_be_recorded_is_done_one_by_one_after_a_warning(tmp_path):
    recipe = replace(RECIPES["by turns"], resident=False)
    ready = recipe.run(0)
    training = Training(ready.task, ready.random, tmp_path / "checkpoint")
    with pytest.warns(UserWarning, match="cannot be a CUDA graph"):
        together.run([training], [lambda row: None], steps=graphs.Graphs(8))
    (eager,) = trained(replace(recipe, resident=True, graph_steps=0), tmp_path)
    for (part, one), (_, other) in zip(flat(training.changing), flat(eager.changing), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-5, atol=1e-6, msg=part)
