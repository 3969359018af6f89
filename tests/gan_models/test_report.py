"""The page of a run: complete, self-contained, and with the command that makes the run again."""

import json
import shlex
from base64 import b64decode
from dataclasses import asdict, replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from gan_models.commands.training import parsed
from gan_models.plots.images import losses
from gan_models.recipes import RECIPES, find
from gan_models.recipes.flow import FlowRecipe
from gan_models.recipes.gan import GanRecipe
from gan_models.trainer import runs
from gan_models.trainer.folder import RunFolder
from gan_models.trainer.report import SHOWN, changed, command, report

FLOW = FlowRecipe(points=100, held_out=20, hidden=(4,), batch=50, threads=1, epochs=2, grids=(1,))
GAN = GanRecipe(
    generator_widths=(8,), discriminator_widths=(8,), noise=2, examples=60, batch=20, threads=1, projection=True
)
EMPTY = ("meta", "img", "br")


class Page(HTMLParser):
    """The elements of a page; it complains about one that is not closed."""

    def __init__(self, text: str):
        super().__init__()
        self.open, self.found, self.text = list[str](), list[tuple[str, dict]](), list[str]()
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)

    def all(self, tag: str) -> list[dict]:
        return [attributes for name, attributes in self.found if name == tag]


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("runs")
    for name, recipe, settings in (("flow", "moons-maf", FLOW), ("gan", "digits-cgan-projection", GAN)):
        runs.begin(RunFolder(place / name), recipe, settings, seed=4)
        runs.train(RunFolder(place / name))
    return place


@pytest.mark.parametrize("name", ["flow", "gan"])
def test_a_page_is_well_formed_and_needs_nothing_else(name, place):
    folder = RunFolder(place / name)
    page = Page(folder.report_file.read_text())
    assert folder.report_file.read_text() == report(folder)
    images = page.all("img")
    assert [b64decode(i["src"].removeprefix("data:image/png;base64,")) for i in images] == [
        path.read_bytes() for path in (*folder.grids, folder.losses_file)
    ]
    assert all(i["alt"] for i in images)
    assert not any(
        "href" in attributes or "http" in str(attributes.get("src", ""))[:10] for _, attributes in page.found
    )
    assert page.all("html")[0]["lang"] == "en"


def test_the_curves_show_the_losses_of_the_steps_behind_those_of_the_epochs(place):
    folder = RunFolder(place / "gan")
    figure = Figure()
    losses(figure, folder.rows, ("generator", "discriminator"), folder.steps)
    faint, mean, other_faint, other = figure.axes[0].lines
    assert [line.get_color() for line in (faint, mean, other_faint, other)] == ["C0", "C0", "C1", "C1"]
    assert faint.get_ydata().tolist() == folder.steps[0]["generator"]
    assert faint.get_xdata().tolist() == pytest.approx([1 / 3, 2 / 3, 1])
    assert mean.get_xdata().tolist() == [1]
    assert mean.get_ydata()[0] == pytest.approx(faint.get_ydata().mean())


def test_a_page_has_every_number_and_every_setting(place):
    folder = RunFolder(place / "flow")
    page = Page(folder.report_file.read_text())
    assert page.text.count(command(folder.config)) == 1
    for row in folder.rows:
        assert {f"{value:.5g}" for value in row.values() if isinstance(value, float)} <= set(page.text)
    assert {name.replace("_", " ") for name in asdict(FLOW)} <= set(page.text)
    bold = [attributes for attributes in page.all("tr") if attributes.get("class") == "changed"]
    assert len(bold) == len(changed(folder.config)) == 7
    assert any("Seed 4, 2 epochs in 0 s, 1 thread; python" in text for text in page.text)


def test_images_are_shown_pixel_by_pixel_and_drawings_are_not(place):
    pages = {name: Page((place / name / "report.html").read_text()) for name in ("flow", "gan")}
    kinds = {name: [image["class"] for image in page.all("img")] for name, page in pages.items()}
    assert kinds == {"flow": ["drawing"] * 3, "gan": ["grid", "drawing"]}
    assert "a row for each class" in (place / "gan" / "report.html").read_text()
    assert "a row for each class" not in (place / "flow" / "report.html").read_text()


# The command
def config(name: str, recipe, seed: int = 3) -> dict:
    """What the folder of a run says after it went through JSON."""
    settings = {k: str(v) if isinstance(v, Path) else v for k, v in asdict(recipe).items()}
    return json.loads(json.dumps({"recipe": name, "seed": seed, "settings": settings}))


LOOPED = [name for name in RECIPES if hasattr(find(name).recipe, "run")]


@pytest.mark.parametrize("name", LOOPED)
def test_a_recipe_without_changes_is_run_by_its_name(name):
    assert command(config(name, find(name).recipe)) == f"gan-models train {name} --seed 3"


@pytest.mark.parametrize("name", LOOPED)
def test_the_command_has_the_settings_of_the_run(name):
    recipe = find(name).recipe
    others = {"epochs": 1, "grids": (1, 2), "fused": False, "threads": 2, "checkpoint_steps": 7}
    if isinstance(recipe, GanRecipe):
        others |= {"data_dir": Path("a folder"), "betas": (0.25, 0.75), "r1": 0.1, "average": 0.99}
    recipe = replace(recipe, **others)
    words = shlex.split(command(config(name, recipe)))
    assert words[:3] == ["gan-models", "train", name]
    options = parsed(find(name), name, words[3:])
    assert options.settings == recipe
    assert options.seed == 3


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"epochs": 7}, "This run had 7 of the recipe's 200 epochs."),
        ({"examples": 90}, "This run had the first 90 examples alone."),
        ({"epochs": 7, "examples": 90}, "7 of the recipe's 200 epochs and the first 90 examples alone."),
    ],
)
def test_a_run_that_saw_less_is_marked_with_the_command_of_the_full_one(changes, told, place, tmp_path):
    folder = copied(place, tmp_path, config("digits-gan", replace(find("digits-gan").recipe, batch=32, **changes)))
    page = report(folder)
    assert told in page
    assert "The full run:</p><pre>gan-models train digits-gan --seed 3 --batch 32</pre>" in page


@pytest.mark.parametrize("epochs", [200, 300])
def test_a_run_that_saw_all_is_not_marked(epochs, place, tmp_path):
    recipe = replace(find("digits-gan").recipe, epochs=epochs)
    assert "The full run" not in report(copied(place, tmp_path, config("digits-gan", recipe)))


def copied(place: Path, folder: Path, about: dict, rows: int = 1) -> RunFolder:
    """A folder that looks like that of a run."""
    run = RunFolder(folder)
    run.config_file.write_text(json.dumps(about | {"threads": 1, "versions": {"python": "<3>"}}))
    run.losses_file.write_bytes((place / "gan" / "losses.png").read_bytes())
    run.metrics_file.write_text("".join(f'{{"epoch": {i + 1}, "seconds": 61.5, "loss": {i}.5}}\n' for i in range(rows)))
    return run


@pytest.mark.parametrize(("rows", "shown"), [(SHOWN, SHOWN), (SHOWN + 1, SHOWN + 1), (100, SHOWN + 1)])
def test_the_first_and_the_last_epochs_are_in_the_table(rows, shown, place, tmp_path):
    folder = copied(place, tmp_path, config("moons-maf", FLOW), rows)
    page = report(folder)
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert body.count("<tr>") == shown
    assert f"<td>{rows}</td>" in body
    assert (f"{rows - SHOWN} epochs in between" in page) == (rows > SHOWN)
    assert ("…" in body) == (rows > SHOWN)


def test_time_is_in_minutes_when_it_was_long_and_text_is_escaped(place, tmp_path):
    page = report(copied(place, tmp_path, config("moons-maf", FLOW), 40))
    assert "40 epochs in 41 min, 1 thread; python &lt;3&gt;." in page
