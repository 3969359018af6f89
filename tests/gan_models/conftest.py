"""What the tests of training share. Their tensors are small: threads would only wait for each other."""

from pathlib import Path

import pytest
import torch

from tests.gan_models.mirrors import mirror  # noqa: F401 - a fixture

torch.set_num_threads(1)


@pytest.fixture
def few_inspected(monkeypatch) -> None:
    """After an epoch GANs look at 16 of their images, as more take convolutions most of the time."""
    from gan_models.recipes import gan

    monkeypatch.setattr(gan, "INSPECTED", 16)


@pytest.fixture
def unrendered(monkeypatch) -> None:
    """Figures are made, but not turned into files, which takes most of the time of a short training."""
    from matplotlib.figure import Figure

    monkeypatch.setattr(Figure, "savefig", lambda self, file, **_: file.write(b"a figure"))


@pytest.fixture(scope="session")
def digits_cache(tmp_path_factory) -> Path:
    """A folder for caches with the classifier of digits, which takes ten seconds to train."""
    from gan_models.metrics import features
    from gan_models.recipes.images import ImageRecipe

    place = tmp_path_factory.mktemp("cache")
    features(ImageRecipe(), place / "classifiers")
    return place
