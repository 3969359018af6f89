"""Pictures: every one is drawn, its curves are those of the proofs, and bad input gets one line."""

from __future__ import annotations

import numpy as np
import pytest

from derivations.cli import main
from derivations.results import catalogue
from numerics import plots
from numerics.plots import drawings, plot, save
from numerics.plotting import inches

DISTINCT = sorted({draw: name for name, draw in drawings().items()}.values())


@pytest.fixture
def run(capsys):
    """Run the command in this process: exit status, stdout, stderr."""

    def command(*arguments):
        status = main(arguments)
        out, err = capsys.readouterr()
        return status, out, err

    return command


@pytest.mark.parametrize("name", DISTINCT)
def test_every_picture_is_drawn_with_labelled_axes_and_finite_curves(name):
    figure = plot(name)
    assert figure.axes
    for axes in figure.axes:
        assert axes.get_xlabel()
        assert axes.get_title()
        assert all(np.isfinite(np.asarray(line.get_xydata())).all() for line in axes.lines)


def test_pictures_are_of_results_of_the_catalogue():
    assert set(drawings()) <= set(catalogue())


def test_a_curve_is_the_answer_of_the_proof():
    (axes,) = plot("optimal_discriminator.optimum").axes
    curve = next(line for line in axes.lines if line.get_label().startswith("$D^*"))
    x, best = curve.get_xydata().T
    assert best == pytest.approx(1 / (1 + np.exp(-2 * x)), rel=1e-12)  # the logit of N(1, 1) against N(−1, 1) is 2x


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_the_same_picture_gives_the_same_bytes(tmp_path, suffix):
    files = [tmp_path / f"{i}.{suffix}" for i in range(2)]
    for file in files:
        save("optimal_discriminator.global_minimum", file)
    first, second = (file.read_bytes() for file in files)
    assert first == second
    assert first.startswith(b"\x89PNG" if suffix == "png" else b"<?xml")


def test_the_command_writes_a_file_and_says_which(run, tmp_path):
    file = str(tmp_path / "d.svg")
    assert run("plot", "optimal_discriminator.optimum", "-o", file, "--size", "6x4") == (0, f"{file}\n", "")


def test_the_command_names_the_file_after_the_result(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("plot", "minimax.bilinear")[1] == "minimax.bilinear.png\n"
    assert (tmp_path / "minimax.bilinear.png").stat().st_size > 10_000


def test_without_an_id_it_lists_what_can_be_drawn(run):
    assert run("plot")[1].split() == list(drawings())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("minimax.stepsize",), "did you mean minimax.step_size"),
        (("divergences.gibbs",), "there is no picture of 'divergences.gibbs'"),
        (("minimax.bilinear", "-o", "a.pdf"), "ends neither in .png nor in .svg"),
        (("minimax.bilinear", "-o", "nowhere/a.png"), "there is no folder 'nowhere'"),
        (("minimax.bilinear", "--size", "800x600"), "each from 1 to 50"),
        (("minimax.bilinear", "--size", "big"), "write inches such as 8x4"),
    ],
    ids=["near", "none", "suffix", "folder", "pixels", "words"],
)
def test_bad_input_gets_one_line(run, arguments, words):
    status, out, err = run("plot", *arguments)
    assert (status, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1


def test_an_unknown_picture_is_an_error_for_callers():
    with pytest.raises(plots.NoPlot, match="there are some of"):
        plot("ridge.nothing")


def test_sizes_are_inches():
    assert inches("10X5") == (10.0, 5.0)
