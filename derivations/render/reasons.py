"""Why a line holds, in words: the author's reason, or what the rule does."""

from __future__ import annotations

from typing import Final

from derivations.kernel import Term, Theorem
from derivations.proof import Step

# What a rule does, where its name does not say it to a reader.
WORDS: Final = {
    "abstraction": "equal for every argument",
    "assume": "supposed",
    "both": "",
    "cases": "in either case",
    "combination": "by algebra",
    "congruence": "the same on both sides",
    "contradiction": "a contradiction",
    "cut": "by what was shown",
    "derivative": "differentiate",
    "discharge": "from what was supposed",
    "equivalence": "both directions",
    "exhibit": "this is one",
    "expansion": "directional expansion",
    "fermat": "the derivative vanishes at a minimum",
    "field": "by algebra",
    "generalise": "it was arbitrary",
    "instantiate": "for these values",
    "left": "the first part",
    "modus_ponens": "from the implication",
    "negate": "the supposition is absurd",
    "nonneg": "from the inequalities at hand",
    "powers": "laws of powers and logarithms",
    "publish": "everything in it is defined",
    "reflexivity": "the same on both sides",
    "rewrite": "put in",
    "right": "the second part",
    "schur_cohn": "the Schur-Cohn criterion",
    "specialise": "for this one",
    "symmetry": "the other way round",
    "transitivity": "put together",
    "trichotomy": "less, equal or greater",
    "unfold": "by definition",
}


def origin(step: Step) -> Theorem:
    """The theorem behind a line, before its side conditions were met from the context."""
    theorem, met = step.theorem, {condition.alpha for condition, _ in step.met}
    while theorem.rule == "cut" and theorem.args[0].conclusion.alpha in met:
        theorem = theorem.args[1]
    return theorem


def conditions_met(step: Step) -> list[tuple[Term, Theorem]]:
    """The side conditions of a line and the theorems that met them, each once."""
    return [*{condition.alpha: (condition, shown) for condition, shown in step.met}.values()]


def in_words(rule: str) -> str:
    """What a rule does, for a reader."""
    return WORDS.get(rule, rule.replace("_", " "))


def reason(step: Step) -> str:
    """The author's reason, or the rule's; none for what is given."""
    if step.because or step.kind in ("given", "suppose"):
        return step.because
    return in_words(origin(step).rule)
