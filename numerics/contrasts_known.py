"""The same claims in easier terms, by what was proved to be equal: without integrals over ℝⁿ, or "for all functions".

If L = R is proved, a claim about L is one about R. Where R is exact and L can only be enclosed, an equality that L
satisfies is seen to hold, and so the variant that denies it is seen to be false.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from derivations.kernel.terms import Term, replace
from numerics.claims import Claim, price
from numerics.equivalence_places import within
from numerics.mutants_meaning import asserted

MANY: Final = 2  # the price of "for all functions"


class Rule(NamedTuple):
    """Under these premises one expression, or formula, may stand for the other."""

    premises: frozenset[Term]
    dear: Term
    cheap: Term


def eased(statement: Term, wanted: Sequence[Claim]) -> list[Claim]:
    """The claims, each after an easier one if there is one, given that the statement holds.

    >>> from derivations.kernel.formulas import And, Eq, log, real
    >>> from derivations.kernel.terms import ONE, lam, make
    >>> x, y = real("x"), real("y")
    >>> total = make("integral", make("lebesgue", ONE), lam(x, x))
    >>> [c.conclusion for c in eased(Eq(total, y), [Claim((), total < 3)])]
    [y < 3, integral(x, x, lebesgue(1)) < 3]
    """
    rules = _rules(statement)
    found = {c.key: c for claim in wanted for c in (_easier(claim, rules), claim)}
    return [*found.values()]


def _easier(claim: Claim, rules: Sequence[Rule]) -> Claim:
    """The claim with whatever may be replaced, greater parts before what is in them."""
    given, conclusion = frozenset(p.alpha for p in claim.premises), claim.conclusion
    for rule in rules:
        if rule.premises <= given:
            conclusion = replace(conclusion, rule.dear, rule.cheap)
    return Claim(claim.premises, conclusion)


@lru_cache(maxsize=4)
def _rules(statement: Term) -> tuple[Rule, ...]:
    """What the statement allows to be put for what; an equivalence makes others of the same formula usable."""
    known = [(frozenset(p.alpha for p in c.premises), *c.conclusion.args) for c in _equations(statement)]
    found = [rule for one in known for rule in _between(*one)]
    for given, a, b in known:
        for other, cheap in ((rule.dear, rule) for rule in found[:]):
            far = b if other.alpha is a.alpha else a if other.alpha is b.alpha else None
            if far is not None and _price(far) > _price(cheap.cheap):
                found.append(Rule(given | cheap.premises, far, cheap.cheap))
    unique = {(rule.premises, rule.dear.alpha): rule for rule in reversed(found)}
    return tuple(sorted(unique.values(), key=lambda rule: (-_size(rule.dear), len(rule.premises))))


def _equations(statement: Term) -> Iterator[Claim]:
    return (c for c in asserted(statement) if c.conclusion.op in ("eq", "iff"))


def _between(premises: frozenset[Term], left: Term, right: Term) -> Iterator[Rule]:
    for dear, cheap in ((left, right), (right, left)):
        if _price(cheap) == 1 < _price(dear):
            yield Rule(premises, dear, cheap)


def _price(term: Term) -> int:
    """How dear a term is; what is said of all functions is too."""
    return max(price(term), MANY if any(_of_functions(t) for t in within(term)) else 1)


def _of_functions(term: Term) -> bool:
    """Whether something is said of all functions."""
    body = term.args[0] if term.op == "forall" else term
    return term.op == "forall" and body.op == "lambda" and body.data[1].kind == "function"


def _size(term: Term) -> int:
    return 1 + sum(map(_size, term.args))
