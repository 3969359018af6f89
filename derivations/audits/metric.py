"""Instances of the rule about complete spaces."""

from __future__ import annotations

from derivations.audits.engine import Plan
from derivations.audits.expressions import N
from derivations.kernel.terms import ONE, num

PLANS = {"euclidean_complete": Plan(lambda r: (r.choice((N, ONE, num(0), num(2))),))}
