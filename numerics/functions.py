"""Lambdas of the language as Python functions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from derivations.kernel.terms import Term

Stack = tuple[Any, ...]


@dataclass(frozen=True)
class Function:
    """A lambda together with the values of the variables around it."""

    evaluator: Any  # an Evaluator
    term: Term
    stack: Stack

    @property
    def domain(self) -> Any:
        """The sort of its argument."""
        return self.term.data[1]

    def __call__(self, argument: Any) -> Any:
        """Its value: of a term, a Matrix."""
        return self.evaluator.value(self.term.args[0], (argument, *self.stack))

    def over(self, field: Any) -> Function:
        """The same function over another field."""
        return Function(self.evaluator.over(field), self.term, self.stack)
