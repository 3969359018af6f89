"""Which plan audits which rule, and the counterexamples that are stored."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from derivations.audits.engine import Audit, Plan, without
from derivations.kernel import RULES

COUNTEREXAMPLES: Final = Path(__file__).with_name("counterexamples.json")
FAMILIES: Final = (
    "logic", "algebra", "order", "powers", "calculus", "limits", "matrices", "vectors", "iterations", "definedness",
    "z3_oracle", "integrals", "lebesgue", "metric", "random_vectors",
)  # fmt: skip


@cache
def plans() -> dict[str, Plan]:
    """The plans of all families, by the rule's name."""
    found: dict[str, Plan] = {}
    for family in FAMILIES:
        found |= import_module(f"derivations.audits.{family}").PLANS
    return found


def plan_of(rule: str) -> Plan:
    """The plan of a rule of the kernel."""
    if rule not in plans():
        raise LookupError(f"no plan audits the rule {rule}: add one to derivations/audits")
    return plans()[rule]


def search(rule: str, audited: Audit | None = None) -> list[dict[str, Any]]:
    """The counterexample of every side condition of a rule; structural ones with their reason.

    They are searched for afresh, or taken from an audit of the rule.
    """
    plan, found = plan_of(rule), list[dict[str, Any]]()
    for condition, stated in RULES[rule].conditions.items():
        if condition in plan.structural:
            reading = f'without "{stated}": {plan.structural[condition]}'
            entry = {"rule": rule, "condition": condition, "kind": "structural", "reading": reading}
        else:
            example = audited.counterexamples[condition] if audited else without(RULES[rule], plan, condition)
            if example is None:
                continue
            entry = {**asdict(example), "arguments": list(example.arguments)}
        found.append(entry)
    return found


@cache
def all_counterexamples() -> list[dict[str, Any]]:
    """The stored counterexamples of all rules."""
    return json.loads(COUNTEREXAMPLES.read_text(encoding="utf-8")) if COUNTEREXAMPLES.exists() else []


def known_counterexamples(rule: str) -> list[dict[str, Any]]:
    """What goes wrong without each side condition of a rule, as stored."""
    return [entry for entry in all_counterexamples() if entry["rule"] == rule]


def update() -> list[dict[str, Any]]:
    """Search all counterexamples afresh and store them."""
    entries = [entry for rule in RULES for entry in search(rule)]
    COUNTEREXAMPLES.write_text(json.dumps(entries, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    all_counterexamples.cache_clear()
    return entries
