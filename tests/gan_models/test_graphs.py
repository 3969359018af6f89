"""Steps that are recorded and replayed give the weights of steps that are not, and what cannot be recorded says why."""

from __future__ import annotations

import warnings
from dataclasses import replace

import pytest

from gan_models.backend import torch
from gan_models.recipes.flow import FlowRecipe
from gan_models.recipes.gan import GanRecipe
from gan_models.recipes.vae import VaeRecipe
from gan_models.trainer import graphs, runs, stacks, together
from gan_models.trainer.checkpoint import flat
from gan_models.trainer.loop import Interrupted, Training
from tests.gan_models import tapes
from tests.gan_models.small_dcgan import Convolutional

pytestmark = pytest.mark.usefixtures("few_inspected")
SMALL = {"examples": 70, "batch": 10, "epochs": 2}
GAN = SMALL | {"generator_widths": (8,), "discriminator_widths": (8,), "noise": 4}
RECIPES = {
    "by turns": GanRecipe(**GAN),
    "at once": GanRecipe(updates="simultaneous", average=0.9, r1=1.0, **GAN),
    "spectral": GanRecipe(spectral=True, **GAN),
    "by class": GanRecipe(projection=True, **GAN),
    "critic": GanRecipe(loss="wasserstein", penalty=10.0, discriminator_steps=2, **GAN),
    "batch statistics": Convolutional(networks="convolutional", data="mnist", noise=5, batch=3, epochs=2),
    "autoencoder": VaeRecipe(hidden=8, latent=2, **SMALL),
    "flow": FlowRecipe(points=70, held_out=10, layers=2, hidden=(8,), batch=10, epochs=2),
}


def trained(recipe, tmp_path, steps=None, seed=0, **arguments):
    """A finished training, its rows, and how far it had come where somebody looked."""
    tmp_path.mkdir(exist_ok=True)
    ready = recipe.run(seed)
    training, rows, seen = Training(ready.task, ready.random, tmp_path / f"checkpoint-{seed}"), list[dict](), []
    together.run([training], [rows.append], lambda *at: seen.append(at), steps=steps, **arguments)
    return training, rows, seen


def untimed(rows):
    return [{k: v for k, v in row.items() if k not in ("seconds", "examples_per_second")} for row in rows]


def same(one: Training, other: Training) -> None:
    """Every bit: weights, buffers, optimiser memory, averages, sums; and the same random numbers next."""
    for (name, a), (_, b) in zip(flat(one.changing), flat(other.changing), strict=True):
        assert torch.equal(a, b), name
    for a, b in zip(one.random.generators, other.random.generators, strict=True):
        assert torch.equal(a.get_state(), b.get_state())


@pytest.mark.parametrize("name", RECIPES)
def test_replayed_steps_give_the_same_bits(name, tmp_path):
    recipe = RECIPES[name]
    plain, rows, every = trained(recipe, tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        taped, found, seen = trained(recipe, tmp_path, graphs.Graphs(3, tapes.recorded))
    same(plain, taped)
    assert untimed(rows) == untimed(found)
    steps = plain.task.steps
    assert seen == [(e, s) for e in (1, 2) for s in range(1, steps + 1) if s % 3 == 0 or s == steps]
    assert seen != every


@pytest.mark.parametrize("name", RECIPES)
def test_nothing_is_read_that_another_graph_may_have_written_over(name, tmp_path):
    """Graphs of one pool: each replay works out anew what it reads."""
    plain, rows, _ = trained(RECIPES[name], tmp_path)
    taped, found, _ = trained(RECIPES[name], tmp_path, graphs.Graphs(3, tapes.overwritten))
    same(plain, taped)
    assert untimed(rows) == untimed(found)


@pytest.mark.parametrize(("record", "expected"), [(tapes.recorded, 5.0), (tapes.overwritten, float("nan"))])
def test_a_graph_that_reads_what_another_has_worked_out_would_be_noticed(record, expected):
    two, total, kept = torch.full((), 2.0), torch.zeros(()), dict[str, torch.Tensor]()

    def first() -> None:
        kept["three"] = two + 1
        total.add_(two)

    def second() -> None:
        total.add_(kept["three"])

    replays = [record([graphs.Branch([], steps)], []) for steps in (first, second)]
    total.zero_()
    for replay in replays:
        replay()
    torch.testing.assert_close(total.item(), expected, equal_nan=True)


def test_graphs_of_the_same_runs_share_their_memory_and_those_of_others_have_their_own(tmp_path, monkeypatch):
    rooms = list[graphs.Room]()

    def recorded(branches, generators, room):
        rooms.append(room)
        return tapes.recorded(branches, generators)

    monkeypatch.setattr(graphs, "recorded", recorded)
    steps = graphs.Graphs(3)
    trained(RECIPES["by turns"], tmp_path, steps)
    trained(RECIPES["by turns"], tmp_path, steps, seed=1)
    first, left, second, also_left = rooms
    assert first is left
    assert second is also_left
    assert first is not second, "a pool whose graphs are gone takes no others"


def test_checkpoints_are_where_they_are_without_graphs(tmp_path):
    recipe = replace(RECIPES["at once"], checkpoint_steps=2)
    plain, _, _ = trained(recipe, tmp_path)
    taped, _, seen = trained(recipe, tmp_path, graphs.Graphs(5, tapes.recorded))
    same(plain, taped)
    assert [s for e, s in seen if e == 1] == [2, 4, 6, 7]


def test_a_stopped_run_goes_on_from_its_checkpoint_with_or_without_graphs(tmp_path):
    recipe = RECIPES["at once"]
    whole, _, _ = trained(recipe, tmp_path)
    stops = iter([False, True])
    with pytest.raises(Interrupted):
        trained(recipe, tmp_path / "a", graphs.Graphs(3, tapes.recorded), stop=lambda: next(stops))
    for steps in (None, graphs.Graphs(4, tapes.recorded)):
        ready = recipe.run(0)
        again = Training(ready.task, ready.random, tmp_path / "a" / "checkpoint-0")
        again.restore()
        assert again.step == 6
        again.save = lambda: None  # leave the checkpoint for the other one
        together.run([again], [lambda row: None], steps=steps)
        same(whole, again)


def test_a_graph_that_does_nothing_is_noticed(tmp_path):
    with pytest.raises(RuntimeError, match="has done 0 steps of the epoch, and was told to do 7"):
        trained(RECIPES["by turns"], tmp_path, graphs.Graphs(3, lambda branches, generators: lambda: None))


def test_the_warning_has_the_first_error_not_the_complaint_about_it(tmp_path):
    def failing(branches, generators):
        try:
            raise RuntimeError("operation not permitted when stream is capturing")
        finally:
            raise RuntimeError("operation failed due to a previous error during capture")

    with pytest.warns(UserWarning, match=r"\(operation not permitted when stream is capturing\)"):
        trained(RECIPES["by turns"], tmp_path, graphs.Graphs(3, failing))


def test_a_host_number_in_a_step_would_be_noticed(tmp_path):
    """The tape repeats what the host worked out: a step that counts on the host is trained wrong by it."""
    recipe = RECIPES["by turns"]

    def counting(self):
        index = self.order[self.step * 10 : self.step * 10 + 10]
        self.state, losses = self.task.step(self.state, self.task.draw(index))
        self.losses[self.step] = torch.stack(losses).to(self.losses)
        self.step += 1
        self.place += 1

    plain, _, _ = trained(recipe, tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Training, "one", counting)
        taped, _, _ = trained(recipe, tmp_path, graphs.Graphs(1, tapes.recorded))
    with pytest.raises(AssertionError):
        same(plain, taped)


@pytest.mark.parametrize("changed", [{"resident": False}, {"fused": False}])
def test_what_cannot_be_recorded_is_done_step_by_step_after_a_warning(changed, tmp_path):
    recipe = replace(RECIPES["by turns"], **changed)
    plain, rows, _ = trained(recipe, tmp_path)
    with pytest.warns(UserWarning, match=r"asked the device for a number\): going on one by one") as told:
        taped, found, _ = trained(recipe, tmp_path, graphs.Graphs(3, tapes.recorded))
    assert len(told) == 1
    same(plain, taped)
    assert untimed(rows) == untimed(found)


def test_several_seeds_in_the_same_steps_are_each_as_if_alone(tmp_path):
    recipe, seeds = RECIPES["at once"], (0, 1, 2)
    alone = [trained(recipe, tmp_path, seed=seed)[:2] for seed in seeds]
    for steps in (None, graphs.Graphs(3, tapes.recorded)):
        ready = [recipe.run(seed) for seed in seeds]
        several = [Training(r.task, r.random, tmp_path / f"several-{i}") for i, r in enumerate(ready)]
        rows = [list[dict]() for _ in seeds]
        together.run(several, [own.append for own in rows], steps=steps)
        for (training, expected), own, found in zip(alone, several, rows, strict=True):
            same(training, own)
            assert untimed(expected) == untimed(found)


def test_one_that_is_behind_catches_up_and_all_end_with_their_own_bits(tmp_path):
    recipe = RECIPES["by turns"]
    alone = [trained(recipe, tmp_path, seed=seed)[0] for seed in (0, 1)]
    for folder, stop_at in (("a", 9), ("b", 3)):
        calls = iter(range(1, 99))
        with pytest.raises(Interrupted):
            trained(recipe, tmp_path / folder, seed="ab".index(folder), stop=lambda c=calls, n=stop_at: next(c) == n)
    several = list[Training]()
    for seed, folder in enumerate("ab"):
        ready = recipe.run(seed)
        several.append(Training(ready.task, ready.random, tmp_path / folder / f"checkpoint-{seed}"))
        several[-1].restore()
    assert [(t.epoch, t.step) for t in several] == [(1, 2), (0, 3)]
    together.run(several, [lambda row: None] * 2)
    for training, own in zip(alone, several, strict=True):
        same(training, own)


def test_graphs_and_stacks_are_for_gpus_and_can_be_switched_off(tmp_path):
    recipe = replace(RECIPES["at once"], graph_steps=5)
    ready = [recipe.run(seed) for seed in (0, 1)]
    trainings = [Training(r.task, r.random, tmp_path / "checkpoint") for r in ready]
    assert type(runs.steps_of(recipe, trainings)) is graphs.Steps
    for training in trainings:
        training.random.device = torch.device("cuda")
    found = runs.steps_of(recipe, trainings)
    assert isinstance(found, graphs.Graphs)
    assert found.most == 5
    assert len(found._each.branches(trainings[:1], 1)) == 1
    eager = replace(recipe, graph_steps=0)
    assert isinstance(runs.steps_of(eager, trainings), stacks.Stacked)
    assert type(runs.steps_of(eager, trainings[:1])) is graphs.Steps
    assert type(runs.steps_of(replace(eager, stacked=False), trainings)) is graphs.Steps
