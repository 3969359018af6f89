"""The audit of the kernel: every rule on random instances, and every side condition dropped in turn.

>>> from derivations.audits import known_counterexamples
>>> known_counterexamples("absolute")[0]["condition"]
'form'
"""

from __future__ import annotations

from derivations.audits.engine import Audit, Classical, Counterexample, Plan, audit
from derivations.audits.registry import COUNTEREXAMPLES, all_counterexamples, known_counterexamples, plan_of

__all__ = [
    "COUNTEREXAMPLES",
    "Audit",
    "Classical",
    "Counterexample",
    "Plan",
    "all_counterexamples",
    "audit",
    "known_counterexamples",
    "plan_of",
]
