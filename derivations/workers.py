"""Processes that share the work topic by topic, since results of one topic use the same lemmas."""

from __future__ import annotations

import atexit
import gc
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_context
from typing import Any

Task = tuple[str, str, int]  # "result" or "slip", the id or the topic, the slip's place in its topic
SELDOM = (3_000_000, 50, 50)
LONG = 6  # how many usual tasks take as long as one of `LONGEST`
LONGEST = (  # results whose evidence takes more than a second and a half; only the order of work depends on this list
    "flows.autoregressive",
    "minimax.dirac_gan",
    "vae.linear_gaussian",
    "diffusion.posterior_mean",
    "flows.residual_inverse",
    "minimax.bilinear",
    "diffusion.coverage",
    "diffusion.kernel",
)


class Queue:
    """Tasks by topic, the longest of a topic first."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        """Sort the tasks."""
        self.waiting = dict[str, list[Task]]()
        for task in sorted(tasks, key=weight, reverse=True):
            self.waiting.setdefault(topic(task), []).append(task)

    def take(self, last: str, busy: Sequence[str]) -> Task | None:
        """The next task for a process that worked on a topic, while others are at theirs; None when all are taken.

        It goes on with its topic; then it takes the largest topic that nobody is at; then it helps with the largest.
        """
        left = {name: sum(map(weight, tasks)) for name, tasks in self.waiting.items() if tasks}
        if not left:
            return None
        free = [name for name in left if name not in busy]
        name = last if last in left else max(free or left, key=left.__getitem__)
        return self.waiting[name].pop(0)


def topic(task: Task) -> str:
    """The topic of a result or a slip."""
    return task[1].partition(".")[0]


def weight(task: Task) -> int:
    """How long a task takes, roughly."""
    return LONG if task[0] == "result" and task[1] in LONGEST else 1


def shared(
    tasks: Sequence[Task], jobs: int, work: Callable[..., Any], *args: Any
) -> Iterator[tuple[Task, Future[Any]]]:
    """Each task with what became of `work(task, *args)`, as they end; a process that dies is replaced.

    Interrupts are left to this process; the others are stopped when the iteration is given up.
    """
    others, queue = set(active_children()), Queue(tasks)
    pools = [_pool() for _ in range(min(jobs, len(tasks)))]
    running = dict[Future[Any], tuple[int, Task]]()
    finished = False

    def start(number: int, last: str) -> None:
        busy = [topic(task) for _, task in running.values()]
        if (task := queue.take(last, busy)) is not None:
            with _uninterrupted():  # a process that is being started is stopped with the others, or not started
                try:
                    future = pools[number].submit(work, task, *args)
                except BrokenProcessPool:
                    pools[number] = _pool()
                    future = pools[number].submit(work, task, *args)
            running[future] = (number, task)

    try:
        for number in range(len(pools)):
            start(number, "")
        while running:
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                number, task = running.pop(future)
                start(number, topic(task))
                yield task, future
        finished = True
    except BaseException:
        for worker in set(active_children()) - others:  # an interrupted run does not wait for what nobody will read
            worker.terminate()
        raise
    finally:
        for pool in pools:  # left alone, its thread may close a pipe just when Python, at exit, writes to it
            pool.shutdown(wait=finished, cancel_futures=True)


def _pool() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, get_context("spawn"), initializer=_begun)


def _begun() -> None:
    """Leave interrupts to the parent; a process that ends needs no garbage collected."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    seldom()
    atexit.register(gc.freeze)


def seldom() -> None:
    """Look for garbage only when there are three million objects more, some 300 MB: nearly all of them are in use."""
    gc.set_threshold(*SELDOM)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let an interrupt wait, here and in processes that are started meanwhile, until they ignore it."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
