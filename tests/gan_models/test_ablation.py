"""Which part of an improvement helps: runs that are trained once, measured once, and compared seed by seed."""

from __future__ import annotations

import json
import shutil
import signal
from dataclasses import replace
from statistics import fmean
from typing import Any

import pytest

from gan_models import ablation
from gan_models.ablation import NONE, ablate, gains, variants
from gan_models.backend import torch
from gan_models.cli import main
from gan_models.data import download
from gan_models.metrics.runs import measured
from gan_models.recipes import find
from gan_models.recipes.gan import GanRecipe
from gan_models.recipes.sampling import trained
from gan_models.trainer import runs
from gan_models.trainer.folder import RunFolder
from gan_models.trainer.loop import Interrupted

SMALL = GanRecipe(
    generator_widths=(16,),
    discriminator_widths=(16,),
    noise=8,
    batch=64,
    threads=1,
    examples=640,
    updates="simultaneous",
)
CHOSEN = ("average", "dropout", "attempt")


@pytest.fixture(autouse=True)
def cached(digits_cache, monkeypatch):
    monkeypatch.setattr(download, "cache", lambda: digits_cache)


@pytest.fixture(scope="module")
def place(tmp_path_factory, digits_cache):
    place = tmp_path_factory.mktemp("ablation")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(download, "cache", lambda: digits_cache)
        ablate(place, "digits-gan", SMALL, range(2), CHOSEN)
    return place


def test_the_parts_are_all_that_the_improved_recipe_has_differently():
    plain, improved = (find(f"mnist-gan-{kind}").recipe for kind in ("nonsaturating", "improved"))
    assert replace(plain, **variants()["all"]) == improved != plain
    assert replace(plain, **variants()["attempt"]) == find("mnist-gan-attempt").recipe
    assert replace(improved, spectral=True) == replace(plain, **variants()["all+spectral"])
    for name in variants().keys() - {"all", "all+spectral", "attempt"}:
        alone = replace(plain, **variants()[name])
        assert [f for f in vars(plain) if getattr(alone, f) != getattr(plain, f)] == [name]


def test_an_average_changes_nothing_in_the_training_so_its_run_also_shows_the_recipe_as_it_is(place, tmp_path):
    plain = RunFolder(tmp_path / "plain")
    runs.begin(plain, "digits-gan", SMALL, 1)
    runs.train(plain)
    found = trained(RunFolder(place / "average" / "seed-1"))
    own = trained(plain)["generator"]
    assert all(torch.equal(value, found["generator"][name]) for name, value in own.items())
    values = ablate(place, "digits-gan", SMALL, range(2), CHOSEN)
    assert values[NONE][1] == measured(plain).run
    assert values["average"][1] != values[NONE][1]


def test_what_is_there_is_neither_trained_nor_measured_again(place, monkeypatch):
    before = ablate(place, "digits-gan", SMALL, range(2), CHOSEN)
    monkeypatch.setattr(ablation, "measured", lambda *_, **__: pytest.fail("measured again"))
    assert ablate(place, "digits-gan", SMALL, range(2), CHOSEN, lambda _: pytest.fail("trained again")) == before
    assert set(before) == {*CHOSEN, NONE}


def test_the_data_are_looked_at_once_for_all_runs(place, tmp_path, monkeypatch):
    again, looked = tmp_path / "again", list[str]()
    shutil.copytree(place, again)
    for kept in again.rglob("measured*.json"):
        kept.unlink()
    real = ablation.standard
    monkeypatch.setattr(ablation, "standard", lambda recipe, *rest: looked.append(recipe.data) or real(recipe, *rest))
    found = ablate(again, "digits-gan", SMALL, range(2), CHOSEN)
    assert looked == ["digits"]
    assert found == ablate(place, "digits-gan", SMALL, range(2), CHOSEN)


def test_ctrl_c_after_the_last_step_of_a_run_is_not_lost(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("gan_models.recipes.RECIPES", {"digits-gan": Small()})
    monkeypatch.setattr(ablation, "measured", lambda *_, **__: pytest.fail("it went on"))
    real = runs.train_all

    def train(*arguments: Any, **named: Any) -> None:
        real(*arguments, **named)
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(runs, "train_all", train)
    assert main(["ablate", "digits-gan", "--seeds", "2", "--variants", *CHOSEN, "--out", str(tmp_path / "all")]) == 130
    assert "the same command goes on with the other runs" in capsys.readouterr().err
    assert [str(f.parent.relative_to(tmp_path)) for f in tmp_path.rglob("config.json")] == ["all/average/seed-0"]
    assert len(list(tmp_path.rglob("weights.safetensors"))) == 1


def test_a_run_that_was_stopped_goes_on(place, tmp_path):
    def stopped(folder):
        calls = iter([False, True])
        runs.train(folder, stop=lambda: next(calls))

    with pytest.raises(Interrupted):
        ablate(tmp_path, "digits-gan", SMALL, range(1), ("dropout",), stopped)
    found = ablate(tmp_path, "digits-gan", SMALL, range(1), ("dropout",))
    assert found["dropout"][0] == ablate(place, "digits-gan", SMALL, range(2), CHOSEN)["dropout"][0]


def test_gains_are_differences_between_runs_with_the_same_seeds():
    values = {NONE: {0: {"frechet": 5.0}, 1: {"frechet": 9.0}}, "r1": {0: {"frechet": 4.0}, 1: {"frechet": 7.0}}}
    found = gains(values, "r1", "frechet")
    assert (found.mean, found.seeds) == (pytest.approx(fmean([-1, -2])), 2)
    assert found.low < -2
    assert found.high > -1
    more = values | {"r1": values["r1"] | {2: {"frechet": 0.0}}, NONE: values[NONE] | {3: {"frechet": 99.0}}}
    assert gains(more, "r1", "frechet") == found  # by the seeds that both have
    with pytest.raises(ValueError, match="two"):
        gains({NONE: {0: {"frechet": 1.0}}, "r1": {0: {"frechet": 1.0}}}, "r1", "frechet")


def test_other_settings_are_not_mixed_in(place):
    with pytest.raises(ValueError, match="begun with other settings"):
        ablate(place, "digits-gan", replace(SMALL, epochs=2), range(2), CHOSEN)


class Small:
    recipe, title = SMALL, "small"


def test_the_command_prints_metrics_and_gains(place, monkeypatch, capsys):
    monkeypatch.setattr("gan_models.recipes.RECIPES", {"digits-gan": Small()})
    arguments = ["ablate", "digits-gan", "--seeds", "2", "--variants", *CHOSEN, "--out"]
    assert main([*arguments, str(place)]) == 0
    said = capsys.readouterr().out
    assert "gain over none" in said
    assert "over 2 seeds" in said
    assert main([*arguments, str(place), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["none"]["1"] == ablate(place, "digits-gan", SMALL, range(2), CHOSEN)[NONE][1]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["digits-gam"], "did you mean digits-gan?"),
        (["digits-vae"], "digits-vae is no image GAN"),
        (["digits-gan", "--variants", "r2"], "there is no variant r2; the variants are r1"),
        (["digits-gan", "--seeds", "1"], "not a whole number from 2 up"),
    ],
)
def test_bad_input_is_one_line(arguments, complaint, tmp_path, capsys):
    assert main(["ablate", *arguments, "--out", str(tmp_path / "new")]) == 2
    said = capsys.readouterr()
    assert complaint in said.err
    assert said.out == ""
    assert not (tmp_path / "new").exists()


def test_a_folder_that_was_made_and_no_more_is_begun_anew(place, tmp_path):
    (tmp_path / "dropout" / "seed-0").mkdir(parents=True)
    found = ablate(tmp_path, "digits-gan", SMALL, range(1), ("dropout",))
    assert found["dropout"][0] == ablate(place, "digits-gan", SMALL, range(2), CHOSEN)["dropout"][0]


def test_a_variant_that_does_not_get_to_its_end_says_how_to_go_on_without(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("gan_models.recipes.RECIPES", {"digits-gan": Wild()})
    assert main(["ablate", "digits-gan", "--seeds", "2", "--variants", "dropout", "--out", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "infinite or no number" in said
    assert "name, by --variants, only the other runs" in said


class Wild:
    recipe = replace(SMALL, generator_rate=1e38)


def test_several_processes_are_refused(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("WORLD_SIZE", "2")
    assert main(["ablate", "digits-gan", "--out", str(tmp_path)]) == 2
    assert "ablate trains many models in one process: start it without torchrun" in capsys.readouterr().err
