"""The table of the Dirac-GAN, row by row, ready to be concluded."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from derivations import lemmas
from derivations.kernel import Term, Theorem, logic
from derivations.kernel.definedness import conditions
from derivations.kernel.display import opened
from derivations.lemmas.dirac import gamma, shown, sigma
from derivations.lemmas.dirac_gradient_penalty import gradient_penalty_rows
from derivations.lemmas.dirac_noise import noise_rows
from derivations.lemmas.dirac_penalty import consensus_rows, penalty_rows, root_exists
from derivations.lemmas.dirac_rows import saturating_free_rows, unregularised_rows, wasserstein_rows
from derivations.proof import Proof
from derivations.tactics import Facts

Row = Callable[[Proof], list[Theorem]]


class Table:
    """Rows, each shown in a scope of its own, and that what they say is defined."""

    def __init__(self, proof: Proof) -> None:
        """Take a proof of `dirac.GIVEN`."""
        self.proof = proof
        self.defined: list[Theorem] = []

    def row(self, made: Row) -> list[Theorem]:
        """What a row says; its lines are forgotten, so that the next one is not slowed down."""
        with self.proof.suppose():
            found = made(self.proof)
            self.defined += [t for one in found for t in defined(one.conclusion, self.proof.facts)]
        return found


def defined(formula: Term, facts: Facts) -> list[Theorem]:
    """What makes a formula defined, from facts about its variables by the names that it gives them."""
    known: dict[Term, Theorem] = {}
    return [_shown(condition, (), facts, known) for condition in conditions(formula)]


def _shown(condition: Term, premises: tuple[Term, ...], facts: Facts, known: dict[Term, Theorem]) -> Theorem:
    """One condition under premises; what needed none is kept."""
    if condition.op == "forall":
        variable, body = opened(condition.args[0])
        return logic.generalise(variable, _shown(body, premises, facts, known))
    if condition.op == "implies":
        premise, body = condition.args
        return logic.discharge(premise, _shown(body, (*premises, premise), facts, known))
    if condition.alpha in known:
        return known[condition.alpha]
    found = facts.with_(*premises).prove(condition)
    if not premises:
        known[condition.alpha] = found
    return found


def as_penalty(proof: Proof, steps: Sequence[Theorem]) -> list[Theorem]:
    """J is that of R1 with γ = σ²/2, and so is what `steps`, about R1, say."""
    proof.have(0 < sigma**2 / 2, because="σ > 0")
    proof.recall(root_exists(sigma**2 / 2))
    same = [logic.instantiate(theorem, ((gamma, sigma**2 / 2),)) for theorem in steps]
    return [shown(proof, theorem, "as R1 with γ = σ²/2") for theorem in same]


def table(proof: Proof) -> list[Theorem]:
    """The rows in the order of the table, each as one theorem."""
    kept = Table(proof)
    rows = [kept.row(made) for made in (unregularised_rows, saturating_free_rows, wasserstein_rows)]
    penalty, noise = kept.row(penalty_rows), kept.row(noise_rows)
    noise += kept.row(lambda inner: as_penalty(inner, penalty[-3:]))
    rows += [kept.row(gradient_penalty_rows), noise, penalty, kept.row(consensus_rows)]
    proof.recall(*kept.defined)
    return [lemmas.join(*row) for row in rows]
