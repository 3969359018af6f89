"""A proof as plain data."""

from __future__ import annotations

from typing import Any

from derivations.kernel import RULES, Term
from derivations.proof import Proof, Step
from derivations.render.abbreviations import named
from derivations.render.explanation import how
from derivations.render.latex import term_latex
from derivations.render.layout import symbols
from derivations.render.reasons import conditions_met, origin, reason
from derivations.render.text import term_text

Json = dict[str, Any]


def proof_json(proof: Proof) -> Json:
    """The proof as plain data; `code` is a term as a reader types it, `text` and `latex` as a reader sees it."""
    with named(()):  # no names, and no term is shown twice
        return _json(proof)


def _json(proof: Proof) -> Json:
    answer = {} if proof.answer_term is None else formula_json(proof.answer_term)
    return {
        "id": proof.id,
        "title": proof.title,
        "source": proof.source,
        "needs": list(proof.needs),
        "symbols": [{"name": s.data, "sort": str(s.sort), **formula_json(s)} for s in symbols(proof)],
        "hypotheses": [formula_json(h) for h in proof.hypotheses],
        "statement": formula_json(proof.statement),
        "steps": [step_json(step) for step in proof.steps],
        "oracles": sorted(proof.oracles),
        "uses": list(proof.uses),
        "answer": {"kind": proof.answer, **answer},
    }


def formula_json(term: Term) -> Json:
    """A term in its three spellings."""
    return {"text": term_text(term), "latex": term_latex(term), "code": str(term)}


def step_json(step: Step) -> Json:
    """A line of a proof."""
    rule = origin(step).rule
    return {
        "number": step.number,
        "kind": step.kind,
        "depth": step.depth,
        **formula_json(step.formula),
        "rule": rule,
        "because": step.because,
        "reason": reason(step),
        "conditions": dict(RULES[rule].conditions),
        "met": [{"condition": formula_json(c), "how": how(shown)} for c, shown in conditions_met(step)],
        "oracles": sorted(step.theorem.oracles),
        "start": step.start,
    }
