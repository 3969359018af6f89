"""What trained variational autoencoders do against vae.elbo_bound; vae.linear_gaussian is in `vae_linear_gaussian`.

The decoder is a network, and the latent is one number, so that everything the theorem speaks of is an integral over a
line. The theorem's terms are evaluated with the trained likelihood and encoder, at every epoch.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from derivations.clauses import relation
from derivations.kernel.terms import make
from gan_models.backend import Tensor
from gan_models.curve_vae import CurveVae, Learnt, train
from gan_models.experiment import comparisons, every_seed
from gan_models.experiments import vae_linear_gaussian
from gan_models.statistics import Numbers
from gan_models.term_values import evaluate

if TYPE_CHECKING:
    from derivations.proof import Proof

RECIPE: Final = CurveVae()
QUADRATURE: Final = 1e-3  # in nats: of 32 Gauss-Hermite nodes for tanh networks; a grid is better for v > 0.1
Claim = Callable[[Learnt], Tensor]


# What the theorem says
def _valued(term: Any) -> Claim:
    """A term at the trained densities, shape (models, times, shown)."""
    return partial(_worth, term)


@lru_cache(maxsize=16)
def _worth(term: Any, learnt: Learnt) -> Tensor:
    needed = {v.data for v in term.free}
    densities = {"q": learnt.q, "l": learnt.likelihood, "p_z": learnt.prior}
    tables = {name: density(learnt.line.points) for name, density in densities.items() if name in needed}
    return evaluate(term, mu=learnt.line, **{name: _looked_up(table) for name, table in tables.items()})


def _looked_up(table: Tensor) -> Callable[[Tensor], Tensor]:
    """A density whose values at the points of the grid, the only ones it is asked for, are known."""
    return lambda points: table


class Bound(NamedTuple):
    """The parts of the bound: what it consists of, and what it is below."""

    reconstruction: Claim
    divergence: Claim
    evidence: Claim
    weight: float = 1.0

    def lower(self, learnt: Learnt) -> Tensor:
        """E_q log p(x|z) − KL(q‖p(z)), or with another weight of the divergence."""
        return self.reconstruction(learnt) - self.weight * self.divergence(learnt)


def bound(proof: Proof) -> Bound:
    """E_q[log p(x|z)] − KL(q‖p(z)) ≤ log p(x)."""
    line = relation(proof.statement, "le", "expectation(mu, q")
    reconstruction, divergence = line.args[0].args
    return Bound(_valued(reconstruction), _valued(divergence), _valued(line.args[1]))


def gap(proof: Proof) -> Claim:
    """KL(q‖p(z|x)), by which log p(x) is above the bound."""
    line = relation(proof.statement, "eq", "log(integral(", "expectation(mu, q")
    return _valued(line.args[1].args[1])


# What was trained
def never_above(learnt: Learnt, claim: Bound) -> Numbers:
    """1 where the claimed bound is below the evidence at every time and point."""
    return (claim.lower(learnt) <= claim.evidence(learnt) + 1e-9).all(2).all(1).double().numpy()


def bound_off(learnt: Learnt, claim: Bound) -> Numbers:
    """|the ELBO that training raises − claim|, the worst of all times and points, in nats."""
    return (learnt.elbo - claim.lower(learnt)).abs().amax((1, 2)).numpy()


def gap_off(learnt: Learnt, claim: tuple[Bound, Claim]) -> Numbers:
    """|log p(x) − ELBO − claim|, the worst of all times and points, in nats."""
    stated, rest = claim
    return (stated.evidence(learnt) - learnt.elbo - rest(learnt)).abs().amax((1, 2)).numpy()


# Wrong claims
def _turned(proof: Proof) -> Claim:
    """KL(p(z|x)‖q)."""
    line = relation(proof.statement, "eq", "log(integral(", "expectation(mu, q").args[1].args[1]
    mu, q, posterior = line.args
    return _valued(make("KL", mu, posterior, q))


comparison: Final = comparisons("vae.elbo_bound", RECIPE, train)
EXPERIMENTS: Final = [
    comparison(
        name="bound",
        quantity="whether E_q log p(x|z) − KL(q‖p(z)) ≤ log p(x) at 4 points, before training and after each epoch",
        predict=bound,
        measure=never_above,
        controls={"half of the divergence": lambda proof: bound(proof)._replace(weight=0.5)},
        **every_seed(),
    ),
    comparison(
        name="elbo",
        quantity="|the ELBO that was trained − E_q log p(x|z) + KL(q‖p(z))|, the worst of 4 points and 6 times, "
        "in nats",
        predict=bound,
        measure=bound_off,
        tolerance=QUADRATURE,
        reason="two quadratures of the same integrals",
        controls={
            "half of the divergence": lambda proof: bound(proof)._replace(weight=0.5),
            "+KL": lambda proof: bound(proof)._replace(weight=-1.0),
        },
    ),
    comparison(
        name="gap",
        quantity="|log p(x) − ELBO − KL(q‖p(z|x))|, the worst of 4 points and 6 times, in nats",
        predict=lambda proof: (bound(proof), gap(proof)),
        measure=gap_off,
        tolerance=QUADRATURE,
        reason="two quadratures of the same integrals",
        controls={
            "KL(p(z|x)‖q)": lambda proof: (bound(proof), _turned(proof)),
            "no gap": lambda proof: (bound(proof), lambda learnt: 0 * gap(proof)(learnt)),
        },
    ),
    *vae_linear_gaussian.EXPERIMENTS,
]
