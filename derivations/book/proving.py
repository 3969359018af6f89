"""The proof behind a page; one that no longer goes through ends the build at its line."""

from __future__ import annotations

import sys
from functools import cache
from traceback import extract_tb

from sphinx.errors import SphinxError

from derivations.kernel import ProofError
from derivations.proof import Proof
from derivations.results import Result, UnknownResult, find


class BrokenProof(SphinxError):
    """A result of the book has no proof any more."""

    category = "Broken proof"


@cache
def prove(name: str) -> Proof:
    """The proof of a result.

    Raises:
        BrokenProof: some line does not follow; the message has the file, its line, both sides and the reason.
        UnknownResult: there is no such result.
    """
    result = find(name)
    try:
        return result.prove()
    except ProofError as error:
        raise BrokenProof(f"{_place(result, error)}: {name} does not hold any more: {error}") from error


def _place(result: Result, error: ProofError) -> str:
    """File and line of the topic where the proof stopped."""
    file = sys.modules[result.prove.__module__].__file__
    lines = [frame.lineno for frame in extract_tb(error.__traceback__) if frame.filename == file]
    return f"{file}:{lines[-1]}" if lines else str(file)


__all__ = ["BrokenProof", "UnknownResult", "prove"]
