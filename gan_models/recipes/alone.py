"""Recipes in which one network lowers one loss: their task for the loop."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gan_models.backend import Tensor
from gan_models.play import Batch, Players, Role, State
from gan_models.recipes.loop import LoopRecipe
from gan_models.trainer.alone import Alone
from gan_models.trainer.contest import Contest, FusedAdam
from gan_models.trainer.loop import Task
from gan_models.trainer.randomness import Randomness
from gan_models.updates import alternating


def task(
    game: Alone,
    recipe: LoopRecipe,
    rate: float,
    random: Randomness,
    draw: Callable[[Tensor], Batch],
    examples: int,
    **more: Any,
) -> Task:
    """What the loop needs to lower the loss by Adam; `more` are further fields of `Task`."""
    trained: Mapping[Role, Sequence[str]] = {"generator": game.network.trained, "discriminator": ()}
    play = Contest(game, FusedAdam(fused=recipe.fused), trained)

    def start() -> State:
        begun = game.network.start(random.start("generator"), random.device)
        return play.begin(Players(begun, {}), (rate, rate))

    return Task(
        start=start,
        step=alternating(play, ("generator",)),
        draw=draw,
        examples=examples,
        batch=recipe.batch,
        epochs=recipe.epochs,
        rows=("loss", ""),
        checkpoint_steps=recipe.checkpoint_steps,
        **more,
    )
