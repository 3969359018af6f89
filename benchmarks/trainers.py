"""The image recipes' loop against the usual one, and against what the machine can do at all.

python benchmarks/trainers.py [--recipes NAME…] [--seconds S] [--seeds N] [--workers N] [--threads N] [--device D]
                              [--write FILE]

The usual loop is written in the style of PyTorch's DCGAN example: a `Dataset` that makes an image of Pillow from the
pixels and converts it as torchvision's MNIST, `ToTensor` and `Normalize` do (torchvision itself is not needed), a
`DataLoader`, `nn.Module`s, `torch.optim.Adam`, `zero_grad`, `backward` and `step`, `.item()` of both losses and of the
mean outputs in every step. Ours is the recipe's own step, on a GPU from graphs of several, and beside it for several
seeds at once. All have the same networks and batch. Each has a process of its own, since ours also says how its process
keeps memory; the processes take turns, one at a time, and medians are compared. The ceilings are the speeds of a
product and of a copy of matrices in the same run, in the recipe's precision; the floating point operations of a step
are counted by PyTorch. The images are random bytes: what they show does not change the time.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torch.utils.flop_counter import FlopCounterMode

from gan_models.data.images import Images
from gan_models.recipes import find
from gan_models.recipes.gan import GanRecipe
from gan_models.recipes.images import ImageRecipe
from gan_models.trainer import memory, runs
from gan_models.trainer.loop import Training

ROUNDS, SIDE, COUNT, LARGE = 5, 28, 60_000, 8192
TARGETS = {
    "cpu": {"fashion-dcgan": 1.25, "mnist-gan-nonsaturating": 1.9},
    "cuda": {"fashion-dcgan": 20.0},  # of a data-centre GPU
}
Step = Callable[[], int | None]  # does a step, or says how many


class Setting(NamedTuple):
    """What is compared, and where."""

    recipe: Any
    threads: int
    workers: int
    device: str
    seeds: int


class Converted(Dataset):
    """Images that are converted one at a time, by the same operations as in torchvision's classes."""

    def __init__(self, images: Images, low: float):
        self.images, self.low = images, low

    def __len__(self) -> int:
        return len(self.images.pixels)

    def __getitem__(self, i: int) -> tuple[torch.Tensor, int]:
        picture, label = Image.fromarray(self.images.pixels[i].numpy()), int(self.images.labels[i])
        values = torch.from_numpy(np.array(picture, np.uint8, copy=True)).view(SIDE, SIDE, 1)
        tensor = values.permute(2, 0, 1).contiguous().to(torch.float32).div(255)
        return (_normalised(tensor, 0.5, 0.5) if self.low < 0 else tensor), label


def _normalised(tensor: torch.Tensor, mean: float, deviation: float) -> torch.Tensor:
    centre, width = (torch.as_tensor([value], dtype=tensor.dtype) for value in (mean, deviation))
    return tensor.clone().sub_(centre.view(-1, 1, 1)).div_(width.view(-1, 1, 1))


def forever(loader: DataLoader) -> Iterator[Any]:
    """Batches without end."""
    while True:
        yield from loader


def usual_gan(recipe: GanRecipe, images: Images, workers: int) -> Step:
    """A step of the example's loop; fake images are made once, and the discriminator sees them twice."""
    device = recipe.device
    generator, discriminator = (module.build().to(device) for module in recipe.players(images))
    for module in (generator, discriminator):
        _plain_dropout(module)
    first = torch.optim.Adam(generator.parameters(), recipe.generator_rate, betas=recipe.betas)
    second = torch.optim.Adam(discriminator.parameters(), recipe.discriminator_rate, betas=recipe.betas)
    loader = forever(
        DataLoader(Converted(images, -1.0), recipe.batch, shuffle=True, num_workers=workers, drop_last=True)
    )
    criterion, one = nn.BCEWithLogitsLoss(), torch.ones(recipe.batch, 1, device=device)
    zero = torch.zeros_like(one)

    def step() -> None:
        real = next(loader)[0].to(device)
        discriminator.zero_grad()
        output = discriminator(real)
        on_real = criterion(output, one)
        on_real.backward()
        output.mean().item()
        fake = generator(torch.randn(recipe.batch, recipe.noise, device=device))
        output = discriminator(fake.detach())
        on_fake = criterion(output, zero)
        on_fake.backward()
        output.mean().item()
        second.step()
        generator.zero_grad()
        output = discriminator(fake)
        lowered = criterion(output, one)
        lowered.backward()
        output.mean().item()
        first.step()
        (on_real + on_fake).item(), lowered.item()

    return step


def _plain_dropout(module: nn.Module) -> None:
    """PyTorch's own dropout in place of ours."""
    from gan_models.dropout import LEVELS, Dropout

    for name, layer in module.named_children():
        if isinstance(layer, Dropout):
            setattr(module, name, nn.Dropout(layer.dropped / LEVELS))
        _plain_dropout(layer)


def usual_vae(recipe: Any, images: Images, workers: int) -> Step:
    """A step of the usual loop over an autoencoder."""
    from gan_models.image_networks import Autoencoder

    network = Autoencoder(SIDE * SIDE, recipe.hidden, recipe.latent).to(recipe.device)
    optimiser = torch.optim.Adam(network.parameters(), recipe.rate)
    loader = forever(
        DataLoader(Converted(images, 0.0), recipe.batch, shuffle=True, num_workers=workers, drop_last=True)
    )

    def step() -> None:
        flat = next(loader)[0].to(recipe.device).flatten(1)
        optimiser.zero_grad()
        logits, mean, log_variance = network(flat, torch.randn(len(flat), recipe.latent, device=recipe.device))
        crossed = nn.functional.binary_cross_entropy_with_logits(logits, flat, reduction="sum")
        loss = (crossed + (mean.square() + log_variance.exp() - 1 - log_variance).sum() / 2) / len(flat)
        loss.backward()
        optimiser.step()
        loss.item()

    return step


def ours(recipe: ImageRecipe, images: Images, seeds: int = 1) -> Step:
    """Some steps of the recipe's own loop, for so many seeds at once."""

    class Given(type(recipe)):  # the same recipe, with these images
        def images(self) -> Images:
            return images

    given = Given(**vars(recipe))
    data = given.placed()
    ready = [given.run(seed, data) for seed in range(seeds)]
    trainings = [Training(each.task, each.random, Path("unused")) for each in ready]
    first, steps = trainings[0], runs.steps_of(recipe, trainings)
    for training in trainings:
        training.begin()

    def step() -> int:
        if first.step + steps.most > first.task.steps:
            for training in trainings:
                training.step = 0
                training.begin()
        steps(trainings, steps.most)
        return steps.most

    return step


def speed(step: Step, seconds: float, device: str) -> float:
    """Steps a second; on a GPU, steps that are done."""
    done, calls, begun = 0, 0, perf_counter()
    while perf_counter() - begun < seconds:
        done += step() or 1
        calls += 1
        if device == "cuda" and calls % 10 == 0:
            torch.cuda.synchronize()
    if device == "cuda":
        torch.cuda.synchronize()
    return done / (perf_counter() - begun)


def product(size: int, device: str, half: bool) -> Step:
    """A product of two matrices."""
    a, b, out = (torch.randn(size, size, device=device, dtype=torch.bfloat16 if half else None) for _ in range(3))

    def step() -> None:
        torch.mm(a, b, out=out)

    return step


def copy(size: int, device: str) -> Step:
    """A matrix copied to another place, far larger than what a cache holds."""
    a, b = (torch.zeros(size, size, device=device) for _ in range(2))

    def step() -> None:
        b.copy_(a)

    return step


def steps(way: str, setting: Setting) -> Step:
    """What a process of its own does in its turns."""
    if way == "product":
        return product(_size(setting.device), setting.device, setting.recipe.arithmetic.half)
    if way == "copy":
        return copy(LARGE, setting.device)
    source = torch.Generator().manual_seed(0)
    pixels = torch.randint(256, (COUNT, SIDE, SIDE), generator=source, dtype=torch.uint8)
    images = Images(pixels, torch.randint(10, (COUNT,), generator=source), tuple("0123456789"))
    if way in ("ours", "seeds"):
        memory.keep()
        return ours(setting.recipe, images, 1 if way == "ours" else setting.seeds)
    return (usual_gan if isinstance(setting.recipe, GanRecipe) else usual_vae)(setting.recipe, images, setting.workers)


def _size(device: str) -> int:
    return 8192 if device == "cuda" else 1024


def serve(way: str, setting: Setting, line: Connection) -> None:
    """Measure for as many seconds as comes along the line, until it is closed."""
    torch.set_num_threads(setting.threads)
    line.send(operations(way, setting))
    step = steps(way, setting)
    step()
    with suppress(EOFError):
        while True:
            line.send(speed(step, line.recv(), setting.device))


def operations(way: str, setting: Setting) -> int:
    """The floating point operations of a step, told one by one: a replayed graph tells nothing."""
    plain = setting._replace(recipe=replace(setting.recipe, graph_steps=0))
    step = steps(way, plain)
    step()
    with FlopCounterMode(display=False) as counter:
        step()
    return counter.get_total_flops()


@contextmanager
def process(way: str, setting: Setting) -> Iterator[Connection]:
    """A process that waits for its turns."""
    line, other = get_context("spawn").Pipe()
    child = get_context("spawn").Process(target=serve, args=(way, setting, other))
    child.start()
    other.close()
    try:
        yield line
    finally:
        line.close()
        child.join()


def compare(setting: Setting, seconds: float) -> dict[str, float]:
    """Steps a second of both loops, by turns, and the share of the ceiling that ours reaches."""
    with ExitStack() as stack:
        ways = ("usual", "ours", "product", "copy", *(["seeds"] if setting.seeds > 1 else []))
        lines = {way: stack.enter_context(process(way, setting)) for way in ways}
        counted = {way: line.recv() for way, line in lines.items()}
        taken = {way: [] for way in lines}
        for _ in range(ROUNDS):
            for way, line in lines.items():
                line.send(seconds)
                taken[way].append(line.recv())
    found = {way: median(values) for way, values in taken.items()}
    ceiling = counted["product"] * found["product"]
    return found | {
        "share": counted["ours"] * found["ours"] / ceiling,
        "ceiling": ceiling,
        "moved": 8 * LARGE**2 * found["copy"],  # bytes read and bytes written
    }


HEADS = ("recipe, batch", "usual loop, steps/s", "ours", "ratio", "all epochs at this rate, s")
CEILINGS = ("matrix product, Gflop/s", "share of it", "copy, GB/s")


def row(name: str, recipe: Any, found: dict[str, float], device: str) -> list[str]:
    """What was measured of a recipe, as the table has it."""
    target = TARGETS[device].get(name)
    goal = f" (asked: {target:g})" if target else ""
    each = recipe.batch * getattr(recipe, "discriminator_steps", 1)
    loops = [f"{found['usual']:.2f}", f"{found['ours']:.2f}", f"{found['ours'] / found['usual']:.2f}{goal}"]
    whole = f"{recipe.epochs * (COUNT // each) / found['ours']:.0f}"
    ceilings = [f"{found['ceiling'] / 1e9:.0f}", f"{found['share']:.0%}", f"{found['moved'] / 1e9:.1f}"]
    several = [f"{found['ours'] / found['seeds']:.2f}"] if "seeds" in found else []
    return [f"{name}, {recipe.batch}", *loops, whole, *ceilings, *several]


def main() -> int:
    """Measure and print; exit status 0."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    names = ["fashion-dcgan", "mnist-gan-nonsaturating", "mnist-vae"]
    parser.add_argument("--recipes", nargs="*", default=names, help="of images of 28 x 28")
    parser.add_argument("--seconds", type=float, default=4.0, help="for each measurement")
    parser.add_argument("--seeds", type=int, default=1, help="also so many seeds at once")
    parser.add_argument("--workers", type=int, default=0, help="processes of the usual loop's DataLoader")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads(), help="of the processor")
    parser.add_argument("--device", default="cpu", choices=["cpu", "cuda"])
    parser.add_argument("--write", type=Path, help="also write the table to a file")
    args = parser.parse_args()
    place = torch.cuda.get_device_name() if args.device == "cuda" else "cpu"
    heads = [*HEADS, *CEILINGS, *([f"{args.seeds} seeds: time of one"] if args.seeds > 1 else [])]
    rows = [heads, ["---", *["---:"] * (len(heads) - 1)]]
    for name in args.recipes:
        recipe = replace(find(name).recipe, data_dir=None, device=args.device)
        setting = Setting(recipe, args.threads, args.workers, args.device, args.seeds)
        rows.append(row(name, recipe, compare(setting, args.seconds), args.device))
    told = f"PyTorch {torch.__version__}, {place}, {args.threads} threads, {args.workers} loader processes."
    text = "\n".join([told, "", *(f"| {' | '.join(cells)} |" for cells in rows)]) + "\n"
    print(text)
    if args.write:
        args.write.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
