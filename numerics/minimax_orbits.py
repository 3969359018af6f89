"""Whether a relation between parameters predicts the fate of simulated orbits, for the topic `minimax`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from numpy.random import Generator

from derivations.kernel.formulas import real
from derivations.kernel.terms import Term
from numerics.exact import holds
from numerics.outcome import Outcome, rejects, tally
from numerics.simulation import LIMIT, Objective, Step, fate
from numerics.statement import control
from numerics.variants import substituted

if TYPE_CHECKING:
    from derivations.proof import Proof

ETA: Final = real("eta")
STARTS: Final = ((0.8, -0.6), (0.6, 0.8))
BESIDE: Final = tuple(Fraction(k, 1000) for k in (-400, 20, 300, 600, 900, 985, 1015, 1100, 1700, 3000))
Parameters = dict[Term, Fraction]
Game = Callable[[Parameters], Step]


def exercise(x: Any, y: Any) -> Any:
    """F = 4x² − 4y²."""
    return 4 * x * x - 4 * y * y


def coupled(a: Any, b: Any, c: Any) -> Objective:
    """F = (a/2)x² + bxy − (c/2)y²."""
    return lambda x, y: a * x * x / 2 + b * x * y - c * y * y / 2


def agree(relation: Term, game: Game, grid: Iterable[Parameters], starts: Any = STARTS) -> Iterable[str | None]:
    """Whether a relation between the parameters predicts whether the simulated game converges."""
    for at in grid:
        predicted, seen = holds(relation, at), fate(game(at), *starts)
        if seen is None or predicted is None:
            continue
        where = ", ".join(f"{v.data} = {value}" for v, value in at.items())
        yield None if predicted == seen else f"{where}: predicted {predicted}, but {_went(seen)} from {starts}"


def _went(seen: bool) -> str:
    return "the orbits shrink by 10⁸" if seen else "an orbit grows by 10⁸"


def against_orbits(relation: Term, wrong: Iterable[tuple[str, Term]], game: Game, grid: list[Parameters]) -> Outcome:
    """A relation and its wrong variants against simulated orbits."""
    controls = [rejects(f"{name}, against orbits", agree(claim, game, grid)) for name, claim in wrong]
    detail = (
        f"Orbits of up to {LIMIT} steps were run at {len(grid)} choices of the parameters, on both sides of the bound."
    )
    return tally(detail, agree(relation, game, grid), controls)


def control_only(proof: Proof, relation: Term, rng: Generator) -> Outcome:
    """For given data: the claim with the first half of its relation."""
    slip = substituted(proof.statement, relation, relation.args[0])
    by_hand = control("the first inequality is enough", proof, slip, rng)
    return Outcome("Simulations need unspecified data.", controls=(by_hand,))
