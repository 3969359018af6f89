"""Independent evidence for proved results: exact instances, Arb enclosures, simulations and other people's code.

`numerics.evidence` is what the entry point `derivations.evidence` names: it has `covers(id)` and
`check(proof, *, seed, budget)`. The checks themselves are imported when they are first asked for.

>>> from numerics import evidence
>>> evidence.covers("ridge.gradient"), evidence.covers("ridge.nonsense")
(True, False)
"""

from numerics import evidence

__all__ = ["evidence"]
