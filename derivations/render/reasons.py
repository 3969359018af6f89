"""Why a line holds, in words: the author's reason, or what the rule does."""

from __future__ import annotations

from typing import Final

from derivations.kernel import Term, Theorem
from derivations.proof import Step

# What a rule does, where its name does not say it to a reader.
WORDS: Final = {
    "abstraction": "equal for every argument",
    "absolutely_integrable": "integrable, so its absolute value is",
    "affine_substitution": "linear change of variables",
    "almost_everywhere": "it holds at almost every point",
    "antiderivative": "by a checked antiderivative",
    "assume": "supposed",
    "both": "",
    "branch": "the case that holds",
    "cases": "in either case",
    "combination": "by algebra",
    "composed": "made of measurable functions",
    "congruence": "the same on both sides",
    "contradiction": "a contradiction",
    "cut": "by what was shown",
    "derivative": "differentiate",
    "determinant_product": "the determinant of a product",
    "determinant_transpose": "the determinant of the transpose",
    "discharge": "from what was supposed",
    "dominated_convergence": "dominated convergence",
    "entry_of": "entry by entry",
    "equivalence": "both directions",
    "euclidean_complete": "ℝⁿ is complete",
    "exhibit": "this is one",
    "expansion": "directional expansion",
    "extensional": "their entries are equal",
    "fermat": "the derivative vanishes at a minimum",
    "field": "by algebra",
    "fubini": "Fubini's theorem",
    "gaussian_moment": "a moment of the normal distribution",
    "gaussian_vector": "moments of the normal distribution",
    "generalise": "it was arbitrary",
    "improper": "by a checked antiderivative and its limit",
    "independent": "coordinate by coordinate (Fubini)",
    "inner_sum": "the product, entry by entry",
    "instantiate": "for these values",
    "integral_order": "integrals keep the order",
    "integral_zero": "at least 0 with integral 0",
    "inverse_derivative": "derivative of the inverse function",
    "joint_law": "independent: the joint density is the product",
    "law_of_image": "the mean by the density of the variable",
    "left": "the first part",
    "leibniz": "differentiate under the integral, dominated",
    "linear": "integrals are linear",
    "locally": "equal near the point",
    "modus_ponens": "from the implication",
    "negate": "the supposition is absurd",
    "nonneg": "from the inequalities at hand",
    "on_space": "the same on this space",
    "pi_bounds": "bounds of π",
    "point_null": "a point has measure 0",
    "powers": "laws of powers and logarithms",
    "product_of": "the product written out",
    "publish": "everything in it is defined",
    "reflexivity": "the same on both sides",
    "reciprocal_of_infinite": "one over what goes to infinity",
    "rewrite": "put in",
    "right": "the second part",
    "schur_cohn": "the Schur-Cohn criterion",
    "shifted": "a later part of the sequence has the same limit",
    "smooth_measurable": "differentiable, so measurable",
    "specialise": "for this one",
    "squeezed": "measurable, between two integrable functions",
    "substitution": "change of variables",
    "sum_almost": "it holds at every index",
    "sum_everywhere": "it holds at this index",
    "sum_integrable": "a finite sum",
    "sum_of": "the sum written out",
    "sylvester": "Sylvester's determinant identity",
    "symmetry": "the other way round",
    "transitivity": "put together",
    "triangular": "the determinant of a triangular matrix",
    "trichotomy": "less, equal or greater",
    "unbounded": "above every bound",
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
