"""Integrals, sums, products, cases and what holds almost everywhere, for every notation.

Where f is 0 off a set, as in piecewise(x > 0, f, 0), the set is written below the integral sign. A measure that is a
variable named `mu` goes without saying; any other one is said.
"""

from __future__ import annotations

from derivations.kernel.display import opened
from derivations.kernel.formulas import fresh
from derivations.kernel.terms import PROP, SPACE, ZERO, Sort, Term, apply, num
from derivations.render.abbreviations import name_of
from derivations.render.precedence import ATOM, LIMIT, PRODUCT, RELATION, SUM, Shown
from derivations.render.sentences import Sentences


def at_variable(function: Term, *avoid: Term) -> tuple[Term, Term]:
    """A variable and the function at it; for an unspecified function, a new variable."""
    if function.op == "lambda":
        return opened(function, avoid[0] if avoid else None)
    domain = function.sort.params[0]
    x = fresh("i" if domain.kind == "nat" else "x", domain, function, *avoid)
    return x, apply(function, x)


def guarded(body: Term) -> tuple[Term | None, Term]:
    """The condition outside which a body is 0, and the body where it holds."""
    zero = body.op == "piecewise" and body.args[2] is ZERO and not name_of(body)
    return (body.args[0], body.args[1]) if zero else (None, body)


class Integrals(Sentences):
    """Adds integrals over a measure and sentences about functions."""

    def shown(self, term: Term) -> Shown:
        """The term; one whose binder is not shown without looking into its functions."""
        raw = term.loose and any(a.op == "lambda" for a in term.args)
        return self.applied(term) if raw else super().shown(term)

    def big(self, sign: str, below: str = "", above: str = "") -> str:
        """A large sign with what stands below and above it."""
        return self.signs[sign] + (f"_{{{below}}}" if below else "") + (f"^{{{above}}}" if above else "")

    def on_integral(self, term: Term) -> Shown:
        """∫ f(x) dμ(x), ∫ f(x) dx, or a sum."""
        over, function = term.args
        if over.op == "counting":
            return self.indexed("sum", over.args[0], function)
        if over.op != "lebesgue" and (function.op != "lambda" or name_of(function)):
            return f"{self.big('integral')} {self.wrap(function, PRODUCT)}{self.signs['d']}{self.show(over)}", PRODUCT
        x, body = at_variable(function, over)
        where, body = guarded(body)
        head = self.big("integral", self.guard("", where))
        return f"{head} {self.wrap(body, PRODUCT)}{self.element(over, x)}", PRODUCT

    def element(self, over: Term, x: Term) -> str:
        """The dx or dμ(x) at the end."""
        shown = self.show(x) if over.op == "lebesgue" else self.wrap(over, ATOM) + self.brackets(self.show(x))
        return self.signs["d"] + shown

    def indexed(self, sign: str, count: Term, function: Term) -> Shown:
        """A sum or product over i = 0, …, count − 1."""
        i, body = at_variable(function, count)
        where, body = guarded(body) if sign == "sum" else (None, body)
        below = f"{self.show(i)}=0" + self.guard(self.signs["comma"], where)
        return f"{self.big(sign, below, self.last(count))} {self.wrap(body, PRODUCT)}", PRODUCT

    def on_product(self, term: Term) -> Shown:
        """A finite product."""
        return self.indexed("product", *term.args)

    def last(self, count: Term) -> str:
        """The largest number below a count."""
        if count.op == "num":
            return self.show(num(count.data - 1))
        for one, other in (count.args, count.args[::-1]) if count.op == "add" else ():
            if one.op == "num" and one.data == 1:
                return self.show(other)
        return f"{self.wrap(count, SUM)}{self.signs['sub'].strip()}1"

    def numbers(self, count: Term) -> str:
        """{0, …, n − 1}."""
        return self.braces(f"0, {self.signs['dots']}, {self.last(count)}")

    def braces(self, text: str) -> str:
        """Curly brackets."""
        return f"{self.signs['{']}{text}{self.signs['}']}"

    def guard(self, words: str, condition: Term | None) -> str:
        """The condition outside which a function is 0, after some words; nothing where there is none."""
        return "" if condition is None else words + self.chained(condition)

    def chained(self, condition: Term) -> str:
        """A condition; a ≤ x ∧ x ≤ b as a ≤ x ≤ b."""
        if condition.op == "and" and all(c.op in ("le", "lt") for c in condition.args):
            (a, x), (y, b) = (c.args for c in condition.args)
            first, second = (self.signs[c.op] for c in condition.args)
            if x.alpha is y.alpha:
                return f"{self.wrap(a, 7)}{first}{self.wrap(x, 7)}{second}{self.wrap(b, 7)}"
        return self.show(condition)

    def on_entry(self, term: Term) -> Shown:
        """An entry of a vector."""
        return self.indexed_by(term.args[0], self.show(term.args[1])), ATOM

    def on_pi(self, term: Term) -> Shown:
        """The number π."""
        return self.signs["pi"], ATOM

    # Measures
    def on_lebesgue(self, term: Term) -> Shown:
        """Lebesgue measure by its name."""
        return self.words("Lebesgue measure on ") + self.space(term.sort.params[0]), RELATION

    def on_counting(self, term: Term) -> Shown:
        """The counting measure by its name."""
        return self.words("the counting measure on ") + self.numbers(term.args[0]), RELATION

    def on(self, measure: Term) -> str:
        """The measure at the end of a sentence; none for μ."""
        if measure.op == "lebesgue":
            return self.words(" on ") + self.space(measure.sort.params[0])
        if measure.op == "counting":
            return self.words(" on ") + self.numbers(measure.args[0])
        return "" if self.silent(measure) else self.words(" with respect to ") + self.wrap(measure, 7)

    def silent(self, measure: Term) -> bool:
        """Whether a measure goes without saying."""
        return measure.op == "var" and measure.data == "mu"

    def space(self, sort: Sort) -> str:
        """The set that a sort stands for; points are those of Ω."""
        return self.signs["space"] if sort is SPACE else super().space(sort)

    # Sentences
    def said(self, term: Term, verb: str) -> Shown:
        """Subject, verb, predicate."""
        subject, predicate, tail = getattr(self, f"say_{term.op}")(term)
        return f"{subject}{self.words(f' {verb} {predicate}')}{tail}", RELATION

    def on_integrable(self, term: Term) -> Shown:
        """A predicate as a sentence."""
        return self.said(term, "is")

    on_measurable = on_density = on_integrable

    def on_not(self, term: Term) -> Shown:
        """A negation, inside the sentence where there is one."""
        inside = term.args[0]
        if hasattr(self, f"say_{inside.op}") and not inside.loose and not name_of(inside):
            return self.said(inside, "is not")
        return super().on_not(term)

    def say_integrable(self, term: Term) -> tuple[str, str, str]:
        """The function is integrable, perhaps over a set."""
        over, function = term.args
        if function.op != "lambda" or name_of(function):
            return self.wrap(function, 7), "integrable", self.on(over)
        x, body = at_variable(function, over)
        where, body = guarded(body)
        return (
            self.brackets(self.mapping(x, body)),
            "integrable",
            self.on(over) + self.guard(self.words(" where "), where),
        )

    def mapping(self, x: Term, body: Term) -> str:
        """x ↦ body."""
        return f"{self.show(x)}{self.signs['mapsto']}{self.wrap(body, 1)}"

    def say_measurable(self, term: Term) -> tuple[str, str, str]:
        """The function or the set is measurable."""
        function = term.args[0]
        if function.op != "lambda" or function.sort.params[1] is not PROP or name_of(function):
            return self.wrap(function, 7), "measurable", ""
        x, body = at_variable(function)
        head = f"{self.show(x)}{self.signs['in']}{self.space(x.sort)}{self.signs['colon']}"
        return self.braces(head + self.show(body)), "measurable", ""

    def on_almost(self, term: Term) -> Shown:
        """φ(x) for almost every x."""
        over, function = term.args
        x, body = at_variable(function, over)
        every = f"{self.wrap(body, RELATION)}{self.words(self.almost_every(over))}{self.show(x)}"
        if over.op == "counting":
            return every + self.signs["lt"] + self.wrap(over.args[0], 7), LIMIT
        return every + (self.signs["in"] + self.space(x.sort) if over.op == "lebesgue" else ""), LIMIT

    def almost_every(self, over: Term) -> str:
        """The words before the variable, with the name of a measure that does not go without saying."""
        unsaid = over.op in ("lebesgue", "counting") or self.silent(over)
        return " for almost every " if unsaid else f" for {self.name_in_words(over)}-almost every "

    def name_in_words(self, measure: Term) -> str:
        """The name of a measure inside a sentence."""
        raise NotImplementedError
