"""Proofs as people write them: a calculation line by line, each line made a theorem by the kernel or refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from derivations import lemmas, search
from derivations.kernel import IllFormed, ProofError, Rule, Term, Theorem, Undecided, algebra, logic
from derivations.kernel.definedness import conditions, publish
from derivations.kernel.formulas import FALSE, fresh
from derivations.kernel.terms import ONE, Exact, coerce, lam, make, replace
from derivations.tactics import Facts

if TYPE_CHECKING:
    from derivations.refuter.evaluate import Point

By = Rule | Theorem | Callable[[], Theorem] | None
Multiple = tuple[Exact, Theorem] | tuple[Exact, Theorem, Exact]
Summand = tuple[int | Fraction, Sequence[Theorem], Sequence[Term]]
proved: dict[Callable[..., Proof], Proof] = {}  # the results without data that were proved in this process
SIGNS = {("eq", False): "=", ("le", False): "<=", ("lt", False): "<", ("le", True): ">=", ("lt", True): ">"}


class StepError(ProofError):
    """A line of a proof that does not follow: which one, by which rule, and why not."""

    def __init__(
        self, number: int, line: str, rule: str, reason: str, verdict: str, witness: str = "", condition: str = ""
    ) -> None:
        """Say what is wrong in one sentence and keep the parts."""
        self.number, self.line, self.rule, self.reason = number, line, rule, reason
        self.verdict, self.witness, self.condition = verdict, witness, condition
        shown = f"step {number}, {line} (by {rule}): {verdict}. {reason}"
        super().__init__(f"{shown} Counterexample: {witness}." if witness else shown)


@dataclass(frozen=True, eq=False)
class Step:
    """One line of a proof: what it states, why, and how its side conditions were met."""

    number: int
    kind: str  # "given", "suppose", "line" (of a calculation), "fact" or "conclusion"
    depth: int
    formula: Term
    because: str
    theorem: Theorem
    met: tuple[tuple[Term, Theorem], ...] = ()
    start: bool = False  # the first line of a calculation
    down: bool = False  # the author wrote ≥ or >: the line before is the greater side

    @property
    def rule(self) -> str:
        """The kernel's rule that made the line."""
        return self.theorem.rule

    @property
    def sympy(self) -> Any:
        """The line as a SymPy object."""
        return self.formula.sympy

    def __repr__(self) -> str:
        """Show the line in ASCII."""
        return f"({self.number}) {self.formula!r}  [{self.because or self.rule}]"


class Calculation:
    """A chain of equalities and inequalities that starts from one term."""

    def __init__(self, proof: Proof, start: Term) -> None:
        """Begin at a term; nothing is claimed yet."""
        self._proof, self._start, self._last = proof, start, start
        self._theorem: Theorem | None = None
        self._down = False

    @property
    def theorem(self) -> Theorem:
        """First related to last, by transitivity."""
        return self._theorem or logic.reflexivity(self._start)

    def _line(
        self, relation: str, term: Exact, by: By, because: str, options: dict[str, Any], down: bool = False
    ) -> Calculation:
        following, goal = self._goal(relation, term, down)
        if self._theorem is not None:
            self._theorem = self._proof.still(goal, self._theorem)
        theorem = self._proof.step("line", goal, by, because, start=self._theorem is None, down=down, **options)
        if self._theorem is not None:
            if down and self._theorem.conclusion.op == "eq" and not self._down:
                self._theorem = logic.symmetry(self._theorem)
            chained = logic.symmetry(theorem) if self._down and not down else theorem
            pair = (chained, self._theorem) if down or self._down else (self._theorem, chained)
            theorem = logic.transitivity(*pair)
        self._theorem, self._last, self._down = theorem, following, self._down or down
        self._proof.facts.add(theorem)
        return self

    def _goal(self, relation: str, term: Exact, down: bool) -> tuple[Term, Term]:
        """The next term, and what the next line states; StepError when that is nothing, or does not chain."""
        number, shown = len(self._proof.steps) + 1, f"{self._last!r} {SIGNS[relation, down]} {term!r}"
        try:
            following = coerce(term)
            goal = make(relation, *((following, self._last) if down else (self._last, following)))
        except IllFormed as error:
            raise StepError(number, shown, relation, str(error), "ill-formed") from error
        ordered = self._theorem is not None and self._theorem.conclusion.op != "eq"
        if ordered and relation != "eq" and down != self._down:
            reason = "A calculation goes up (at_most, less_than) or down (at_least, greater_than): begin another one."
            raise StepError(number, shown, "transitivity", reason, "undecided", condition="form")
        return following, goal

    def equals(self, term: Exact, by: By = None, because: str = "", **options: Any) -> Calculation:
        """The next line is equal to the one before; by normal form unless `by` says otherwise."""
        return self._line("eq", term, by, because, options)

    def at_most(self, term: Exact, by: By = None, because: str = "", **options: Any) -> Calculation:
        """The line before is ≤ the next."""
        return self._line("le", term, by, because, options)

    def less_than(self, term: Exact, by: By = None, because: str = "", **options: Any) -> Calculation:
        """The line before is < the next."""
        return self._line("lt", term, by, because, options)

    def at_least(self, term: Exact, by: By = None, because: str = "", **options: Any) -> Calculation:
        """The line before is ≥ the next."""
        return self._line("le", term, by, because, options, down=True)

    def greater_than(self, term: Exact, by: By = None, because: str = "", **options: Any) -> Calculation:
        """The line before is > the next."""
        return self._line("lt", term, by, because, options, down=True)


@dataclass
class Proof:
    """A derivation in the making, and, once `conclude` was called, a published theorem with all its lines."""

    given: Sequence[Term] = ()
    steps: list[Step] = field(default_factory=list)
    uses: list[str] = field(default_factory=list)
    id: str = ""
    title: str = ""
    source: str = ""
    needs: str = "PC"
    abbreviations: list[tuple[str, tuple[Term, ...], Term]] = field(default_factory=list)
    _theorem: Theorem | None = None
    _answer: Term | None = None
    _depth: int = 0

    def __post_init__(self) -> None:
        """Take the hypotheses for granted."""
        self.facts = Facts()
        self._context: list[Term] = []
        for formula in self.given:
            self._assume("given", formula, "")

    def _assume(self, kind: str, formula: Term, because: str) -> Theorem:
        theorem = logic.assume(formula)
        self._context.append(formula.alpha)
        self.facts.add(theorem)
        self._record(kind, formula, because, theorem)
        return theorem

    def _record(self, kind: str, formula: Term, because: str, theorem: Theorem, **more: Any) -> None:
        self.steps.append(Step(len(self.steps) + 1, kind, self._depth, formula, because, theorem, **more))

    # What authors call
    def let(self, name: str, term: Term, *parameters: Term) -> Term:
        """Show this term by a name, or with parameters all terms of its form; what is proved does not change.

        With `proof.let("f", x**2 + 1, x)` the term 3² + 1 is shown as f(3).
        """
        self.abbreviations.append((name, parameters, term))
        return term

    def known(self, formula: Term) -> Theorem:
        """The hypothesis or earlier fact that states the formula."""
        found = self.facts.look_up(formula)
        if found is None:
            raise Undecided(f"{formula} is neither given nor shown above", str(formula))
        return found

    def calculate(self, start: Exact) -> Calculation:
        """Begin a calculation."""
        return Calculation(self, coerce(start))

    def have(self, goal: Term, by: By = None, because: str = "", **options: Any) -> Theorem:
        """A fact: by a rule, by a theorem at hand, or found from the facts above."""
        return self.step("fact", goal, by, because, **options)

    @contextmanager
    def suppose(self, *formulas: Term, because: str = "") -> Iterator[list[Theorem]]:
        """Assume formulas for the lines inside; what is shown there keeps them among its hypotheses."""
        saved, context = self.facts, [*self._context]
        self.facts = self.facts.with_()
        try:
            assumed = [self._assume("suppose", f, because) for f in formulas]
            self._depth += 1
            yield assumed
        finally:
            self._depth -= 1
            self.facts, self._context = saved, context

    def otherwise(
        self, goal: Term, terms: Callable[[Theorem], Sequence[Summand]], because: str = "", **options: Any
    ) -> Theorem:
        """An inequality, since its opposite leads to a contradiction; `terms` says how, given the opposite."""
        opposite = make("lt" if goal.op == "le" else "le", goal.args[1], goal.args[0])
        with self.suppose(opposite) as (no,):
            false = self.have(FALSE, terms=terms(no), because=because, **options)
        return self.have(goal, by=lemmas.refuted(goal, false), because="the opposite is impossible")

    def equivalence(self, goal: Term, forward: Theorem, backward: Theorem, because: str = "both directions") -> Theorem:
        """φ ⇔ ψ from φ ⊢ ψ and ψ ⊢ φ."""
        return self.have(goal, by=lambda: lemmas.equivalent(goal, forward, backward), because=because)

    def recall(self, *theorems: Theorem) -> None:
        """Take up again what was shown under suppositions that are in force again."""
        for theorem in theorems:
            self.facts.add(self._settled(theorem))

    def use(self, result: Proof | Callable[[], Proof], replacements: Mapping[Term, Exact] | None = None) -> Theorem:
        """The theorem of another result, for other values of its symbols; recorded in `uses`.

        A result given as its function is proved once, however often it is used.
        """
        other = result if isinstance(result, Proof) else once(result)
        if other.id and other.id not in self.uses:
            self.uses.append(other.id)
        pairs = tuple((v, coerce(t)) for v, t in (replacements or {}).items())
        theorem, *defined = (logic.instantiate(t, pairs) if pairs else t for t in (other.theorem, *other.defined))
        theorem = self._settled(theorem)
        self.recall(theorem, *defined)
        self._record("fact", theorem.conclusion, f"by {other.id}", theorem)
        return theorem

    def conclude(
        self, statement: Term, by: By = None, because: str = "", answer: Exact | None = None, **options: Any
    ) -> Proof:
        """Publish: the statement follows from the hypotheses, and everything in it is defined."""
        if self._depth:
            number, missing = len(self.steps) + 1, "supposition"
            reason = "A supposition is still in force: conclude after its block, or make it a hypothesis that is given."
            raise StepError(number, str(statement), "conclude", reason, "undecided", condition=missing)
        theorem = self.step("conclusion", statement, by, because, **options)
        needed = {c.alpha: c for f in (*self.given, statement) for c in conditions(f)}
        seen = tuple(self._attempt(c, lambda c=c: self.facts.prove(c), "definedness") for c in needed.values())
        for hypothesis in self.given:
            if any(hypothesis.alpha in {h.alpha for h in s.hypotheses} for s in (*seen, theorem)):
                theorem = logic.weaken(theorem, hypothesis)
        self._theorem = publish(theorem, seen)
        self._answer = None if answer is None else coerce(answer)
        return self

    # How a line becomes a theorem
    def step(
        self, kind: str, goal: Term, by: By, because: str, start: bool = False, down: bool = False, **options: Any
    ) -> Theorem:
        """Make a line a theorem from the hypotheses in force, or raise StepError."""
        name = by.name if isinstance(by, Rule) else by.rule if isinstance(by, Theorem) else "search"
        made = self._attempt(goal, lambda: self._establish(goal, by, options), name)
        met: list[tuple[Term, Theorem]] = []
        settled = lemmas.renamed(goal, self._attempt(goal, lambda: self._settled(made, met), name))
        self.facts.add(settled)
        self._record(kind, goal, because, settled, met=tuple(met), start=start, down=down)
        return settled

    def _attempt(self, goal: Term, make_theorem: Callable[[], Theorem], rule: str) -> Theorem:
        try:
            return make_theorem()
        except StepError:
            raise
        except RecursionError:
            reason = "Its terms are nested too deeply to be decided: prove it in smaller parts."
            raise StepError(len(self.steps) + 1, "this line", rule, reason, "undecided", condition="budget") from None
        except ProofError as error:
            raise self._failure(goal, rule, error) from error

    def _failure(self, goal: Term, rule: str, error: ProofError) -> StepError:
        number, condition = len(self.steps) + 1, getattr(error, "condition", "")
        if isinstance(error, IllFormed):
            return StepError(number, str(goal), rule, str(error), "ill-formed")
        from derivations.counterexample import describe, find

        point = find(goal, [s.formula for s in self.steps if s.formula.alpha in self._context])
        if point is not None:
            return StepError(
                number,
                str(goal),
                rule,
                "The line is false.",
                "refuted",
                describe(point) or "the line itself, in which no variable is free",
                condition,
            )
        return StepError(number, str(goal), rule, str(error), "undecided", condition=condition)

    def still(self, goal: Term, theorem: Theorem) -> Theorem:
        """The theorem without what was supposed only above; StepError when it needs that."""
        return self._attempt(goal, lambda: self._settled(theorem), theorem.rule)

    def _settled(self, theorem: Theorem, met: list[tuple[Term, Theorem]] | None = None) -> Theorem:
        for hypothesis in theorem.hypotheses:
            if hypothesis.alpha not in self._context:
                shown = self.facts.prove(hypothesis)
                if met is not None:
                    met.append((hypothesis, shown))
                theorem = self._settled(logic.cut(shown, theorem))
        return theorem

    @property
    def symmetric(self) -> tuple[Theorem, ...]:
        """What is known to be symmetric."""
        known = self.facts.known.values()
        return tuple(t for t in known if t.conclusion.op == "symmetric" or _says_symmetric(t.conclusion))

    def _establish(self, goal: Term, by: By, options: dict[str, Any]) -> Theorem:
        if goal.sort.kind != "prop":
            raise IllFormed(f"{goal} is {goal.sort}, not a formula: state a relation such as Eq or <")
        parts = tuple(_part(p) for p in options.pop("parts", ()))
        terms = tuple((w, tuple(f), tuple(q)) for w, f, q in options.pop("terms", ()))
        if by is algebra.nonneg or terms:
            return self._by(algebra.nonneg, goal, terms, parts)
        if by is algebra.combination or (parts and by is None):
            return self._by(algebra.combination, goal, parts)
        if isinstance(by, Theorem):
            return self._from(goal, by)
        if by is not None:
            made = by(goal) if isinstance(by, Rule) else by()
            return made if made.conclusion.alpha is goal.alpha else self._from(goal, made)
        if options:
            known = options.pop("facts", None)
            found = search.certificate(goal, known or self.facts.inequalities, **options)
            return self._by(algebra.nonneg, goal, *found)
        found = self.facts.look_up(goal)
        return found or (self._by(algebra.combination, goal, ()) if _algebraic(goal) else self.facts.prove(goal))

    def _by(self, rule: Rule, goal: Term, *certificate: tuple[Any, ...]) -> Theorem:
        """By `combination` or `nonneg`, with what is symmetric only where it is needed."""
        try:
            return rule(goal, *certificate, ())
        except Undecided:
            if not self.symmetric:
                raise
            return rule(goal, *certificate, self.symmetric)

    def _from(self, goal: Term, theorem: Theorem) -> Theorem:
        """The goal from a theorem at hand: the same, rewritten by it, or the same up to normal form."""
        claim = theorem.conclusion
        if claim.alpha is goal.alpha:
            return theorem
        if goal.op == "eq" and claim.op == "eq":
            return _by_rewriting(goal, theorem) or self._by(algebra.combination, goal, ((ONE, theorem, ONE),))
        if claim.op in ("le", "lt"):
            return self._by(algebra.nonneg, goal, ((1, (theorem,), ()),), ())
        if claim.op == "iff":
            ends = {claim.args[0].alpha: claim.args[1], claim.args[1].alpha: claim.args[0]}
            if goal.alpha in ends:
                turned = theorem if claim.args[1].alpha is goal.alpha else logic.converse(theorem)
                return logic.modus_ponens(turned, self.facts.prove(ends[goal.alpha]))
        if claim.op == "implies" and claim.args[1].alpha is goal.alpha:
            return logic.modus_ponens(theorem, self.facts.prove(claim.args[0]))
        raise Undecided(f"{theorem} does not give {goal}", "form")

    # What readers call
    @property
    def theorem(self) -> Theorem:
        """The published theorem."""
        if self._theorem is None:
            raise Undecided(f"the proof {self.id or 'in hand'} has not reached its conclusion", "conclusion")
        return self._theorem

    @property
    def defined(self) -> tuple[Theorem, ...]:
        """That everything in hypotheses and statement is defined, as it was seen at publication."""
        _, seen = self.theorem.args
        return seen

    @property
    def statement(self) -> Term:
        """What was proved, as a term of the kernel; `statement.sympy` is its SymPy form."""
        return self.theorem.conclusion

    @property
    def hypotheses(self) -> tuple[Term, ...]:
        """What the statement needs, in the order in which it was given."""
        order = {g.alpha: i for i, g in enumerate(self.given)}
        return tuple(sorted(self.theorem.hypotheses, key=lambda h: order.get(h.alpha, len(order))))

    @property
    def oracles(self) -> frozenset[str]:
        """What had to be believed beyond the kernel."""
        return self.theorem.oracles

    @property
    def answer(self) -> str:
        """What a reader would be asked for: "expression", "relation" or "none"."""
        if self._answer is None:
            return "none"
        return "relation" if self._answer.sort.kind == "prop" else "expression"

    @property
    def answer_term(self) -> Term | None:
        """The answer as a term of the kernel."""
        return self._answer

    @property
    def result(self) -> Any:
        """The answer in SymPy; None when there is none to ask for."""
        return None if self._answer is None else self._answer.sympy

    @cached_property
    def witness(self) -> Point | None:
        """A point that satisfies every hypothesis, found and checked exactly; None when none was found."""
        from derivations.counterexample import witness

        return witness(self.hypotheses)

    def to_function(self) -> Callable[..., Any]:
        """The answer as a NumPy function that takes the result's symbols as keywords."""
        from derivations.functions import compiled

        if self._answer is None:
            raise ProofError(f"{self.id} has no expression or relation to evaluate: its answer is 'none'")
        return compiled(self._answer)

    def explain(self, step: int | Step) -> str:
        """The rule of a step, its side conditions, and how each was met."""
        from derivations.render.proof import explanation

        if isinstance(step, int) and not 1 <= step <= len(self.steps):
            raise ProofError(f"{self.id or 'this proof'} has the lines 1 to {len(self.steps)}, and no line {step}")
        return explanation(self.steps[step - 1] if isinstance(step, int) else step)

    def text(self) -> str:
        """The whole proof as Unicode text."""
        from derivations.render.proof import proof_text

        return proof_text(self)

    def latex(self) -> str:
        """The whole proof as LaTeX."""
        from derivations.render.proof import proof_latex

        return proof_latex(self)

    def html(self) -> str:
        """The whole proof as HTML, its mathematics as TeX."""
        from derivations.render.proof import proof_html

        return proof_html(self)

    def to_json(self) -> dict[str, Any]:
        """The whole proof as plain data."""
        from derivations.render.proof import proof_json

        return proof_json(self)

    def _repr_html_(self) -> str:
        return self.html()

    def _repr_latex_(self) -> str:
        return self.latex()

    def __str__(self) -> str:
        """Show the whole proof."""
        return self.text()

    def __repr__(self) -> str:
        """Show what is proved, in ASCII."""
        return f"<Proof {self.id}: {self._theorem!r}>" if self._theorem else f"<Proof {self.id}: unfinished>"


def once(result: Callable[[], Proof]) -> Proof:
    """The proof of a result, made when it is first needed."""
    return result() if result not in proved else proved[result]


def _part(part: Multiple) -> tuple[Term, Theorem, Term]:
    left, theorem, right = part if len(part) == 3 else (*part, ONE)
    if not isinstance(theorem, Theorem):  # pyright: ignore[reportUnnecessaryIsInstance] - users
        raise IllFormed(f"a part is (multiplier, theorem) or (left, theorem, right), but {theorem!r} is no theorem")
    return coerce(left), theorem, coerce(right)


def _says_symmetric(claim: Term) -> bool:
    return claim.op == "eq" and claim.args[0].op == "transpose" and claim.args[0].args[0].alpha is claim.args[1].alpha


def _by_rewriting(goal: Term, equation: Theorem) -> Theorem | None:
    """S = t gives C[s] = C[t]."""
    old, new = equation.conclusion.args
    left, right = goal.args
    if old.sort.kind != "function" and replace(left, old, new).alpha is right.alpha:
        x = fresh("x", old.sort, goal, *equation.hypotheses, old, new)
        return logic.congruence(lam(x, replace(left, old, x)), equation)
    return None


def _algebraic(goal: Term) -> bool:
    return goal.op == "eq" and goal.args[0].sort.kind in ("real", "nat")
