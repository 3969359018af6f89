"""Unit columns, traces, normal densities of columns and what is said of random variables, for every notation."""

from __future__ import annotations

from derivations.kernel.display import opened
from derivations.kernel.terms import Term
from derivations.render.abbreviations import name_of
from derivations.render.densities import Densities
from derivations.render.precedence import ATOM, LIMIT, RELATION, Shown


class Vectors(Densities):
    """Adds columns and random variables."""

    def on_unit(self, term: Term) -> Shown:
        """The unit column eᵢ; its size is that of what it stands beside."""
        return self.lowered(self.name("e"), self.show(term.args[0])), ATOM

    def on_trace(self, term: Term) -> Shown:
        """tr(M)."""
        return self.call("trace", self.show(term.args[0]))

    def on_multivariate_normal(self, term: Term) -> Shown:
        """N(x; m, Σ)."""
        x, mean, covariance = term.args
        return self.signs["normal"] + self.brackets(f"{self.show(x)}; {self.show(mean)}, {self.show(covariance)}"), ATOM

    def distribution(self, function: Term) -> Shown:
        """N(m, Σ) for x ↦ N(x; m, Σ)."""
        if function.op == "lambda" and not function.loose and not name_of(function):
            x, body = opened(function)
            if body.op == "multivariate_normal" and body.args[0] is x and all(x not in a.free for a in body.args[1:]):
                return self.call("normal", *map(self.show, body.args[1:]))
        return super().distribution(function)

    def variable(self, function: Term) -> str:
        """A random variable by its name, or as ω ↦ …."""
        return self.wrap(function, 7)

    def under(self, measure: Term, weight: Term) -> str:
        """The sample space at the end of a sentence."""
        return f"{self.words(' under ')}{self.named(weight)}{self.on(measure)}"

    def on_independent(self, term: Term) -> Shown:
        """X and Y are independent."""
        return self._independent(term, " are independent")

    def _independent(self, term: Term, verb: str) -> Shown:
        measure, weight, first, second = term.args
        pair = f"{self.variable(first)}{self.words(' and ')}{self.variable(second)}"
        return f"{pair}{self.words(verb)}{self.under(measure, weight)}", RELATION

    def on_mean_and_covariance(self, term: Term) -> Shown:
        """X has the mean m and the covariance Σ."""
        measure, weight, x, mean, covariance = term.args
        head = f"{self.variable(x)}{self.words(' has the mean ')}{self.wrap(mean, 7)}"
        whole = f"{head}{self.words(' and the covariance ')}{self.wrap(covariance, 7)}{self.under(measure, weight)}"
        return whole, LIMIT

    def on_not(self, term: Term) -> Shown:
        """A negation, inside the sentence where there is one."""
        inside = term.args[0]
        if inside.op == "independent" and not inside.loose and not name_of(inside):
            return self._independent(inside, " are not independent")
        return super().on_not(term)
