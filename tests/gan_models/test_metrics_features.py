"""The classifier through which images are seen: how good it is, and that it is trained once for a data set."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from gan_models import metrics
from gan_models.backend import torch
from gan_models.data.images import load
from gan_models.metrics import seeing as kept
from gan_models.recipes.classifier import Classifier, ClassifierRecipe, accuracy
from gan_models.recipes.images import ImageRecipe
from gan_models.trainer.checkpoint import BadCheckpoint
from gan_models.trainer.files import CannotWrite
from tests.gan_models.image_folders import write_set


@pytest.fixture(scope="module")
def place(digits_cache) -> Path:
    return digits_cache / "classifiers"


@pytest.fixture(scope="module")
def digits(place) -> metrics.Features:
    return metrics.features(ImageRecipe(), place)


def pixels(split) -> torch.Tensor:
    return load("digits", split).pixels / 255


# The classifier
def test_the_digits_are_known_by_their_features(digits):
    tests = load("digits", "test")
    seen = digits(tests.pixels / 255)
    assert digits.accuracy == (seen.classes == tests.labels).double().mean().item()
    assert digits.accuracy > 0.96  # five seeds had 0.975 to 0.986
    assert seen.features.shape == (len(tests.labels), 64)
    assert torch.allclose(seen.features.norm(dim=1), torch.tensor(8.0))


def test_images_are_seen_one_by_one(digits, monkeypatch):
    images = pixels("test")[:50]
    whole = digits(images)
    monkeypatch.setattr(kept, "AT_ONCE", 7)
    parts = digits(images)
    assert torch.allclose(parts.features, whole.features, atol=1e-5)
    assert torch.equal(parts.classes, whole.classes)


@pytest.mark.parametrize("shape", [(5, 28, 28), (5, 1, 8, 8), (8, 8)])
def test_images_of_another_size_are_refused(shape, digits):
    with pytest.raises(ValueError, match=r"this classifier is for \(images, 8, 8\)"):
        digits(torch.zeros(shape))


@pytest.mark.parametrize("side", [8, 15, 28])
def test_the_classifier_takes_images_of_any_size(side):
    features, logits = Classifier(side, (3, 4), 5, 6, 10)(torch.rand(2, 1, side, side))
    assert (features.shape, logits.shape) == ((2, 6), (2, 10))


def test_without_an_average_the_last_weights_are_kept():
    recipe = ClassifierRecipe(examples=64, batch=32, average=0.0, threads=1)
    run = recipe.run(0)
    state = run.task.start()
    assert run.weights(state, {})["classifier"] is state.players.generator
    expected = accuracy(recipe.network(recipe.images()), state.players.generator, recipe.tests())
    assert run.task.inspect(state, {}) == {"test_accuracy": expected}
    with pytest.raises(ValueError, match="average is 1"):
        ClassifierRecipe(average=1.0)


# What is kept
def test_it_is_trained_once(digits, place, monkeypatch):
    monkeypatch.setattr(kept, "_trained", lambda *_: pytest.fail("it was trained again"))
    again = metrics.features(ImageRecipe(epochs=7), place)  # another recipe on the same data
    assert (again.file, again.sha256, again.accuracy) == (digits.file, digits.sha256, digits.accuracy)
    assert again.sha256 == sha256(digits.file.read_bytes()).hexdigest()
    images = pixels("test")
    assert torch.equal(again(images).features, digits(images).features)


def written(folder: Path, shift: int) -> Path:
    """A small data set in the form of MNIST whose classes are bright squares."""
    labels = (torch.arange(128) % 10).to(torch.uint8).numpy()
    images = torch.zeros(128, 28, 28, dtype=torch.uint8).numpy()
    for image, label in zip(images, labels, strict=True):
        image[2 * label : 2 * label + 6, 5:12] = 200 + shift
    return write_set(folder, images, labels)


def test_training_anew_gives_the_same_bits(tmp_path):
    recipe = ImageRecipe(data="mnist", data_dir=written(tmp_path / "data", 0), check=False)
    told = list[dict]()
    first, second = (metrics.features(recipe, tmp_path / name, told.append) for name in ("first", "second"))
    assert [row["epoch"] for row in told] == [1, 2, 3] * 2
    assert first.file.name == second.file.name
    assert first.sha256 == second.sha256
    assert list((tmp_path / "first").iterdir()) == [first.file]


def test_other_images_have_a_classifier_of_their_own(tmp_path):
    folders = [written(tmp_path / name, shift) for name, shift in (("a", 0), ("b", 1), ("c", 0))]
    place = tmp_path / "classifiers"
    files = [metrics.features(ImageRecipe(data="mnist", data_dir=f, check=False), place).file for f in folders]
    assert files[0] != files[1]
    assert files[0] == files[2]


def test_a_damaged_file_is_refused(digits, tmp_path):
    (tmp_path / digits.file.name).write_bytes(digits.file.read_bytes()[:999])
    with pytest.raises(BadCheckpoint, match="delete it to train it anew"):
        metrics.features(ImageRecipe(), tmp_path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotWrite, match="classifiers cannot be made"):
        kept._keep(ClassifierRecipe(), load("digits"), tmp_path / "file" / "classifiers" / "x", lambda row: None)


def test_the_file_says_what_was_trained(digits):
    from safetensors import safe_open

    with safe_open(digits.file, "pt") as file:
        about = json.loads(file.metadata()["about"])
    assert (about["seed"], about["settings"]["epochs"], about["accuracy"]) == (0, 15, digits.accuracy)
    assert "torch" in about["versions"]
    assert "data_dir" not in about["settings"]


# All metrics together
def test_images_kept_for_tests_are_better_than_spoilt_ones(digits):
    tests, reference = pixels("test"), pixels("train")[:359]
    generator = torch.Generator().manual_seed(0)
    noise = torch.rand(tests.shape, generator=generator)
    sets = {"tests": tests, "noisy": (tests + noise / 2).clamp(max=1), "noise": noise, "ones": tests[[1] * len(tests)]}
    found = {name: metrics.quality(images, digits, reference) for name, images in sets.items()}
    assert found["tests"]["frechet"] < found["noisy"]["frechet"] < found["noise"]["frechet"]
    assert found["tests"]["kernel"] < found["noisy"]["kernel"] < found["noise"]["kernel"]
    assert found["tests"]["precision"] > 0.6
    assert found["noise"]["precision"] < 0.05
    assert found["tests"]["recall"] > 0.6
    assert found["ones"]["recall"] < 0.05
    assert found["tests"]["coverage"] == 1.0
    assert found["ones"]["coverage"] == 0.1
    labels = metrics.histogram(load("digits", "test").labels, 10)
    assert found["tests"]["entropy"] == pytest.approx(metrics.entropy(labels), abs=0.02)
    assert found["ones"]["entropy"] == 0.0


def test_the_order_of_images_and_reference_matters_as_it_should(digits):
    """Swapped arguments would swap precision and recall."""
    reference = pixels("train")
    zeros = reference[load("digits").labels == 0]
    found = metrics.quality(zeros, digits, reference)
    assert found["precision"] == 1.0
    assert found["recall"] < 0.5
    assert found["coverage"] < 0.4
