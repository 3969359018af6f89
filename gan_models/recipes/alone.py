"""Recipes in which one network lowers one loss: their task for the loop."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gan_models.backend import Tensor, torch
from gan_models.play import Batch, Players, Role, State
from gan_models.recipes.loop import LoopRecipe
from gan_models.trainer.alone import Alone
from gan_models.trainer.contest import Contest, FusedAdam
from gan_models.trainer.loop import Task
from gan_models.trainer.randomness import Randomness
from gan_models.trainer.stacks import StackedContest
from gan_models.updates import Step, alternating


def task(
    game: Alone,
    recipe: LoopRecipe,
    rate: float,
    random: Randomness,
    draw: Callable[[Tensor], Batch],
    examples: int,
    stackable: bool = False,
    **more: Any,
) -> Task:
    """What the loop needs to lower the loss by Adam; `more` are further fields of `Task`.

    Networks are stackable if their layers work under `torch.vmap`.
    """
    trained: Mapping[Role, Sequence[str]] = {"generator": game.network.trained, "discriminator": ()}
    play = Contest(game, FusedAdam(fused=recipe.fused), trained)

    def start() -> State:
        begun = game.network.start(random.start("generator"), random.device)
        return play.begin(Players(begun, {}), (rate, rate))

    def stacked(sources: Sequence[torch.Generator]) -> Step:
        own = StackedContest(game, play.optimiser, trained, modules=(game.network,), sources=sources)
        return alternating(own, ("generator",))

    return Task(
        start=start,
        step=alternating(play, ("generator",)),
        stacked=stacked if stackable else None,
        draw=draw,
        examples=examples,
        batch=recipe.batch,
        epochs=recipe.epochs,
        rows=("loss", ""),
        checkpoint_steps=recipe.checkpoint_steps,
        **more,
    )
