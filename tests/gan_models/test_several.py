"""Several seeds in one process: each run as if alone, what they have in common on one page, going on after a stop."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from gan_models.backend import Tensor
from gan_models.cli import main
from gan_models.metrics.seeds import interval
from gan_models.recipes.images import ImageRecipe
from gan_models.recipes.vae import VaeRecipe
from gan_models.trainer import loop, several
from gan_models.trainer.folder import NoRun, RunFolder
from tests.gan_models.stopped_runs import trained, untimed

SMALL = ["--epochs", "3", "--examples", "100", "--batch", "20", "--threads", "1", "--noise", "4"]
SMALL += ["--generator-widths", "16", "--discriminator-widths", "16"]


def train(path: Path, *more: str) -> int:
    return main(["train", "digits-gan", "--seed", "3", "--seeds", "2", "--out", str(path), *SMALL, *more])


def as_alone(path: Path, place: Path) -> None:
    """The runs of a folder of several against runs of their seeds alone, to the bit."""
    for folder in several.members(path):
        alone = RunFolder(place / f"alone-{folder.config['seed']}")
        assert main(["train", "digits-gan", "--seed", folder.path.name[5:], "--out", str(alone.path), *SMALL]) == 0
        assert folder.weights_file.read_bytes() == alone.weights_file.read_bytes()
        assert untimed(folder) == untimed(alone)
        assert folder.steps == alone.steps
        assert folder.grids[-1].read_bytes() == alone.grids[-1].read_bytes()


def test_each_seed_gets_the_bits_that_it_gets_alone_and_the_page_says_what_came_out(tmp_path, capsys):
    path = tmp_path / "runs"
    assert train(path) == 0
    printed = capsys.readouterr()
    assert printed.out.splitlines()[-1] == str(path)
    assert [line.partition(":")[0] for line in printed.err.splitlines()][:2] == ["seed 3, epoch 1", "seed 4, epoch 1"]
    folders = several.members(path)
    assert [folder.config["seed"] for folder in folders] == [3, 4]
    kept = json.loads((path / "seeds.json").read_text())
    expected = interval([folder.rows[-1]["generator"] for folder in folders])
    assert kept["generator"] == expected._asdict()
    assert str(expected) in printed.out
    assert not {"epoch", "seconds"} & kept.keys()
    page = (path / "report.html").read_text()
    assert "digits-gan, 2 seeds" in page
    assert "gan-models train digits-gan --seed 3 --seeds 2" in page
    assert all(f"seed-{seed}/report.html" in page and (path / f"seed-{seed}/report.html").exists() for seed in (3, 4))
    as_alone(path, tmp_path)


@pytest.mark.usefixtures("unrendered")
def test_runs_that_were_stopped_go_on_together_also_if_one_is_behind(tmp_path, monkeypatch, capsys):
    path = tmp_path / "runs"
    with monkeypatch.context() as patch:
        patch.setattr(several, "train", lambda *_, **__: (_ for _ in ()).throw(loop.Interrupted))
        assert train(path) == 130
    assert "go on with: gan-models resume" in capsys.readouterr().err
    folders = several.members(path)
    assert len(folders) == 2
    calls = iter(range(1, 99))
    with pytest.raises(loop.Interrupted):
        several.train(path, folders[:1], stop=lambda: next(calls) == 7)  # the other one has no checkpoint yet
    assert not (path / "seeds.json").exists()
    assert main(["resume", str(path)]) == 0
    assert (path / "seeds.json").exists()
    as_alone(path, tmp_path)


@pytest.mark.usefixtures("unrendered")
def test_a_seed_that_was_never_begun_is_begun_when_the_others_go_on(tmp_path):
    path = tmp_path / "runs"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(several.runs, "train_all", lambda *_, **__: (_ for _ in ()).throw(loop.Interrupted))
        assert train(path) == 130
    shutil.rmtree(path / "seed-4")
    assert main(["resume", str(path)]) == 0
    assert [folder.config["seed"] for folder in several.members(path)] == [3, 4]
    as_alone(path, tmp_path)


@pytest.mark.usefixtures("unrendered")
def test_a_seed_that_diverges_does_not_stop_the_others(tmp_path, monkeypatch, capsys):
    path, real = tmp_path / "runs", loop.Training.one

    def one(self):
        real(self)
        if self.random.seed == 3 and (self.epoch, self.step) == (1, 2):
            self.state.players.generator["body.0.bias"].fill_(float("nan"))

    monkeypatch.setattr(loop.Training, "one", one)
    assert train(path) == 1
    told = capsys.readouterr().err
    assert "infinite or no number" in told
    assert str(path / "seed-3") in told
    assert [len(folder.rows) for folder in several.members(path)] == [1, 3]
    assert not (path / "seeds.json").exists()
    monkeypatch.undo()
    assert main(["resume", str(path)]) == 0
    as_alone(path, tmp_path)


@pytest.mark.usefixtures("unrendered")
def test_an_error_of_ours_is_not_called_damage(tmp_path, monkeypatch):
    path = tmp_path / "runs"
    assert train(path) == 0
    monkeypatch.setattr(several, "train", lambda *_, **__: (_ for _ in ()).throw(TypeError("ours")))
    assert main(["resume", str(path)]) == 70


@pytest.mark.usefixtures("unrendered")
def test_runs_that_went_on_elsewhere_are_still_alike(tmp_path):
    path = tmp_path / "runs"
    assert train(path) == 0
    RunFolder(path / "seed-4").move(data_dir=str(tmp_path))
    assert len(several.members(path)) == 2
    assert main(["resume", str(path)]) == 0


@pytest.mark.usefixtures("unrendered")
def test_runs_that_are_not_alike_are_not_resumed_together(tmp_path, capsys):
    path = tmp_path / "runs"
    assert train(path) == 0
    config = path / "seed-4" / "config.json"
    config.write_text(config.read_text().replace('"noise": 4', '"noise": 5'))
    with pytest.raises(NoRun, match="was begun otherwise"):
        several.members(path)
    assert main(["resume", str(path)]) == 2
    assert "resume each of them alone" in capsys.readouterr().err


@pytest.mark.usefixtures("unrendered")
@pytest.mark.parametrize(
    ("more", "told"),
    [(["--seeds", "0"], "--seeds 0 is too small"), (["--batch", "1000"], "make the batch smaller")],
)
def test_what_cannot_be_trained_leaves_no_folder_behind(more, told, tmp_path, capsys):
    assert train(tmp_path / "runs", *more) == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "runs").exists()


@pytest.mark.usefixtures("unrendered")
def test_a_folder_that_is_there_is_kept_and_several_processes_are_refused(tmp_path, capsys, monkeypatch):
    (tmp_path / "runs").mkdir()
    assert train(tmp_path / "runs") == 2
    assert "exists already" in capsys.readouterr().err
    monkeypatch.setenv("WORLD_SIZE", "2")
    assert train(tmp_path / "others") == 2
    assert "without torchrun" in capsys.readouterr().err


@pytest.mark.usefixtures("unrendered")
def test_a_run_alone_is_none_of_several_and_several_are_not_one(tmp_path, capsys):
    run = trained(tmp_path / "run", "digits-vae", VaeRecipe(hidden=8, latent=2, examples=40, batch=20, threads=1))
    assert several.members(run.path) == []
    assert main(["sample", str(tmp_path)]) == 2
    assert "name a folder that `train` wrote" in capsys.readouterr().err
    run.path.rename(tmp_path / "seed-0")
    assert several.members(tmp_path) == [], "nobody asked for several"
    assert main(["sample", str(tmp_path)]) == 2
    assert f"name one of its runs, such as {tmp_path / 'seed-0'}" in capsys.readouterr().err
    assert several.members(tmp_path / "nothing") == []


@pytest.mark.usefixtures("unrendered")
@pytest.mark.parametrize("resident", [True, False])
def test_the_images_are_read_and_kept_once_for_all_seeds(resident, tmp_path, monkeypatch):
    recipe = VaeRecipe(hidden=8, latent=2, examples=40, batch=20, threads=1, epochs=1, resident=resident)
    drawn, real, load = list[Tensor](), loop.Training.batch, ImageRecipe.images

    def batch(self):
        drawn.append(self.task.draw.__self__.images.pixels)
        return real(self)

    monkeypatch.setattr(loop.Training, "batch", batch)
    for again in (False, True):
        asked, path = list[str](), tmp_path / f"runs-{again}"
        with monkeypatch.context() as patch:
            patch.setattr(VaeRecipe, "images", lambda self, asked=asked: asked.append("read") or load(self))
            begun = several.begin(path, "digits-vae", recipe, (0, 1, 2))
            several.train(path, [folder for folder, _ in begun], () if again else [run for _, run in begun])
        assert len(asked) == (2 if again else 1)
        assert len({pixels.data_ptr() for pixels in drawn}) == 1
        drawn.clear()
