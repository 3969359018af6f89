"""What a theorem predicts, read out of the statement that was proved and compiled to NumPy.

A statement is a conjunction of clauses, each perhaps under quantifiers and premises. A part of it is asked for by its
left side: a piece of the text that `str(term)` shows, or a test of the term. Exactly one clause has to fit; where
several fit whose premises tell them apart, as in a ≤ 1 ⇒ ... and a ≥ 1 ⇒ ..., the function takes the one whose
premises hold for the values it is given. It refuses values for which no premise holds. Variables are keywords, those
of quantifiers too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from derivations.clauses import Wanted, WrongForm, found, listing, named
from derivations.functions import compiled
from derivations.kernel import Term
from derivations.proof import Proof

Function = Callable[..., Any]


def equation(proof: Proof, left: Wanted) -> Function:
    """The right side of the equation with this left side, as a NumPy function.

    Raises:
        WrongForm: the statement has no such equation, or several that no premises tell apart.
        ValueError: from the function, for values that no premise covers.

    >>> from derivations import optimal_discriminator
    >>> equation(optimal_discriminator.gaussian_logit(), "log(normal(x, mu, s)/")(x=3.0, mu=1.0, m=0.0, s=1.0)
    2.5
    """
    return _right(proof, "eq", left)


def right_side(proof: Proof, left: Wanted) -> Term:
    """The right side of that equation as a term, for the `function` of a part of it.

    >>> from derivations import vae
    >>> posterior = right_side(vae.linear_gaussian(), "/integral(")
    >>> print(posterior.args[1])
    inv(W.T*W + s**2*identity(k))*(W.T*(x - b))
    """
    several = found(proof, "eq", left)
    if len(several) != 1:
        raise WrongForm(listing(proof, f"one clause ... {named(left)} ... = ... without cases", several))
    return several[0].formula.args[1]


def condition(proof: Proof, left: Wanted) -> Function:
    """When the left side of an equivalence holds, by its right side: a function that returns truth values.

    >>> from derivations import minimax
    >>> stable = condition(minimax.step_size(), "converges")
    >>> [bool(stable(eta=eta)) for eta in (0.2, 0.3)]
    [True, False]
    """
    return _right(proof, "iff", left)


def edge(holds: Callable[[float], Any], inside: float, outside: float) -> float:
    """Where a condition that holds `inside` ceases to hold on the way to `outside`, by bisection to rounding.

    Raises:
        ValueError: it does not hold inside, or holds outside.

    >>> from derivations import minimax
    >>> stable = condition(minimax.general_step_size(), "converges")
    >>> round(edge(lambda eta: stable(eta=eta, a=1.0, b=2.0), 0.1, 1.0), 12)
    0.4
    """
    return float(edges(holds, np.float64(inside), np.float64(outside)))


def edges(holds: Function, inside: Any, outside: Any) -> Any:
    """The same for an array of conditions, each with ends of its own.

    Raises:
        ValueError: one does not hold inside, or holds outside.
    """
    if not np.all(holds(inside)) or np.any(holds(outside)):
        raise ValueError(f"the condition has to hold at {inside} and to fail at {outside}: there is no edge to find")
    while not np.all(((middle := (inside + outside) / 2) == inside) | (middle == outside)):
        now = holds(middle)
        inside, outside = np.where(now, middle, inside), np.where(now, outside, middle)
    return inside


def _right(proof: Proof, op: str, left: Wanted) -> Function:
    return cases([(c.premises, function(c.formula.args[1])) for c in found(proof, op, left)])


def function(term: Term) -> Function:
    """A term as a NumPy function that ignores values which it does not mention, so that cases can be called alike."""
    inner, names = compiled(term), {v.data for v in term.free}
    return lambda **values: inner(**{name: value for name, value in values.items() if name in names})


def cases(known: list[tuple[tuple[Term, ...], Function]]) -> Function:
    """At each place the function whose premises hold; where none do, nothing is said."""
    tests = [([function(p) for p in premises], right) for premises, right in known]

    def chosen(**values: Any) -> Any:
        with np.errstate(invalid="ignore", divide="ignore"):  # of the cases that do not hold
            where = [np.logical_and.reduce(np.broadcast_arrays(True, *(p(**values) for p in ps))) for ps, _ in tests]
            if not np.logical_or.reduce(np.broadcast_arrays(*where)).all():
                premises = " or ".join(" and ".join(map(str, ps)) for ps, _ in known)
                raise ValueError(f"the statement says nothing of {values}: it needs {premises}")
            found = [right(**values) for _, right in tests]
            return found[0] if len(known) == 1 else np.select(where, list(map(np.asarray, found)))[()]

    return chosen
