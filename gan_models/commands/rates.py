"""`gan-models rates`: what becomes of the 1-D GAN at every pair of learning rates, as a picture."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from typing import Any

from derivations.commands import output
from derivations.commands.complaint import whole_number, writable

DESCRIPTION = """Train gaussian-gan at a grid of learning rates of both players, many seeds a cell, and draw what became
of them: converged, oscillating, collapsed, diverged, or still on the way, with the curve at which the linearisation at
the rest point stops to be stable."""


def add(commands: Any) -> None:
    """Register the subcommand."""
    parser = commands.add_parser("rates", help="a map of learning rates", description=DESCRIPTION)
    parser.add_argument(
        "-o", "--output", metavar="FILE", type=writable, default="rates.png", help="a .png or .svg file"
    )
    parser.add_argument("--points", type=whole_number(2), default=20, metavar="N", help="rates of each player (20)")
    parser.add_argument("--seeds", type=whole_number(1), default=10, metavar="N", help="models for each pair (10)")
    parser.add_argument("--steps", type=whole_number(100), default=1000, metavar="N", help="of both players (1000)")
    parser.add_argument("--updates", choices=("alternating", "simultaneous"), default="alternating")
    parser.add_argument("--seed", type=whole_number(0), default=0, metavar="S", help="the root of all randomness (0)")
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Sweep and draw."""
    from gan_models.experiment import one_thread
    from gan_models.plots import save
    from gan_models.plots.gaussian_gan import rate_map
    from gan_models.rate_map import OUTCOMES, Grid, sweep

    plain = Grid(points=args.points, seeds=args.seeds)
    grid = replace(plain, recipe=replace(plain.recipe, steps=args.steps, updates=args.updates))
    with one_thread():
        found = sweep(grid, args.seed)
    save(lambda figure: rate_map(figure, found), args.output, (7.0, 5.0))
    for outcome, share in zip(OUTCOMES, found.shares, strict=True):
        output.say(f"{float(share.mean()):7.1%}  {outcome}")
    output.say(str(args.output))
    return 0
