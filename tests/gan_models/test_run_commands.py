"""`gan-models sample`, `plot` and `compare`: what they write, and what they say of a run that is none."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.image import imread

from gan_models.backend import torch
from gan_models.cli import main
from gan_models.commands.comparing import differences
from gan_models.data import images
from gan_models.plots.images import beside, clouds, losses
from gan_models.recipes.flow import FlowRecipe
from gan_models.recipes.gan import GanRecipe
from gan_models.recipes.sampling import sample, trained
from gan_models.recipes.vae import VaeRecipe
from gan_models.trainer import checkpoint, files, loop, runs
from gan_models.trainer.folder import RunFolder

GAN = GanRecipe(
    generator_widths=(16,),
    discriminator_widths=(16,),
    noise=4,
    examples=100,
    batch=20,
    threads=1,
    epochs=3,
)
FLOW = FlowRecipe(points=200, held_out=50, hidden=(8,), batch=50, threads=1, epochs=2)
RECIPES = {
    "gan": ("digits-gan", GAN),
    "other": ("digits-gan", replace(GAN, loss="saturating", epochs=2)),
    "classes": ("digits-cgan-projection", replace(GAN, projection=True)),
    "vae": ("digits-vae", VaeRecipe(hidden=16, latent=3, examples=100, batch=20, threads=1)),
    "flow": ("moons-maf", FLOW),
}


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("runs")
    for name, (recipe, settings) in RECIPES.items():
        runs.begin(RunFolder(place / name), recipe, settings, seed=3)
        runs.train(RunFolder(place / name))
    begun = RunFolder(place / "begun")
    runs.begin(begun, "digits-gan", GAN, seed=3)
    stopped = RunFolder(place / "stopped")
    runs.begin(stopped, "digits-gan", GAN, seed=3)
    with pytest.raises(loop.Interrupted):
        runs.train(stopped, stop=lambda: True)
    return place


def drawn(place: Path, name: str, count: int, seed: int, label: int | None = None) -> np.ndarray:
    folder = RunFolder(place / name)
    labels = None if label is None else torch.full((count,), label)
    source = torch.Generator().manual_seed(seed)
    given = None if name == "flow" else folder.recipe.images()
    return sample(folder.recipe, given, trained(folder), count, source, labels).numpy()  # type: ignore[arg-type]


# sample
@pytest.mark.parametrize("name", ["gan", "classes", "vae", "flow", "stopped"])
def test_samples_are_what_the_weights_make_of_the_seeded_noise(name, place, tmp_path, capsys):
    file = tmp_path / "samples.npy"
    assert main(["sample", str(place / name), "-n", "7", "--seed", "5", "-o", str(file)]) == 0
    assert capsys.readouterr().out == f"{file}\n"
    np.testing.assert_array_equal(drawn(place, name, 7, 5), np.load(file))
    assert np.abs(drawn(place, name, 7, 6) - np.load(file)).max() > 1e-3


@pytest.mark.parametrize("label", ["3", "three"])
def test_samples_of_one_class_are_asked_for_by_number_or_name(label, place, tmp_path, monkeypatch):
    named = replace(images.MNIST, classes=("zero", "one", "two", "Three", *"456789"))
    digits = images.without_images("digits")._replace(classes=named.classes)
    monkeypatch.setattr(images, "without_images", lambda name: digits)
    file = tmp_path / "samples.npy"
    assert main(["sample", str(place / "classes"), "-n", "4", "--class", label, "-o", str(file)]) == 0
    np.testing.assert_array_equal(drawn(place, "classes", 4, 0, 3), np.load(file))
    assert np.abs(drawn(place, "classes", 4, 0, 2) - np.load(file)).max() > 1e-6


def test_a_grid_has_the_images_in_rows(place, tmp_path):
    """Each pixel is four wide, with a white line of one pixel around each image; the same seed gives the same file."""
    files = [tmp_path / name for name in ("first.png", "second.png")]
    for file in files:
        assert main(["sample", str(place / "gan"), "-n", "9", "-o", str(file)]) == 0
    assert files[0].read_bytes() == files[1].read_bytes()
    shades = imread(files[0])[..., 0]
    assert shades.shape == (4 * 28, 4 * 28)
    sheet = shades[::4, ::4]
    third = drawn(place, "gan", 9, 0)[2]
    np.testing.assert_allclose(third, sheet[1:9, 19:27], atol=0.51 / 255)
    assert (sheet[:, [0, 9, 18, 27]] == 1).all()


def test_a_conditional_run_shows_a_column_for_each_class(place, tmp_path):
    file = tmp_path / "grid.png"
    assert main(["sample", str(place / "classes"), "-n", "20", "-o", str(file)]) == 0
    assert imread(file).shape[:2] == (4 * 19, 4 * 91)


def test_points_are_written_as_a_table_and_as_a_picture(place, tmp_path):
    table, picture = tmp_path / "points.csv", tmp_path / "points.png"
    for file in (table, picture):
        assert main(["sample", str(place / "flow"), "-n", "30", "-o", str(file)]) == 0
    assert table.read_text().splitlines()[0] == "x1,x2"
    found = np.loadtxt(table, delimiter=",", skiprows=1)
    np.testing.assert_allclose(drawn(place, "flow", 30, 0), found, rtol=1e-7)
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_sampling_reads_no_data_set(place, tmp_path, monkeypatch):
    """A run on MNIST can be sampled where MNIST is not."""
    run = tmp_path / "run"
    shutil.copytree(place / "gan", run)
    config = json.loads((run / "config.json").read_text())
    recipe = replace(GAN, data="mnist")
    weights = {"generator": recipe.players(images.without_images("mnist")).generator.start(0)}
    config["settings"]["data"] = "mnist"
    (run / "config.json").write_text(json.dumps(config))
    files.write(run / "weights.safetensors", checkpoint.flat(weights), {})
    monkeypatch.setenv(images.VARIABLE, "/nowhere")
    assert main(["sample", str(run), "-n", "2", "-o", str(tmp_path / "two.npy")]) == 0
    assert np.load(tmp_path / "two.npy").shape == (2, 28, 28)


# plot
@pytest.mark.parametrize("name", ["gan", "vae", "flow"])
def test_a_plot_is_the_one_that_the_run_drew(name, place, tmp_path, capsys):
    file = tmp_path / "losses.png"
    assert main(["plot", str(place / name), "-o", str(file)]) == 0
    assert capsys.readouterr().out == f"{file}\n"
    assert file.read_bytes() == (place / name / "losses.png").read_bytes()


def test_a_plot_goes_into_the_folder_by_default(place, tmp_path):
    run = tmp_path / "run"
    shutil.copytree(place / "vae", run)
    (run / "losses.png").unlink()
    assert main(["plot", str(run)]) == 0
    assert (run / "losses.png").read_bytes() == (place / "vae" / "losses.png").read_bytes()


def test_the_curves_are_the_recorded_numbers(place):
    rows, figure = RunFolder(place / "gan").rows, Figure()
    losses(figure, rows, ("generator", "discriminator"))
    found = {line.get_label(): line.get_xydata() for axes in figure.axes for line in axes.lines}
    assert list(found) == ["generator", "discriminator", "logit real", "logit fake"]
    for label, points in found.items():
        expected = [(row["epoch"], row[str(label).replace(" ", "_")]) for row in rows]
        np.testing.assert_array_equal(expected, points)


# compare
def test_a_comparison_has_what_differs_and_the_last_numbers(place, tmp_path, capsys):
    picture = tmp_path / "compare.svg"
    assert main(["compare", str(place / "gan"), str(place / "other"), "-o", str(picture)]) == 0
    told = capsys.readouterr().out
    first, second, last = told.split("\n\n")
    assert [line.split() for line in first.splitlines()] == [
        ["differs", str(place / "gan"), str(place / "other")],
        ["epochs", "3", "2"],
        ["loss", "nonsaturating", "saturating"],
    ]
    numbers = {line.rsplit(maxsplit=2)[0]: line.split()[-2:] for line in second.splitlines()[1:]}
    rows = [RunFolder(place / name).rows[-1] for name in ("gan", "other")]
    assert numbers["epoch"] == ["3", "2"]
    assert numbers["logit fake"] == [f"{row['logit_fake']:.6g}" for row in rows]
    assert last == f"{picture}\n"
    assert picture.read_text().startswith("<?xml")


def test_what_only_one_of_the_runs_has_is_shown_as_missing(place, tmp_path, capsys):
    arguments = [str(place / name) for name in ("gan", "flow")]
    assert main(["compare", *arguments, "-o", str(tmp_path / "compare.png")]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["loss", "nonsaturating", "-"] in lines
    assert ["layers", "-", "5"] in lines
    assert any(line[:2] == ["generator", f"{RunFolder(place / 'gan').rows[-1]['generator']:.6g}"] for line in lines)


def test_the_same_settings_do_not_differ():
    about = {"seed": 0, "rate": 0.1, "widths": [3, 4]}
    assert differences([about, dict(about), dict(about)]) == []
    assert differences([about, about | {"widths": [3, 5]}]) == [["widths", "3 4", "3 5"]]


def test_every_run_has_a_curve_in_the_panel_of_each_number_that_it_records():
    first = [{"epoch": e, "loss": 1 / e, "kl": 2.0} for e in (1, 2, 3)]
    second = [{"epoch": 1, "loss": 0.5}]
    figure = Figure()
    beside(figure, {"a": first, "b": second}, ("loss", "kl"))
    loss, kl = figure.axes
    assert [line.get_label() for line in loss.lines] == ["a", "b"]
    np.testing.assert_array_equal([[1, 0.5]], loss.lines[1].get_xydata())
    assert [len(np.asarray(line.get_xydata())) for line in kl.lines] == [3, 0]


def test_clouds_lie_on_the_same_axes():
    figure, points = Figure(), np.array([[0.0, 1.0], [2.0, 3.0]])
    clouds(figure, {"data": points, "samples": points * 2})
    left, right = figure.axes
    assert left.get_xlim() == right.get_xlim()
    assert [axes.get_title() for axes in figure.axes] == ["data", "samples"]
    np.testing.assert_array_equal(points * 2, right.lines[0].get_xydata())


# What is refused
TROUBLES = {
    "no run": (["sample", "nothing"], "is no run: it has no config.json"),
    "no weights": (["sample", "begun"], "has no weights and no checkpoint yet; go on with: gan-models resume"),
    "no epoch": (["plot", "begun"], "has no finished epoch yet; go on with: gan-models resume"),
    "stopped early": (["compare", "gan", "stopped"], "has no finished epoch yet"),
    "alone": (["compare", "gan", "gan"], "alone has nothing to be compared with"),
    "class without classes": (["sample", "gan", "--class", "3"], "this run knows no classes"),
    "class of points": (["sample", "flow", "--class", "3", "-o", "x.csv"], "this run knows no classes"),
    "no such class": (["sample", "classes", "--class", "10"], "the classes are 0 to 9: 0, 1,"),
    "negative class": (["sample", "classes", "--class", "-1"], "--class"),
    "table of images": (["sample", "gan", "-o", "x.csv"], "images are written to a file that ends in .png or .npy"),
    "unknown format": (["sample", "flow", "-o", "x.jpg"], "points are written to a file that ends in .png or .npy or"),
    "no samples": (["sample", "gan", "-n", "0"], "'0' is not a whole number from 1 up"),
    "no folder": (["sample", "gan", "-o", "/nowhere/x.png"], "there is no folder '/nowhere'"),
    "no picture": (["plot", "gan", "-o", "x.txt"], "name a file that ends in .png or .svg"),
    "small": (["plot", "small"], "is a run of gaussian-gan, which trains many small models in seconds"),
    "damaged weights": (["sample", "damaged"], "cannot be read"),
    "damaged numbers": (["plot", "damaged"], "metrics.jsonl"),
    "damaged settings": (["sample", "unset"], "is damaged"),
    "unknown recipe": (["compare", "gan", "renamed"], "there is no recipe 'digits-gone'"),
}


@pytest.fixture(scope="module")
def damaged(place) -> Path:
    shutil.copytree(place / "gan", place / "damaged")
    (place / "damaged" / "weights.safetensors").write_bytes(b"not weights")
    (place / "damaged" / "metrics.jsonl").write_text('{"epoch": 1, "generator"')
    (place / "small").mkdir()
    about = {"recipe": "gaussian-gan", "seed": 0, "models": 2, "versions": {}, "settings": {}}
    (place / "small" / "config.json").write_text(json.dumps(about))
    shutil.copytree(place / "gan", place / "unset")
    (place / "unset" / "config.json").write_text('{"recipe": "digits-gan", "seed": 0}')
    shutil.copytree(place / "gan", place / "renamed")
    text = (place / "renamed" / "config.json").read_text().replace('"digits-gan"', '"digits-gone"')
    (place / "renamed" / "config.json").write_text(text)
    return place


@pytest.mark.parametrize("name", TROUBLES)
def test_bad_input_is_one_line_and_writes_nothing(name, place, damaged, tmp_path, monkeypatch, capsys):
    arguments, complaint = TROUBLES[name]
    monkeypatch.chdir(tmp_path)
    paths = [str(place / a) if (place / a).is_dir() or a == "nothing" else a for a in arguments[1:]]
    assert main([arguments[0], *paths]) == 2
    found = capsys.readouterr()
    assert found.out == ""
    assert complaint in found.err
    assert found.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_is_named(place, tmp_path, monkeypatch, capsys):
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "save", full)
    assert main(["sample", str(place / "gan"), "-o", str(tmp_path / "x.npy")]) == 2
    assert "No space left on device" in capsys.readouterr().err
