"""`verify`: prove every result again, ask for every other evidence, judge every slip, and report.

Nothing is taken from an earlier run. Work is handed out by name, so that a worker process that starts from nothing
(spawn) derives its results itself; only plain data come back.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from time import perf_counter
from typing import NamedTuple

from derivations.report import Outcome, Report, SlipOutcome
from derivations.results import Result, UnknownResult, catalogue, find, topics
from derivations.slips import judge, slips
from derivations.workers import Task, seldom, shared

PER_PROCESS = 12
Progress = Callable[[int, int, str], None]
Done = Outcome | SlipOutcome


class Manner(NamedTuple):
    """How everything is to be verified."""

    seed: int
    budget: str
    observe: bool


def verify(
    ids: Iterable[str] | None = None,
    *,
    jobs: int | None = 1,
    seed: int = 0,
    observe: bool = False,
    strict: bool = False,
    budget: str = "default",
    progress: Progress | None = None,
) -> Report:
    """Prove, check and put to SymPy the results of the installed topics, and judge the slips of these topics.

    Args:
        ids: results, or topics for all their results; all installed topics by default. The slips of a topic are
            judged when all its results are asked for.
        jobs: how many processes share the work; None for one per usable core, as far as there is work for them.
        seed: of everything random; the same seed gives the same report, times aside.
        observe: train the models of the observations anew; otherwise what was recorded is shown.
        strict: evidence that a result needs and nobody provides counts as a failure.
        budget: how hard the evidence tries, as its providers understand it.
        progress: called with (done, total, name) after each result and slip.

    Returns:
        A Report; `report.exit_status` is 0 when all hold.

    Raises:
        UnknownResult: an id that no installed topic has; the message names the nearest ones.
        ValueError: `jobs` is less than 1.

    >>> verify(["ridge.gradient"]).results[0].status
    'proved'
    """
    started = perf_counter()
    tasks = _tasks(select(ids))
    jobs = worthwhile(len(tasks)) if jobs is None else jobs
    if jobs < 1:
        raise ValueError(f"jobs = {jobs}: at least one process is needed")
    run = _in_turn if jobs == 1 or len(tasks) < 2 else _in_parallel
    done: dict[Task, Done] = {}
    for task, outcome in run(tasks, Manner(seed, budget, observe), jobs):
        done[task] = outcome
        if progress:
            progress(len(done), len(tasks), task[1])
    ordered = [done[task] for task in tasks]
    return Report(
        [o for o in ordered if isinstance(o, Outcome)],
        [o for o in ordered if isinstance(o, SlipOutcome)],
        perf_counter() - started,
        strict,
        seed,
        observe,
    )


def select(ids: Iterable[str] | None) -> list[Result]:
    """The results of these ids and topics, in the catalogue's order; all of them for None."""
    if ids is None:
        return list(catalogue().values())
    wanted = set[str]()
    for name in ids:
        wanted |= {r.id for r in catalogue().values() if r.topic == name} or {find(name).id}
    return [r for r in catalogue().values() if r.id in wanted]


def usable_cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def worthwhile(tasks: int) -> int:
    """How many processes pay for so many tasks: each takes a second to start, as long as a few tasks."""
    return max(1, min(usable_cores(), tasks // PER_PROCESS))


def _tasks(chosen: Sequence[Result]) -> list[Task]:
    ids = {r.id for r in chosen}
    whole = [t for t in topics() if all(r.id in ids for r in catalogue().values() if r.topic == t)]
    judged: list[Task] = [("slip", topic, i) for topic in whole for i, _ in enumerate(slips(topics()[topic]))]
    return [*(("result", r.id, 0) for r in chosen), *judged]


def _in_turn(tasks: Sequence[Task], manner: Manner, jobs: int) -> Iterator[tuple[Task, Done]]:
    with _thresholds_kept():
        for task in tasks:
            yield task, perform(task, manner)


def _in_parallel(tasks: Sequence[Task], manner: Manner, jobs: int) -> Iterator[tuple[Task, Done]]:
    for task, future in shared(tasks, jobs, perform, manner):
        yield task, _collected(future, task, manner)


def _collected(future: Future[Done], task: Task, manner: Manner) -> Done:
    try:
        return future.result()
    except Exception as error:
        return _failed(task, manner, error)


@contextmanager
def _thresholds_kept() -> Iterator[None]:
    """Garbage is looked for seldom, afterwards as often as before; what is there already is left alone meanwhile."""
    before = gc.get_threshold()
    gc.freeze()
    seldom()
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def perform(task: Task, manner: Manner) -> Done:
    """Verify one result, or judge one slip; whatever goes wrong becomes the reason why it is undecided."""
    from derivations.gathering import gather

    kind, name, place = task
    try:
        if kind == "result":
            return gather(find(name), **manner._asdict())
        slip = slips(topics()[name])[place]
        judgement = judge(slip)
        return SlipOutcome(slip.topic, slip.written, slip.verdict, judgement.status, judgement.witness, slip.correct)
    except Exception as error:
        return _failed(task, manner, error)


def _failed(task: Task, manner: Manner, error: Exception) -> Done:
    kind, name, place = task
    reason = f"{type(error).__name__}: {error}"
    if kind == "slip":
        slip = slips(topics()[name])[place]
        return SlipOutcome(slip.topic, slip.written, slip.verdict, "undecided", reason, slip.correct)
    return Outcome(name, find(name).needs, "undecided", reason)


__all__ = ["Report", "UnknownResult", "perform", "select", "verify"]
