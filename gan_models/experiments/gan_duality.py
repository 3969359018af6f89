"""What a GAN with a logistic discriminator, trained as a game and through its dual, does against strong duality.

The recipe is `dual-gan`. The generator can move along one coordinate only, so that the data stay out of reach and the
discriminator that both ways lead to is not 0.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from derivations.clauses import answered, relation
from derivations.kernel.terms import replace
from gan_models.backend import Tensor, torch
from gan_models.dual_gan import DualGan, Learnt, generated, train
from gan_models.experiment import changed, comparisons
from gan_models.statistics import Numbers
from gan_models.term_values import evaluate
from numerics.instances import parts

if TYPE_CHECKING:
    from derivations.proof import Proof

RECIPE: Final = DualGan()
Claim = Callable[..., Tensor]
PROGRAM: Final = "C/2*sqnorm(w)"  # stands in the program alone


# What the theorem says
def dual_value(proof: Proof) -> Claim:
    """g(λ): the answer of the result."""
    term = answered(proof)
    return lambda **values: evaluate(term, **values)


def moment(proof: Proof) -> Claim:
    """What Cw is at a stationary w."""
    side = relation(proof.statement, "eq", "C*w").args[1]
    return lambda **values: evaluate(side, **values)


def multipliers(proof: Proof) -> Callable[..., dict[str, Tensor]]:
    """λ = −σ(y) of data and generated points, from the discriminator, by the statement's names."""
    sides = {name: relation(proof.statement, "eq", f"entry({name}, i)").args[1] for name in ("lam_x", "lam_z")}

    def each(X: Tensor, G: Tensor, w: Tensor) -> dict[str, Tensor]:
        return {
            name: torch.stack([evaluate(side, X=X, G=G, w=w, i=i) for i in range(points.shape[-2])], -1)
            for (name, side), points in zip(sides.items(), (X, G), strict=True)
        }

    return each


def program(proof: Proof, gaps: float = 1.0) -> Claim:
    """The program's value at any w where λ = −σ(y): the dual's value and the gap ‖Cw − b‖²/(2C), or so many gaps."""
    total = relation(proof.statement, "eq", PROGRAM, "sqnorm(C*w").args[1]
    lam = multipliers(proof)

    def value(X: Tensor, G: Tensor, w: Tensor, C: float) -> Tensor:
        given = {"X": X, "G": G, "w": w, "C": C, **lam(X, G, w)}
        least, gap = (evaluate(part, **given) for part in total.args)
        return least + gaps * gap

    return value


def _without_one(proof: Proof) -> Claim:
    """g with λ_z in the place of 1 + λ_z in ‖·‖², the entropies as they are."""
    term = answered(proof)
    (one_more,) = {part for part in parts(term, "add") if str(part.args[1]) == "lam_z"}
    return lambda **values: evaluate(replace(term, one_more, one_more.args[1]), **values)


# What was trained
def _given(learnt: Learnt) -> dict[str, Any]:
    """The points and multipliers that the dual led to, by the statement's names."""
    fake = generated(learnt.noise, learnt.dual.shift)
    return {"X": learnt.data, "G": fake, "lam_x": learnt.dual.lam_x, "lam_z": learnt.dual.lam_z}


def value_off(learnt: Learnt, claim: Claim) -> Numbers:
    """|the game's last value − g(λ) of the dual's λ|, in nats."""
    return (learnt.game.values[:, -1] - claim(**_given(learnt), C=learnt.recipe.penalty)).abs().numpy()


def weights_off(learnt: Learnt, claim: Claim) -> Numbers:
    """‖w − b/C‖, with the game's w and the dual's b."""
    off = learnt.game.w - claim(**_given(learnt)) / learnt.recipe.penalty
    return torch.linalg.vector_norm(off, dim=-1).numpy()


def multipliers_off(learnt: Learnt, claim: Callable[..., dict[str, Tensor]]) -> Numbers:
    """|λ − claim| with the dual's λ and the game's w, the worst of all points."""
    found = _given(learnt)
    claimed = claim(X=found["X"], G=found["G"], w=learnt.game.w)
    return torch.cat([(found[name] - lam).abs() for name, lam in claimed.items()], -1).amax(-1).numpy()


def gap_off(learnt: Learnt, claim: Claim) -> Numbers:
    """|the program's value − claim| on the way of the game, the worst of every tenth step, in nats."""
    game, every = learnt.game, slice(None, None, 10)
    fake = generated(learnt.noise[:, None], game.shifts[:, every])
    claimed = claim(X=learnt.data[:, None], G=fake, w=game.path[:, every], C=learnt.recipe.penalty)
    return (game.values[:, every] - claimed).abs().amax(-1).numpy()


REASON: Final = (
    "the program is curved by C at least, so 400 steps of 0.03 shrink an error in w by e^-70 at rest; what is left is "
    "the generator's approach and the last steps of Adam, allowed three digits"
)
comparison: Final = comparisons("gan_duality.strong_duality", RECIPE, train)
EXPERIMENTS: Final = [
    comparison(
        name="value",
        quantity="|the game's last value − g(λ) at the λ that the dual led to|, in nats",
        predict=dual_value,
        measure=value_off,
        tolerance=1e-3,
        reason=REASON,
        controls={
            "+ ‖·‖²/(2C) in g": changed(dual_value, C=lambda c: -c),
            "λ_z in the place of 1 + λ_z": _without_one,
        },
    ),
    comparison(
        name="discriminator",
        quantity="‖w − b/C‖, w from the game and b from the multipliers of the dual",
        predict=moment,
        measure=weights_off,
        tolerance=1e-3,
        reason=REASON,
        controls={
            "λ_z in the place of 1 + λ_z": changed(moment, lam_z=lambda lam: lam - 1),
            "w = −b/C": lambda proof: lambda **values: -moment(proof)(**values),
            "the C of w = b/C forgotten": lambda proof: lambda **values: RECIPE.penalty * moment(proof)(**values),
        },
    ),
    comparison(
        name="multipliers",
        quantity="|λ + σ(y)|, λ from the dual and y from the game's discriminator, the worst of all points",
        predict=multipliers,
        measure=multipliers_off,
        tolerance=1e-3,
        reason=REASON,
        controls={"λ = −σ(−y)": changed(multipliers, w=lambda w: -w)},
    ),
    comparison(
        name="gap",
        quantity="|program − g(−σ(y)) − ‖Cw − b‖²/(2C)| at every tenth step of the game, the worst, in nats",
        predict=program,
        measure=gap_off,
        tolerance=1e-9,
        reason="no approximation: rounding in float64, of values below 100",
        controls={
            "no gap before the end": lambda proof: program(proof, gaps=0.0),
            "‖Cw − b‖²/C": lambda proof: program(proof, gaps=2.0),
        },
    ),
]
