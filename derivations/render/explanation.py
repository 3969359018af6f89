"""One line of a proof explained: the rule behind it, its side conditions, and how each was met."""

from __future__ import annotations

from inspect import cleandoc

from derivations.kernel import RULES, Theorem
from derivations.proof import Step
from derivations.render.reasons import conditions_met, in_words, origin, reason
from derivations.render.text import term_text


def explanation(step: Step) -> str:
    """The rule of a line as its docstring draws it, the side conditions, and how those were met."""
    rule = RULES[origin(step).rule]
    parts = [f"Line {step.number}: {term_text(step.formula)}"]
    if reason(step):
        parts.append(f"Reason: {reason(step)}")
    parts.append(f"Rule: {rule.name} ({rule.__module__.rpartition('.')[2]})")
    parts += [f"  {line}".rstrip() for line in cleandoc(rule.__doc__ or "").splitlines()]
    if rule.source:
        parts.append(f"Source: {rule.source}")
    if step.theorem.oracles:
        parts.append(f"Oracles: {', '.join(sorted(step.theorem.oracles))}")
    return "\n".join([*parts, *_side_conditions(step)])


def _side_conditions(step: Step) -> list[str]:
    declared = RULES[origin(step).rule].conditions
    if not declared:
        return ["Side conditions: none"]
    met = [f"  {term_text(condition)}: {how(shown)}" for condition, shown in conditions_met(step)]
    stated = [f"  {name}: {text}" for name, text in declared.items()]
    return ["Side conditions:", *stated, *(["Met here:", *met] if met else ["Met here: seen by the rule itself"])]


def how(shown: Theorem) -> str:
    """How a side condition was met: the rule, and the hypotheses that it used."""
    if shown.rule == "assume":
        return "it is supposed"
    words = in_words(shown.rule) or "by what was shown"
    if not shown.hypotheses:
        return words
    return f"{words}, from {', '.join(term_text(h) for h in shown.hypotheses)}"
