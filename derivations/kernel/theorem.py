"""Theorems, and the one way to make them.

A theorem is `hypotheses ⊢ conclusion`. Only `Rule.__call__` makes one, and a rule takes as premises only
objects of this module's registry: a copy, a pickle, a subclass or a bare `object.__new__(Theorem)` is not in
it. The threat is mistakes, not malice: Python has no wall that a determined intruder could not climb.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from inspect import signature
from typing import Any, Final, NamedTuple, cast
from weakref import WeakValueDictionary

from derivations.kernel.errors import IllFormed, NotATheorem, Undecided
from derivations.kernel.formulas import evident
from derivations.kernel.terms import PROP, Term, is_term

FORM: Final = {"form": "the premises have the form that the rule shows"}  # the side condition that most rules have


class Sequent(NamedTuple):
    """`hypotheses ⊢ conclusion` as a mere claim."""

    hypotheses: tuple[Term, ...]
    conclusion: Term


class Theorem:
    """A proved sequent: what it states, the rule and the arguments that made it, and what was believed."""

    __slots__ = ("__weakref__", "args", "conclusion", "hypotheses", "oracles", "rule")
    hypotheses: tuple[Term, ...]
    conclusion: Term
    rule: str
    args: tuple[Any, ...]
    oracles: frozenset[str]

    def __new__(cls, *_: object) -> Theorem:
        """Refuse: only the rules of the kernel make theorems."""
        raise NotATheorem("only the rules of derivations.kernel make theorems")

    def __setattr__(self, name: str, value: object) -> None:
        """Refuse: a theorem never changes."""
        raise AttributeError("theorems are immutable")

    def __delattr__(self, name: str) -> None:
        """Refuse: a theorem never changes."""
        raise AttributeError("theorems are immutable")

    def __init_subclass__(cls) -> None:
        """Refuse: a subclass could state what was not proved."""
        raise TypeError("Theorem cannot be subclassed")

    def __reduce_ex__(self, protocol: Any) -> Any:
        """Refuse: theorems travel as certificates, not as copies or pickles."""
        raise TypeError("theorems are neither copied nor pickled: write a certificate and read it back")

    def __repr__(self) -> str:
        """Show the sequent in ASCII."""
        return f"{', '.join(map(repr, self.hypotheses))} |- {self.conclusion!r}".lstrip()


_made: Final[WeakValueDictionary[int, Theorem]] = WeakValueDictionary()
RULES: Final[dict[str, Rule]] = {}
_set = object.__setattr__


def is_theorem(value: object) -> bool:
    """Whether the kernel made this object."""
    return _made.get(id(value)) is value


class Side:
    """How a rule states its side conditions; `without` one of them only for the audit, which makes no theorem."""

    def __init__(self, rule: Rule, without: str = "") -> None:
        """Start with no hypotheses."""
        self._rule, self._without = rule, without
        self.assumed: list[Term] = []

    def _active(self, condition: str) -> bool:
        if condition not in self._rule.conditions:
            raise KeyError(f"{self._rule.name} does not declare the side condition {condition!r}")
        return condition != self._without

    def require(self, condition: str, holds: bool, message: Callable[[], str]) -> None:
        """Refuse unless the condition was seen to hold."""
        if self._active(condition) and not holds:
            stated = self._rule.conditions[condition]
            raise Undecided(f"{self._rule.name}: {message()} (side condition: {stated})", condition)

    def states(self, condition: str, theorem: Theorem, wanted: Term) -> None:
        """Refuse unless the theorem states the formula."""
        seen = theorem.conclusion.alpha is wanted.alpha
        self.require(condition, seen, lambda: f"{theorem.conclusion} is not {wanted}")

    def assume(self, condition: str, formulas: Iterable[Term]) -> None:
        """Make the condition a hypothesis of the conclusion."""
        if self._active(condition):
            self.assumed.extend(f for f in formulas if not evident(f))


class Rule:
    """A rule of inference: a function from premises to a sequent, which becomes a theorem here and only here."""

    def __init__(self, infer: Callable[..., Sequent], conditions: Mapping[str, str], oracle: str, source: str) -> None:
        """Name the rule after its function and register it."""
        self.name, self.infer, self.conditions = infer.__name__, infer, dict(conditions)
        self.oracle, self.source, self.__doc__ = oracle, source, infer.__doc__
        self.own_oracle = frozenset([oracle] if oracle else [])
        self.__name__, self.__wrapped__, self.__module__ = infer.__name__, infer, infer.__module__
        self.parameters = {p.name: str(p.annotation) for p in [*signature(infer).parameters.values()][1:]}
        if self.name in RULES:
            raise ValueError(f"there is a rule {self.name} already")
        RULES[self.name] = self

    def __call__(self, *args: Any) -> Theorem:
        """Apply the rule to theorems of the kernel, terms and exact numbers."""
        checked = tuple(_admit(self.name, a) for a in args)
        self._check_kinds(checked)
        side = Side(self)
        try:
            hypotheses, conclusion = self.infer(side, *checked)
        except RecursionError:
            raise Undecided(f"{self.name}: the terms are nested too deeply to be decided", "budget") from None
        return _make(self, checked, (*hypotheses, *side.assumed), conclusion)

    def _check_kinds(self, args: tuple[Any, ...]) -> None:
        if len(args) != len(self.parameters):
            raise NotATheorem(
                f"{self.name} takes {len(self.parameters)} arguments ({', '.join(self.parameters)}), not {len(args)}"
            )
        for (name, wanted), value in zip(self.parameters.items(), args, strict=True):
            if wanted in ("Term", "Theorem") and type(value).__name__ != wanted:
                raise NotATheorem(
                    f"{self.name}: {name} must be a {wanted.lower()}, not {type(value).__name__} {value!r:.60}"
                )

    def __repr__(self) -> str:
        """Show the name."""
        return f"<rule {self.name}>"


def rule(conditions: Mapping[str, str] | None = None, *, oracle: str = "", source: str = "") -> Callable[..., Rule]:
    """Make a function `(side, *premises) -> Sequent` a rule with these named side conditions."""

    def made(infer: Callable[..., Sequent]) -> Rule:
        return Rule(infer, conditions or {}, oracle, source)

    return made


def _admit(name: str, value: Any) -> Any:
    if type(value) in (list, tuple):
        return tuple(_admit(name, v) for v in value)
    if type(value) is Theorem:
        if is_theorem(value):
            return value
        raise NotATheorem(f"{name}: this theorem was not made by the kernel (a copy, perhaps)")
    if type(value) in (int, Fraction, str) or is_term(value):
        return value
    raise NotATheorem(f"{name} takes theorems, terms and exact numbers, not {type(value).__name__} {value!r:.60}")


def merge(*groups: Iterable[Term]) -> tuple[Term, ...]:
    """Hypotheses in order, each once (up to the names of bound variables)."""
    found: dict[Term, Term] = {}
    for group in groups:
        for hypothesis in group:
            found.setdefault(hypothesis.alpha, hypothesis)
    return tuple(found.values())


def _make(made_by: Rule, args: tuple[Any, ...], hypotheses: Iterable[Term], conclusion: Term) -> Theorem:
    kept = tuple([h for h in merge(hypotheses) if h.op != "true"])
    for formula in (*kept, conclusion):
        if formula.sort is not PROP or formula.loose:
            raise IllFormed(f"{made_by.name}: {formula} is not a formula")
    theorem = object.__new__(Theorem)
    _set(theorem, "hypotheses", kept)
    _set(theorem, "conclusion", conclusion)
    _set(theorem, "rule", made_by.name)
    _set(theorem, "args", args)
    _set(theorem, "oracles", made_by.own_oracle.union(*[p.oracles for p in premises(args)]))
    _made[id(theorem)] = theorem
    return theorem


def premises(args: tuple[Any, ...]) -> list[Theorem]:
    """The theorems among a rule's arguments, nested tuples included."""
    found: list[Theorem] = []
    for a in args:
        if type(a) is Theorem:
            found.append(a)
        elif isinstance(a, tuple):
            found += premises(cast("tuple[Any, ...]", a))
    return found
