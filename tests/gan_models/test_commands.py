"""The command `gan-models`."""

import json

import pytest

from gan_models.cli import main


def test_a_run_leaves_its_settings_its_curves_and_a_picture(tmp_path, capsys):
    run = tmp_path / "run"
    options = ["--models", "2", "--seed", "5", "--out", str(run), "--steps", "100"]
    assert main(["train", "gaussian-gan-sgd", *options]) == 0
    assert capsys.readouterr().out.strip() == str(run)
    about = json.loads((run / "config.json").read_text())
    assert (about["recipe"], about["seed"], about["models"]) == ("gaussian-gan-sgd", 5, 2)
    assert (about["settings"]["steps"], about["settings"]["batch"]) == (100, 1)
    assert (run / "curves.png").read_bytes().startswith(b"\x89PNG")
    assert [json.loads(line)["step"] for line in (run / "metrics.jsonl").read_text().splitlines()] == [64]


def test_the_curves_have_a_line_every_so_many_steps(tmp_path):
    run = tmp_path / "run"
    assert main(["train", "gaussian-gan", "--models", "3", "--out", str(run), "--steps", "60"]) == 0
    lines = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    assert [line["step"] for line in lines] == [20, 40, 60]
    assert all(len(line[name]) == 3 for line in lines for name in ("generator", "discriminator", "means", "deviations"))


@pytest.mark.parametrize(
    ("recipe", "settings", "lines"),
    [("dual-gan", ["--game-steps", "5", "--dual-steps", "7"], 6 + 7), ("toy-diffusion", ["--steps", "9"], 9)],
)
def test_the_other_small_recipes_leave_curves_and_a_picture(recipe, settings, lines, tmp_path):
    run = tmp_path / "run"
    assert main(["train", recipe, "--models", "2", "--out", str(run), *settings]) == 0
    rows = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    assert len(rows) == lines
    assert all(len(row["value" if recipe == "dual-gan" else "loss"]) == 2 for row in rows)
    assert (run / "curves.png").read_bytes().startswith(b"\x89PNG")


def test_a_run_is_never_written_over(tmp_path, capsys):
    assert main(["train", "gaussian-gan", "--out", str(tmp_path)]) == 2
    assert "exists already" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["train", "gaussian-gna"], "did you mean gaussian-gan?"),
        (["train", "gaussian-gan", "--out", "/proc/nothing/here"], "cannot be made"),
        (["observe", "ridge.gradient"], "nothing is trained for ridge.gradient"),
        (["observe", "minimax.updatse"], "minimax.updates"),
        (["observe", "minimax.updates", "--record", "/nowhere"], "make it first"),
        (["observe", "minimax.updates", "--json", "/nowhere/x.json"], "there is no folder"),
        (["rates", "--points", "1"], "whole number from 2 up"),
        (["fly"], "invalid choice"),
    ],
)
def test_bad_input_is_one_line(arguments, complaint, capsys):
    assert main(arguments) == 2
    found = capsys.readouterr()
    assert found.out == ""
    assert complaint in found.err
    assert found.err.count("\n") == 1


def test_the_recipes_are_listed(capsys):
    assert main(["train"]) == 0
    assert {"gaussian-gan", "gaussian-gan-sgd"} <= {
        line.split()[0] for line in capsys.readouterr().out.splitlines()[1:]
    }


def test_a_map_of_rates_is_drawn(tmp_path, capsys):
    file = tmp_path / "map.svg"
    assert main(["rates", "--points", "2", "--seeds", "1", "--steps", "100", "-o", str(file)]) == 0
    assert file.read_text().startswith("<?xml")
    assert "converged" in capsys.readouterr().out


def test_an_image_run_leaves_everything_that_a_reader_needs(tmp_path, capsys):
    run = tmp_path / "run"
    options = [
        "--epochs",
        "3",
        "--grids",
        "1",
        "2",
        "--batch",
        "50",
        "--threads",
        "1",
        "--seed",
        "2",
        "--out",
        str(run),
    ]
    assert main(["train", "digits-cgan-projection", *options]) == 0
    found = capsys.readouterr()
    assert found.out.strip() == str(run)
    assert [line.partition(":")[0] for line in found.err.splitlines()] == ["epoch 1", "epoch 2", "epoch 3"]
    about = json.loads((run / "config.json").read_text())
    assert (about["recipe"], about["seed"], about["threads"]) == ("digits-cgan-projection", 2, 1)
    assert about["settings"]["projection"] is True
    assert sorted(p.name for p in (run / "grids").iterdir()) == [f"epoch-000{n}.png" for n in (1, 2, 3)]
    assert [json.loads(line)["epoch"] for line in (run / "metrics.jsonl").read_text().splitlines()] == [1, 2, 3]
    page = (run / "report.html").read_text()
    assert page.count("data:image/png;base64,") == 4
    assert "http" not in page


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["digits-gan", "--examples", "30"], "and there are only 30: make the batch smaller"),
        (["mnist-vae", "--data-dir", "/nowhere"], "/nowhere (from --data-dir) has no mnist"),
        (["digits-gan", "--seed", "-1"], "--seed -1 is too small"),
        (["gaussian-gan", "--models", "0"], "--models 0 is too small"),
    ],
)
def test_bad_settings_are_one_line_and_leave_no_folder(arguments, complaint, tmp_path, capsys):
    assert main(["train", *arguments, "--out", str(tmp_path / "run")]) == 2
    found = capsys.readouterr()
    assert complaint in found.err
    assert found.err.count("\n") == 1
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["digits-gan", "--epochs", "0"],
        ["digits-gan", "--device", "nothing"],
        ["digits-gan", "--nothing"],
        ["fashion-dcgan", "--data", "digits"],
        ["gaussian-gan", "--steps", "-5"],
        ["toy-diffusion", "--steps", "0"],
        ["dual-gan", "--game-steps", "0"],
    ],
)
def test_settings_that_make_no_sense_are_refused_before_anything_is_written(arguments, tmp_path, capsys):
    assert main(["train", *arguments, "--out", str(tmp_path / "run")]) == 2
    assert "Traceback" not in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_a_run_under_other_versions_is_resumed_with_a_warning(tmp_path, capsys):
    run = tmp_path / "run"
    assert main(["train", "digits-vae", "--epochs", "1", "--threads", "1", "--out", str(run)]) == 0
    about = json.loads((run / "config.json").read_text())
    about["versions"]["torch"] = "1.0"
    (run / "config.json").write_text(json.dumps(about))
    capsys.readouterr()
    assert main(["resume", str(run)]) == 0
    assert "torch 1.0 then" in capsys.readouterr().err
