"""What can go wrong when a proof is asked for, one class per kind."""

from __future__ import annotations


class ProofError(Exception):
    """Base of every refusal of the kernel and of the proof builder."""


class IllFormed(ProofError, ValueError):
    """The text states nothing: shapes that do not fit, an unknown symbol, a number that is not exact."""


class Undecided(ProofError):
    """A rule could not see that its conclusion follows; `condition` names what was missing."""

    def __init__(self, message: str, condition: str = "") -> None:
        """Keep the name of the missing side condition beside the sentence for people."""
        super().__init__(message)
        self.condition = condition


class NotATheorem(ProofError, TypeError):
    """A rule was handed something that the kernel did not make."""
