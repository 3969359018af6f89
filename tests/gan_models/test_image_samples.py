"""Images from the weights of a run are those that the run itself drew."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest

from gan_models.backend import torch
from gan_models.recipes.gan import INSPECTED, GanRecipe
from gan_models.recipes.sampling import sample, trained
from gan_models.recipes.vae import SHOWN, VaeRecipe
from gan_models.trainer import loop, runs
from gan_models.trainer.checkpoint import BadCheckpoint
from gan_models.trainer.folder import NoRun, RunFolder

SMALL = {
    "generator_widths": (16,),
    "discriminator_widths": (16,),
    "noise": 8,
    "examples": 100,
    "batch": 20,
    "threads": 1,
}
RECIPES = {
    "plain": ("digits-gan", GanRecipe(epochs=2, **SMALL)),
    "averaged": ("digits-gan", GanRecipe(epochs=2, average=0.9, spectral=True, **SMALL)),
    "classes": ("digits-cgan-projection", GanRecipe(epochs=2, projection=True, **SMALL)),
    "vae": ("digits-vae", VaeRecipe(epochs=2, hidden=16, latent=3, examples=100, batch=20, threads=1)),
}


def begun(path: Path, name: str) -> RunFolder:
    folder = RunFolder(path / name)
    runs.begin(folder, *RECIPES[name], seed=3)
    return folder


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = tmp_path_factory.mktemp("runs")
    for name in RECIPES:
        runs.train(begun(place, name))
    return place


@pytest.mark.parametrize("name", RECIPES)
def test_samples_from_the_noise_of_a_grid_are_its_images(name, place):
    folder = RunFolder(place / name)
    recipe, run = folder.recipe, folder.recipe.run(3)
    training = loop.Training(run.task, run.random, folder.checkpoint_file, folder.identity)
    training.restore()
    expected = run.pictures(training.state, training.average)
    labels = torch.arange(INSPECTED) // 8 % 10 if name == "classes" else None
    drawn = SHOWN if name == "vae" else INSPECTED
    source = torch.Generator().manual_seed(run.random.start("pictures"))
    actual = sample(recipe, recipe.images(), trained(folder), drawn, source, labels)
    assert actual[: len(expected)].shape == expected.shape
    assert torch.allclose(actual[: len(expected)], expected, atol=1e-5)  # batches of other sizes round otherwise
    other = sample(recipe, recipe.images(), trained(folder), drawn, torch.Generator().manual_seed(0), labels)
    assert not torch.allclose(other[: len(expected)], expected, atol=1e-2)


def test_the_averaged_generator_makes_the_images(place):
    folder = RunFolder(place / "averaged")
    recipe, weights = folder.recipe, trained(folder)
    averaged, last = (
        sample(recipe, recipe.images(), chosen, 10, torch.Generator().manual_seed(0))
        for chosen in (weights, {n: p for n, p in weights.items() if n != "average"})
    )
    assert not torch.allclose(averaged, last, atol=1e-4)


def test_without_labels_all_classes_come_in_turn(place):
    folder = RunFolder(place / "classes")
    recipe, weights = folder.recipe, trained(folder)
    source = torch.Generator()
    each = sample(recipe, recipe.images(), weights, 25, source.manual_seed(1))
    told = sample(recipe, recipe.images(), weights, 25, source.manual_seed(1), torch.arange(25) % 10)
    wrong = sample(recipe, recipe.images(), weights, 25, source.manual_seed(1), torch.zeros(25, dtype=torch.int64))
    assert torch.equal(each, told)
    assert not torch.allclose(each, wrong, atol=1e-4)


@pytest.mark.parametrize("name", ["plain", "vae"])
def test_labels_are_refused_where_there_are_no_classes(name, place):
    folder = RunFolder(place / name)
    labels = torch.zeros(5, dtype=torch.int64)
    with pytest.raises(ValueError, match="knows no classes"):
        sample(folder.recipe, folder.recipe.images(), trained(folder), 5, torch.Generator(), labels)


def test_what_makes_no_images_is_refused():
    with pytest.raises(TypeError, match="makes no images"):
        sample(object(), None, {}, 5, torch.Generator())  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["plain", "averaged", "vae"])
def test_the_checkpoint_of_an_unfinished_run_has_the_weights_as_well(name, tmp_path):
    folder = begun(tmp_path, name)
    steps = count(1)
    with pytest.raises(loop.Interrupted):
        runs.train(folder, stop=lambda: next(steps) == 10)  # at the end of the second epoch, the last
    early = trained(folder)
    runs.train(folder)
    final = trained(folder)
    assert early.keys() == final.keys()
    assert all(torch.equal(early[p][n], final[p][n]) for p in final for n in final[p])


def test_a_run_without_weights_is_refused(tmp_path):
    with pytest.raises(NoRun, match="no weights and no checkpoint yet"):
        trained(begun(tmp_path, "plain"))
    with pytest.raises(NoRun, match="is no run"):
        trained(RunFolder(tmp_path / "nothing"))


def test_damaged_weights_are_refused(tmp_path, place):
    folder = begun(tmp_path, "plain")
    folder.weights_file.write_bytes(RunFolder(place / "plain").weights_file.read_bytes()[:200])
    with pytest.raises(BadCheckpoint, match="cannot be read"):
        trained(folder)
