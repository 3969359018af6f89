"""Many one-dimensional GANs at once against the usual loop over one: python benchmarks/many_models.py [--write FILE].

The same networks (1 → 32 → 32 → 1, tanh, for both players), losses and plain gradient steps. The usual loop has
`nn.Module`s, `torch.optim.SGD`, `zero_grad`, `backward` and `step`; ours is the pure step of `gan_models` under `vmap`,
eager and compiled. Speeds are model-steps a second, taken in turn in one process, medians of the rounds. Compiling is
timed apart. Where there is a GPU, it is measured after the processor; the usual loop stays on the processor.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

import torch
from torch import nn
from torch.nn.functional import logsigmoid

from gan_models.gaussian_gan import Recipe, start
from gan_models.play import State
from gan_models.streams import Streams
from gan_models.updates import many

RATE, ROUNDS = 1e-3, 5
TARGETS = {(1, "eager"): 15.0, (1, "compiled"): 100.0, (256, "compiled"): 4.0}


def module() -> nn.Module:
    """The network of both players."""
    return nn.Sequential(nn.Linear(1, 32), nn.Tanh(), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 1))


def usual(real: torch.Tensor, noise: torch.Tensor) -> Callable[[], None]:
    """One step of both players as it is usually written."""
    generator, discriminator = module(), module()
    first = torch.optim.SGD(generator.parameters(), lr=RATE)
    second = torch.optim.SGD(discriminator.parameters(), lr=RATE)

    def step() -> None:
        second.zero_grad()
        fake = generator(noise).detach()
        (-logsigmoid(discriminator(real)).mean() - logsigmoid(-discriminator(fake)).mean()).backward()
        second.step()
        first.zero_grad()
        (-logsigmoid(discriminator(generator(noise))).mean()).backward()
        first.step()

    return step


class Many:
    """Steps of so many models at once."""

    def __init__(self, models: int, batch: int, device: str, compiled: bool):
        recipe = Recipe(networks="dense", generator_rate=RATE, discriminator_rate=RATE)
        state = start(recipe, Streams.of(0, models))
        self.state: State = _moved(state, device)
        self.batch = tuple((torch.randn(models, batch, 1, device=device),) * 2 for _ in range(2))
        self.step = many(recipe.step(), compiled)

    def __call__(self) -> None:
        """One step."""
        self.state, _ = self.step(self.state, self.batch)


def _moved(part, device: str):
    """The state in single precision on a device."""
    if isinstance(part, torch.Tensor):
        return part.to(device, torch.float32)
    if isinstance(part, dict):
        return {name: _moved(value, device) for name, value in part.items()}
    return type(part)(*(_moved(value, device) for value in part)) if hasattr(part, "_fields") else part


def speed(step: Callable[[], None], models: int, seconds: float, device: str) -> float:
    """Model-steps a second over so much time."""
    done, begun = 0, perf_counter()
    while perf_counter() - begun < seconds:
        step()
        done += 1
        if device == "cuda":
            torch.cuda.synchronize()
    return models * done / (perf_counter() - begun)


def compare(models: int, batch: int, device: str, seconds: float) -> dict[str, float]:
    """Speeds of the three, in turn, and the time to compile."""
    real, noise = (torch.randn(batch, 1) for _ in range(2))
    one, eager, compiled = usual(real, noise), Many(models, batch, device, False), Many(models, batch, device, True)
    begun = perf_counter()
    compiled()
    compiling = perf_counter() - begun
    for warm in (one, eager, compiled):
        warm()
    ways = {"usual": (one, 1), "eager": (eager, models), "compiled": (compiled, models)}
    taken = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, (step, count) in ways.items():
            taken[name].append(speed(step, count, seconds, device))
    return {name: median(values) for name, values in taken.items()} | {"compiling": compiling}


def table(rows: list[tuple[int, int, dict[str, float]]], device: str) -> str:
    """The figures in Markdown."""
    lines = [
        f"| models, batch ({device}) | usual loop | ours, eager | ratio | ours, compiled | ratio | time to compile |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for models, batch, found in rows:
        ratios = {way: found[way] / found["usual"] for way in ("eager", "compiled")}
        goals = {way: TARGETS.get((batch, way)) if models == 64 else None for way in ratios}
        told = {way: f"{ratios[way]:.1f}" + (f" (asked: {goals[way]:g})" if goals[way] else "") for way in ratios}
        lines.append(
            f"| {models}, {batch} | {found['usual']:,.0f} | {found['eager']:,.0f} | {told['eager']} "
            f"| {found['compiled']:,.0f} | {told['compiled']} | {found['compiling']:.1f} s |"
        )
    return "\n".join(lines)


def main() -> int:
    """Measure and print; exit status 0."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=1.0, help="for each measurement")
    every = sorted({1, torch.get_num_threads()})
    parser.add_argument(
        "--threads", type=int, nargs="*", default=every, help="of the processor, by turns (1, then all)"
    )
    parser.add_argument("--models", type=int, nargs="*", default=[64], help="how many at once")
    parser.add_argument("--batches", type=int, nargs="*", default=[1, 256], help="examples a step")
    parser.add_argument("--write", type=Path, help="also write the table to a file")
    args = parser.parse_args()
    tables = [f"# Many one-dimensional GANs at once\n\nPyTorch {torch.__version__}; model-steps a second.\n"]
    places = [("cpu", threads) for threads in args.threads]
    if torch.cuda.is_available():
        places.append(("cuda", places[-1][1]))
    for device, threads in places:
        torch.set_num_threads(threads)
        rows = [(m, b, compare(m, b, device, args.seconds)) for m in args.models for b in args.batches]
        name = f"Processor, threads: {threads}" if device == "cpu" else torch.cuda.get_device_name()
        tables.append(f"## {name}\n\n{table(rows, device)}\n")
    text = "\n".join(tables)
    print(text)
    if args.write:
        args.write.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
