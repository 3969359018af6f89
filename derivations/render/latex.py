"""Terms as LaTeX for a notebook or the docs; needs amsmath and amssymb, which MathJax and KaTeX have."""

from __future__ import annotations

from collections.abc import Iterable

from derivations.kernel.display import opened
from derivations.kernel.terms import ONE, Term
from derivations.render.names import latex_name
from derivations.render.precedence import ATOM, FACTOR, POWER, PRODUCT, RELATION, SIGN, Shown, leading
from derivations.render.vectors import Vectors

TALL = (r"\frac", r"\begin", r"\sqrt", r"\left", r"\int", r"\sum", r"\prod", "^")


class Latex(Vectors):
    r"""\lambda \beta^{\top} A \beta."""

    signs = {  # noqa: RUF012 - a constant of the class
        "iff": r" \Leftrightarrow ", "implies": r" \Rightarrow ", "or": r" \lor ", "and": r" \land ", "not": r"\lnot ",
        "eq": " = ", "ne": r" \neq ", "le": r" \leq ", "lt": " < ", "ge": r" \geq ", "gt": " > ", "add": " + ",
        "sub": " - ", "neg": "-", "times": r" \cdot ", "next": r" \, ", "beside": " ", "transpose": r"\top",
        "inverse": "-1", "|": r"\lvert ", "|)": r" \rvert", "‖": r"\lVert ", "‖)": r" \rVert", "comma": r",\; ",
        "proves": r" \;\vdash\; ", "mapsto": r" \mapsto ", "forall": r"\forall\, ", "exists": r"\exists\, ",
        "in": r" \in ", "colon": r" :\; ", "real": r"\mathbb{R}", "nat": r"\mathbb{N}", "by": r" \times ",
        "maps": r" \to ", "to": r" \to ", "infinity": r"\infty", "nabla": r"\nabla ", "log": r"\log", "exp": r"\exp",
        "det": r"\det", "prime": "'", "integral": r"\int", "sum": r"\sum", "product": r"\prod", "d": r" \, d",
        "dots": r"\dots", "{": r"\{", "}": r"\}", "[": r"\left[ ", "]": r" \right]", "space": r"\Omega",
        "pi": r"\pi", "normal": r"\mathcal{N}", "sigmoid": r"\sigma", "E": r"\mathbb{E}", "KL": r"\mathrm{KL}",
        "JSD": r"\mathrm{JSD}", "entropy": "H", "parallel": r" \,\Vert\, ", "≪": r" \ll ", "~": r" \sim ",
        "trace": r"\operatorname{tr}", "prop": r"\{\text{true}, \text{false}\}",
    }  # fmt: skip

    def name(self, name: str) -> str:
        """A variable; one with a star or prime is braced when something is raised to it."""
        return latex_name(name)

    def brackets(self, text: str) -> str:
        """Round brackets, growing where something is tall."""
        return rf"\left({text}\right)" if any(t in text for t in TALL) else f"({text})"

    def words(self, text: str) -> str:
        """Upright text."""
        return rf"\text{{{text}}}"

    def raised(self, base: str, exponent: str) -> str:
        """A superscript; a base that has one already is braced."""
        marked = "^" in base and not base.endswith((")", "|", r"\rVert"))
        return f"{{{base}}}^{{{exponent}}}" if marked else f"{base}^{{{exponent}}}"

    def lowered(self, base: str, index: str) -> str:
        """A subscript."""
        return f"{base}_{{{index}}}"

    def between(self, left: Term, right: Term) -> str:
        """What stands between two factors; the name of a function brings its own space."""
        return " " if leading(right).op in ("log", "exp", "det") else super().between(left, right)

    def fraction(self, top: int, bottom: int) -> Shown:
        """A rational number."""
        return (str(top), ATOM) if bottom == 1 else (rf"\frac{{{top}}}{{{bottom}}}", FACTOR)

    def on_div(self, term: Term) -> Shown:
        """A fraction, with the sign of its numerator in front."""
        top, bottom = term.args
        negative = top.op == "neg"
        inner = rf"\frac{{{self.show(top.args[0] if negative else top)}}}{{{self.show(bottom)}}}"
        return (f"-{inner}", SIGN) if negative else (inner, FACTOR)

    def on_sqrt(self, term: Term) -> Shown:
        """A root; the norm for that of a squared norm."""
        if term.args[0].op == "sqnorm":
            return self.norm(term.args[0].args[0]), ATOM
        return rf"\sqrt{{{self.show(term.args[0])}}}", ATOM

    def on_exp(self, term: Term) -> Shown:
        """An exponential: e with a low exponent, exp of a tall one."""
        inside = self.show(term.args[0])
        return self.applied(term) if any(t in inside for t in TALL) else (f"e^{{{inside}}}", POWER)

    def on_identity(self, term: Term) -> Shown:
        """The identity with its size."""
        return f"I_{{{self.show(term.args[0])}}}", ATOM

    def on_ones(self, term: Term) -> Shown:
        """The matrix of ones with its size."""
        return rf"\mathbf{{1}}_{{{self.sizes(term)}}}", ATOM

    def sizes(self, term: Term) -> str:
        """n for a column, n × d for a matrix."""
        rows, columns = term.args
        return self.show(rows) if columns is ONE else rf"{self.show(rows)} \times {self.show(columns)}"

    def on_block(self, term: Term) -> Shown:
        """A matrix of blocks."""
        rows, columns = term.data
        lines = (" & ".join(map(self.show, term.args[i * columns : (i + 1) * columns])) for i in range(rows))
        inside = r" \\ ".join(lines)
        return rf"\begin{{bmatrix}} {inside} \end{{bmatrix}}", ATOM

    def on_piecewise(self, term: Term) -> Shown:
        """Two cases below each other."""
        condition, value, otherwise = term.args
        first = rf"{self.show(value)} & \text{{if }} {self.chained(condition)}"
        return rf"\begin{{cases}} {first} \\ {self.show(otherwise)} & \text{{otherwise}} \end{{cases}}", ATOM

    def name_in_words(self, measure: Term) -> str:
        """The name of a measure inside a sentence."""
        return f"${self.wrap(measure, ATOM)}$"

    def slope(self, variable: Term, body: str, at: str) -> Shown:
        """A derivative of a body."""
        x = self.show(variable)
        head = rf"\frac{{d}}{{d {x}}}" if variable.is_scalar else rf"\nabla_{{{x}}}"
        return rf"{head} \left[ {body} \right]" + (f"_{{{x} = {at}}}" if at else ""), FACTOR

    def on_tends(self, term: Term) -> Shown:
        """A limit."""
        function, source, target = term.args
        if function.op != "lambda" or term.loose:
            return self.applied(term)
        variable, body = opened(function, source)
        approach = rf"{self.show(variable)} \to {self.show(source)}"
        return rf"\lim_{{{approach}}} {self.wrap(body, PRODUCT)} = {self.show(target)}", RELATION


def term_latex(term: Term) -> str:
    r"""A term as LaTeX, without dollar signs.

    >>> from derivations.kernel.formulas import matrix, natural, real, sqnorm, vector
    >>> n, d = natural("n"), natural("d")
    >>> print(term_latex(sqnorm(matrix("Z", n, d) * vector("beta", d)) / n))
    \frac{\lVert Z \beta \rVert^{2}}{n}
    """
    return Latex().show(term)


def sequent_latex(hypotheses: Iterable[Term], conclusion: Term) -> str:
    """`hypotheses ⊢ conclusion` as LaTeX."""
    return Latex().sequent(tuple(hypotheses), conclusion)
