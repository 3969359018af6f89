"""`gan-models measure`: the metrics of a run from its folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gan_models import metrics
from gan_models.backend import torch
from gan_models.cli import main
from gan_models.data import download
from gan_models.data.images import load
from gan_models.metrics.runs import measured
from gan_models.recipes.gan import GanRecipe
from gan_models.recipes.sampling import sample, trained
from gan_models.recipes.vae import VaeRecipe
from gan_models.trainer import runs
from gan_models.trainer.folder import RunFolder

SMALL = {"generator_widths": (16,), "discriminator_widths": (16,), "noise": 8, "batch": 64, "threads": 1}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = tmp_path_factory.mktemp("runs")
    recipes = {
        "digits-gan": GanRecipe(epochs=2, average=0.9, **SMALL),
        "digits-vae": VaeRecipe(epochs=10, hidden=64, latent=6, batch=64, threads=1),
    }
    for name, recipe in recipes.items():
        folder = RunFolder(place / name)
        runs.begin(folder, name, recipe, seed=3)
        runs.train(folder)
    return place


@pytest.fixture(autouse=True)
def cached(digits_cache, monkeypatch):
    monkeypatch.setattr(download, "cache", lambda: digits_cache)


def test_the_numbers_are_those_of_images_from_this_seed(place, capsys):
    folder = RunFolder(place / "digits-vae")
    assert main(["measure", str(folder.path), "--images", "300", "--seed", "5", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    made = sample(folder.recipe, load("digits"), trained(folder), 300, torch.Generator().manual_seed(5))
    seen = metrics.features(folder.recipe)
    reference = load("digits").pixels / 255
    assert found["run"] == metrics.quality(made, seen, reference)
    assert found["held_out"] == metrics.quality(load("digits", "test").pixels[:300] / 255, seen, reference)
    assert found["shares"] == metrics.histogram(seen(made).classes, 10).tolist()
    assert sum(found["due"]) == pytest.approx(1)
    assert found["features"] == {"accuracy": seen.accuracy, "sha256": seen.sha256, "file": str(seen.file)}
    assert (found["images"], found["reference"], found["tests"]) == (300, 1438, 300)
    assert found["run"] != measured(folder, 300, 6).run


def test_as_many_images_are_generated_as_there_are_data(place):
    assert measured(RunFolder(place / "digits-gan")).images == 1438


def test_the_table_has_the_metrics_of_the_run_and_of_test_images(place, capsys):
    assert main(["measure", str(place / "digits-gan"), "--images", "200"]) == 0
    said = capsys.readouterr()
    assert said.err == ""  # the classifier was there already
    for expected in ("frechet", "recall", "entropy", "run (200 images)", "test images (200)", "1438 training images"):
        assert expected in said.out
    assert metrics.features(GanRecipe()).sha256 in said.out
    shares = [line.split()[1] for line in said.out.splitlines() if line[:1].isdigit()]
    assert len(shares) == 10
    assert sum(float(share.rstrip("%")) for share in shares) == pytest.approx(100, abs=0.5)


def test_a_run_that_learnt_is_nearer_to_the_data_than_one_that_did_not(place):
    vae, gan = (measured(RunFolder(place / name), 300).run for name in ("digits-vae", "digits-gan"))
    assert vae["frechet"] < gan["frechet"]
    assert vae["kernel"] < gan["kernel"]
    assert vae["entropy"] > gan["entropy"]


@pytest.mark.parametrize("folder", ["nothing", "."])
def test_what_is_no_run_is_refused(folder, place, capsys):
    assert main(["measure", str(place / folder)]) == 2
    assert "is no run" in capsys.readouterr().err


def test_a_run_without_images_is_refused(tmp_path, capsys):
    from gan_models.recipes import find

    folder = RunFolder(tmp_path / "run")
    runs.begin(folder, "moons-maf", find("moons-maf").recipe, seed=0)
    assert main(["measure", str(folder.path)]) == 2
    assert "makes no images" in capsys.readouterr().err


@pytest.mark.parametrize("number", ["3", "0", "many"])
def test_too_few_images_are_refused(number, place, capsys):
    assert main(["measure", str(place / "digits-gan"), "--images", number]) == 2
    assert "whole number from 4 up" in capsys.readouterr().err


def test_a_cache_that_cannot_be_written_is_named(place, tmp_path, capsys, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(download, "cache", lambda: tmp_path / "file")
    assert main(["measure", str(place / "digits-gan")]) == 1
    assert "classifiers cannot be made: Not a directory" in capsys.readouterr().err


def test_a_damaged_classifier_is_named(place, tmp_path, capsys, monkeypatch):
    kept = metrics.features(GanRecipe()).file
    damaged = tmp_path / "classifiers" / kept.name
    damaged.parent.mkdir()
    damaged.write_bytes(Path(kept).read_bytes()[:500])
    monkeypatch.setattr(download, "cache", lambda: tmp_path)
    assert main(["measure", str(place / "digits-gan")]) == 2
    assert "delete it to train it anew" in capsys.readouterr().err


def test_training_the_classifier_is_told(place, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(download, "cache", lambda: tmp_path)
    monkeypatch.setattr("gan_models.metrics.seeing._trained", telling)
    assert main(["measure", str(place / "digits-gan"), "--images", "50"]) == 0
    assert "classifier, epoch 1: loss 0.5, test accuracy 0.9" in capsys.readouterr().err


def telling(recipe, told):
    told({"epoch": 1, "loss": 0.5, "seconds": 1.0, "examples_per_second": 10.0, "test_accuracy": 0.9})
    run = recipe.run(0)
    return run.task.start().players.generator
