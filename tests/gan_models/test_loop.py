"""The loop over epochs: what it adds up, averages, and does not ask the device for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gan_models.backend import torch
from gan_models.play import Losses, Players, State
from gan_models.recipes.gan import GanRecipe
from gan_models.recipes.vae import VaeRecipe
from gan_models.trainer import loop, together
from gan_models.trainer.folder import RunFolder
from gan_models.trainer.loop import Interrupted, Task, Training
from gan_models.trainer.randomness import Randomness
from tests.gan_models.stopped_runs import trained

CPU = torch.device("cpu")
SMALL = {"generator_widths": (8,), "discriminator_widths": (8,), "noise": 4, "examples": 60, "batch": 20}


def counting(**settings) -> Task:
    """Nothing is learnt: the generator's number is the sum of the indices seen, its loss the first of a batch."""

    def step(state: State, batch):
        number = state.players.generator["n"] + batch.sum()
        players = Players({"n": number}, {})
        return state._replace(players=players), Losses(batch[0].double(), batch[-1].double())

    start = State(Players({"n": torch.zeros((), dtype=torch.float64)}, {}), Players({}, {}), Players(*torch.zeros(2)))
    return Task(**{"start": lambda: start, "step": step, "draw": lambda index: index, "batch": 3, **settings})


def run(task: Task, tmp_path, seed: int = 0, **arguments) -> tuple[Training, list[dict]]:
    training, rows = Training(task, Randomness(seed, CPU), tmp_path / "checkpoint"), list[dict]()
    together.run([training], [rows.append], **arguments)
    return training, rows


def test_every_example_is_seen_once_an_epoch_in_another_order_each_time(tmp_path):
    seen = list[list[int]]()

    def draw(index):
        seen.append(index.tolist())
        return index

    run(counting(examples=9, epochs=2, draw=draw), tmp_path)
    first, second = ([i for batch in part for i in batch] for part in (seen[:3], seen[3:]))
    assert sorted(first) == sorted(second) == list(range(9))
    assert first != second


def test_what_is_left_at_the_end_of_an_epoch_is_left_out(tmp_path):
    steps = list[tuple[int, int]]()
    run(counting(examples=8, epochs=2), tmp_path, watch=lambda epoch, step: steps.append((epoch, step)))
    assert steps == [(1, 1), (1, 2), (2, 1), (2, 2)]


def test_a_row_has_the_mean_losses_of_its_epoch(tmp_path):
    task = counting(examples=9, epochs=2, rows=("loss", ""))
    _, rows = run(task, tmp_path)
    for epoch, row in enumerate(rows):
        order = Randomness(0, CPU).order(9, epoch)
        assert row["loss"] == pytest.approx(order[::3].double().mean().item())
        assert set(row) == {"epoch", "loss", "seconds", "examples_per_second"}


def test_the_mean_of_an_epoch_has_the_bits_of_a_sum_from_step_to_step(tmp_path):
    task = counting(examples=300, epochs=1)
    _, (row,) = run(replace(task, step=lambda state, batch: (state, thirds(batch))), tmp_path)
    total = torch.zeros(2, dtype=torch.float64)
    for part in Randomness(0, CPU).order(300, 0).split(3):
        total += torch.stack(thirds(part))
    assert [row["generator"], row["discriminator"]] == (total / 100).tolist()


def thirds(batch) -> Losses:
    return Losses(batch[0].double() / 3, batch[-1].double() / 7)


@pytest.mark.parametrize("most", [200, 4])
def test_the_losses_of_the_steps_are_kept_and_in_a_long_epoch_their_means(most, tmp_path, monkeypatch):
    monkeypatch.setattr(loop, "CURVE", most)
    seen, order = list[dict[str, list[float]]](), Randomness(0, CPU).order
    task = counting(examples=27, epochs=2, rows=("loss", ""))
    training = Training(task, Randomness(0, CPU), tmp_path / "checkpoint")
    together.run([training], [lambda row: seen.append(training.curves())])
    for epoch, curves in enumerate(seen):
        each = order(27, epoch)[::3].double()
        spans = each.split(1) if most > 9 else (each[:3], each[3:5], each[5:7], each[7:])
        assert curves.keys() == {"loss"}, "the other player does not move"
        assert curves["loss"] == pytest.approx([span.mean().item() for span in spans], rel=1e-5)


def test_a_run_that_was_stopped_within_an_epoch_has_the_losses_of_all_its_steps(tmp_path):
    recipe = VaeRecipe(hidden=8, latent=2, examples=60, batch=10, threads=1, epochs=2)
    whole, stopped = (trained(tmp_path / name, "digits-vae", recipe, at) for name, at in (("a", ()), ("b", (4, 5))))
    assert whole.steps == stopped.steps
    assert [(row["epoch"], len(row["loss"])) for row in whole.steps] == [(1, 6), (2, 6)]
    assert len({value for row in whole.steps for value in row["loss"]}) == 12
    for row, steps in zip(whole.rows, whole.steps, strict=True):
        assert row["loss"] == pytest.approx(sum(steps["loss"]) / 6, rel=1e-5)


def test_what_is_no_number_is_recorded_as_none(tmp_path):
    seen = {"nan": float("nan"), "inf": -float("inf"), "one": 1.0, "whole": 2, "none": None}
    _, rows = run(counting(examples=9, epochs=1, inspect=lambda state, average: seen), tmp_path)
    assert {name: rows[0][name] for name in seen} == {"nan": None, "inf": None, "one": 1.0, "whole": 2, "none": None}
    folder = RunFolder(tmp_path)
    folder.add(rows[0])
    with pytest.raises(ValueError, match="not JSON compliant"):
        folder.add(rows[0] | {"epoch": 2} | seen)
    assert [row["epoch"] for row in folder.rows] == [1]


def test_the_average_follows_the_generator(tmp_path):
    training, _ = run(counting(examples=9, epochs=1, average=0.75), tmp_path)
    expected = value = torch.zeros((), dtype=torch.float64)
    for part in Randomness(0, CPU).order(9, 0).split(3):
        value = value + part.sum()
        expected = 0.75 * expected + 0.25 * value
    torch.testing.assert_close(training.average["n"], expected)


def test_a_stop_is_obeyed_after_the_step_with_everything_kept(tmp_path):
    task = counting(examples=9, epochs=2)
    with pytest.raises(Interrupted):
        run(task, tmp_path, stop=lambda: True)
    again = Training(task, Randomness(0, CPU), tmp_path / "checkpoint")
    again.restore()
    assert (again.epoch, again.step) == (0, 1)
    assert again.state.players.generator["n"] == Randomness(0, CPU).order(9, 0)[:3].sum()


@pytest.mark.parametrize("updates", ["alternating", "simultaneous"])
def test_a_step_waits_for_no_number_from_the_device(updates, tmp_path, monkeypatch):
    ready = GanRecipe(epochs=1, updates=updates, average=0.9, r1=1.0, **SMALL).run(0)
    training = Training(ready.task, ready.random, tmp_path / "checkpoint")
    training.begin()

    def waits(*_: object, **__: object) -> None:
        raise AssertionError("a step asked the device for a number")

    for name in ("item", "tolist", "numpy", "cpu", "__bool__", "__int__"):
        monkeypatch.setattr(torch.Tensor, name, waits)
    training.one()
    training.one()
    monkeypatch.undo()
    assert training.step == 2
