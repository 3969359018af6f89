"""The zero-one game as a table with its saddle points, and what images that are missing cost the generator."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import numpy as np

from derivations.kernel.terms import NAT
from numerics.plots.answers import answer_at
from numerics.spaces import table
from numerics.zero_one_gan import Game

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SMALL: Final = Game(2, 1)  # images a and b are genuine, c is not
LARGE: Final = Game(4, 2)


def saddles(game: Game) -> np.ndarray:
    """The pairs in which neither player can do better: least in its column and greatest in its row."""
    return (game.losses == game.least) & (game.losses == game.most[:, None])


def matrix(figure: Figure) -> None:
    """All discriminators against all generated pairs, the loss in colour, stars at the saddle points."""
    losses = SMALL.losses / (2 * SMALL.m)
    axes = figure.subplots()
    axes.imshow(losses, cmap="viridis", vmin=0, vmax=1, aspect="auto")
    for row, column in np.ndindex(*losses.shape):
        axes.text(column, row, f"{losses[row, column]:g}", ha="center", va="center", fontsize=8,
                  color="w" if losses[row, column] < 0.6 else "k")  # fmt: skip
    rows, columns = np.nonzero(saddles(SMALL))
    axes.plot(columns + 0.33, rows, "*", color="w", markeredgecolor="k", markersize=13)
    letters = np.array(list("abc"))
    axes.set_xticks(range(losses.shape[1]), ["".join(letters[made]) for made in SMALL.lists])
    names = ["".join(letters[said == 1]) or "none" for said in SMALL.verdicts]
    axes.set_yticks(range(losses.shape[0]), names)
    axes.set(xlabel="the generator's pair, which raises the loss", ylabel="called genuine, to lower it",
             title="Share of wrong verdicts (a and b are genuine, c is not); a star is a saddle point")  # fmt: skip
    axes.grid(visible=False)


def proved(missing: int) -> float:
    """The proved least loss against a generator that misses so many of the images and repeats one instead."""
    made = (*range(LARGE.m - missing), *[max(LARGE.m - missing - 1, 0)] * missing) if missing < LARGE.m else (LARGE.m,)
    return answer_at("zero_one_gan.generator", g=table(NAT, made), x=table(NAT, (*range(LARGE.m),)), m=LARGE.m)


def missed(figure: Figure) -> None:
    """The best discriminator's loss against every list of four images, by enumeration."""
    absent = (LARGE.copies[:, : LARGE.m] == 0).sum(axis=1)
    counts = Counter(zip(absent.tolist(), (LARGE.least / (2 * LARGE.m)).tolist(), strict=True))
    axes = figure.subplots()
    for (k, loss), count in sorted(counts.items()):
        axes.plot(k, loss, "o", color="C0", markersize=4 + 2.2 * np.log(count))
        axes.annotate(f"{count} lists", (k, loss), xytext=(14, 6), textcoords="offset points")
    ends = np.arange(LARGE.m + 1)
    axes.plot(ends, [proved(int(k)) for k in ends], color="k", linewidth=0.8, label="the proved least loss")
    axes.set(xlabel="genuine images that are not generated", ylabel="loss of the best discriminator", xlim=(-0.4, 4.6),
             ylim=(-0.03, 0.56), title=f"All {len(absent):,} lists of {LARGE.m} images out of {LARGE.images}, "
             f"each against all {len(LARGE.verdicts)} discriminators")  # fmt: skip
    axes.legend(loc="lower left")


DRAWINGS = {"saddle_points": matrix, "fixed_discriminator": matrix, "generator": missed, "discriminator": missed}
