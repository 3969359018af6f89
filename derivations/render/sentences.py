"""Functions, derivatives, quantifiers, limits and predicates, for every notation."""

from __future__ import annotations

import re
from typing import Final

from derivations.kernel.display import opened
from derivations.kernel.terms import NAT, ONE, REAL, Sort, Term, apply
from derivations.render.abbreviations import name_of
from derivations.render.notation import Notation
from derivations.render.precedence import ATOM, FACTOR, LIMIT, NOT, POSTFIX, QUANTIFIED, RELATION, SUM, Shown

WORDS: Final = {
    "invertible": "{0} is invertible",
    "symmetric": "{0} is symmetric",
    "positive_semidefinite": "{0} is positive semidefinite",
    "positive_definite": "{0} is positive definite",
    "full_column_rank": "{0} has full column rank",
    "converges_from_every_start": "the iteration {0} converges to {1} from every start",
    "minimiser": "{1} is a minimiser of {0}",
    "metric": "{0} is a metric",
    "complete": "{0} is complete",
    "cauchy": "{1} is a Cauchy sequence for {0}",
    "differentiable": "{0} is differentiable at {1}",
}


class Sentences(Notation):
    """Adds what is said about numbers and matrices."""

    def applied(self, term: Term) -> Shown:
        """Words for a predicate that has them; a name applied to arguments for the rest."""
        if term.op in WORDS:
            return self.in_words(term, WORDS[term.op]), RELATION
        name = self.signs.get(term.op) or self.words(term.op.replace("_", " "))
        arguments = self.signs["comma"].join(map(self.show, term.args))
        return (name + self.brackets(arguments) if term.args else name), ATOM

    def in_words(self, term: Term, template: str) -> str:
        """A sentence with the arguments in their places."""
        pieces = [p for p in re.split(r"(\{\d\})", template) if p]
        return "".join(self.wrap(term.args[int(p[1])], 7) if p[0] == "{" else self.words(p) for p in pieces)

    def on_eigenvalue(self, term: Term) -> Shown:
        """A complex eigenvalue by its real and imaginary part."""
        matrix, real, imaginary = term.args
        value = f"{self.wrap(real, SUM)}{self.signs['add']}i{self.signs['next']}{self.wrap(imaginary, FACTOR)}"
        return f"{value}{self.words(' is an eigenvalue of ')}{self.wrap(matrix, 7)}", RELATION

    def on_lambda(self, term: Term) -> Shown:
        """x ↦ body."""
        if term.loose:
            return f"({term.data[0]} -> {self.show(term.args[0])})", ATOM
        variable, body = opened(term)
        return f"{self.show(variable)}{self.signs['mapsto']}{self.wrap(body, 1)}", QUANTIFIED

    def on_forall(self, term: Term) -> Shown:
        """∀ x ∈ ℝ: body."""
        if term.args[0].op != "lambda" or term.loose:
            return self.applied(term)
        variable, body = opened(term.args[0])
        head = f"{self.signs[term.op]}{self.show(variable)}{self.signs['in']}{self.space(variable.sort)}"
        return f"{head}{self.signs['colon']}{self.show(body)}", QUANTIFIED

    on_exists = on_forall

    def space(self, sort: Sort) -> str:
        """The set that a sort stands for."""
        if sort is NAT or sort is REAL or sort.kind != "real":
            arrow = "" if sort.kind != "function" else self.signs["maps"].join(map(self.space, sort.params))
            return self.brackets(arrow) if arrow else self.signs.get(sort.kind, sort.kind)
        sizes = [self.wrap(p, FACTOR) for p in (sort.shape if sort.shape[1] is not ONE else sort.shape[:1])]
        return self.raised(self.signs["real"], self.signs["by"].join(sizes))

    def on_derivative(self, term: Term) -> Shown:
        """A derivative or gradient."""
        function, point = term.args
        if function.op != "lambda" or term.loose or name_of(function):
            return self.primed(function, point)
        own = point.op == "var" and point.sort is function.data[1] and point not in function.free
        own = own and function.data[0] in ("", point.data)
        variable, body = (point, apply(function, point)) if own else opened(function, point)
        return self.slope(variable, self.show(body), "" if own else self.show(point))

    def primed(self, function: Term, point: Term) -> Shown:
        """The derivative of a function that has a name."""
        argument, shown = self.brackets(self.show(point)), self.wrap(function, ATOM)
        slope = f"{shown}{self.signs['prime']}" if point.is_scalar else f"{self.signs['nabla']}{shown}"
        return slope + argument, ATOM

    def on_not(self, term: Term) -> Shown:
        """A negation."""
        inside = term.args[0]
        if inside.op == "eq":
            return f"{self.wrap(inside.args[0], 7)}{self.signs['ne']}{self.wrap(inside.args[1], 7)}", RELATION
        if " is " in WORDS.get(inside.op, ""):
            return self.in_words(inside, WORDS[inside.op].replace(" is ", " is not ", 1)), RELATION
        return self.signs["not"] + self.wrap(inside, ATOM), NOT

    def on_tends(self, term: Term) -> Shown:
        """body → target as x → source."""
        function, source, target = term.args
        if function.op != "lambda" or term.loose:
            return self.applied(term)
        variable, body = opened(function, source)
        arrow = self.signs["to"]
        approach = f"{self.show(variable)}{arrow}{self.show(source)}"
        return f"{self.wrap(body, 7)}{arrow}{self.show(target)}{self.words(' as ')}{approach}", LIMIT

    def on_near(self, term: Term) -> Shown:
        """Towards a point."""
        return self.shown(term.args[0])

    def on_above(self, term: Term) -> Shown:
        """Down towards a point."""
        return self.raised(self.wrap(term.args[0], POSTFIX + 1), "+"), POSTFIX

    def on_infinity(self, term: Term) -> Shown:
        """∞."""
        return self.signs["infinity"], ATOM
