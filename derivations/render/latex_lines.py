"""Long formulas and sentences in LaTeX: formulas cut before an operator, sentences with their signs as mathematics."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from derivations.kernel import Term
from derivations.kernel.display import INFIX
from derivations.render.latex import term_latex
from derivations.render.text import term_text
from derivations.render.wrapping import columns

SIGNS: Final = {
    "eq": "=", "le": r"\le", "lt": "<", "ge": r"\ge", "gt": ">", "add": "+", "sub": "-",
    "and": r"\land", "or": r"\lor", "implies": r"\Rightarrow", "iff": r"\Leftrightarrow",
}  # fmt: skip
TIGHT: Final = 20
LOOSE: Final = {"neg": 9, "not": 5, "forall": 0, "exists": 0, "tends": 6, "almost": 2, "pushes_forward": 1}
STUB: Final = 12  # a left side that is not worth a line of its own
LINE: Final = 64  # columns of its text form that a formula may take in one line


def broken(term: Term, room: int = LINE) -> list[str]:
    """The term in one or more lines of LaTeX; all but the first begin with an operator."""
    if columns(term_text(term)) <= room or term.op not in INFIX or term.op not in SIGNS:
        return [term_latex(term)]
    _, _, left_needs, right_needs = INFIX[term.op]
    left, right = (_operand(a, n, room) for a, n in zip(term.args, (left_needs, right_needs), strict=True))
    if len(left) == 1 and columns(term_text(term.args[0])) <= STUB:
        return [f"{left[0]} {SIGNS[term.op]} {right[0]}", *right[1:]]
    return [*left, f"{{}} {SIGNS[term.op]} {right[0]}", *right[1:]]


def _operand(term: Term, needed: int, room: int) -> list[str]:
    own = INFIX[term.op][1] if term.op in INFIX else LOOSE.get(term.op, TIGHT)
    return broken(term, room) if own >= needed else [rf"\left({term_latex(term)}\right)"]


def aligned(term: Term, place: str = "t") -> str:
    """The term as one formula, its lines stacked where there are several."""
    lines = broken(term)
    if len(lines) == 1:
        return rf"\displaystyle {lines[0]}"
    stacked = r" \\ &\quad ".join(lines)
    return rf"\begin{{aligned}}[{place}] & {stacked} \end{{aligned}}"


ESCAPES: Final = {c: f"\\{c}" for c in "#$%&_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
MATHS: Final = {
    "ᵀ": r"^{\top}", "‖": r"\|", "≥": r"\ge", "≤": r"\le", "≠": r"\ne", "→": r"\to", "←": r"\leftarrow",
    "⇒": r"\Rightarrow", "⇔": r"\Leftrightarrow", "∇": r"\nabla", "−": "-", "·": r"\cdot", "×": r"\times",
    "∞": r"\infty", "∀": r"\forall", "∃": r"\exists", "∧": r"\land", "∨": r"\lor", "¬": r"\lnot",
    "⊢": r"\vdash", "√": r"\surd", "≻": r"\succ", "⪰": r"\succeq", "∈": r"\in", "Σ": r"\Sigma",
    "↦": r"\mapsto", "ℝ": r"\mathbb{R}",
    "∂": r"\partial", "≪": r"\ll", "∫": r"\int", "±": r"\pm", "⟨": r"\langle", "⟩": r"\rangle", "ȳ": r"\bar{y}",
    "x̄": r"\bar{x}", "λ": r"\lambda", "′": "'", "″": "''", "ᵏ": "^{k}",
}  # fmt: skip
WORDS: Final = {"–": "--", "—": "---", "…": r"\ldots{}", "“": "``", "”": "''", "’": "'", "‘": "`"}
ACCENTS: Final = {"\u0302": r"\hat", "\u0304": r"\bar", "\u0303": r"\tilde"}


def latex_sentence(text: str) -> str:
    """A sentence as LaTeX text: special characters escaped, signs of mathematics and Greek letters in $…$."""
    accented = re.sub("(.)([\u0302\u0303\u0304])", lambda m: f"${ACCENTS[m[2]]}{{{_math(m[1])}}}$", _escaped(text))
    pieces = re.split(r"(\$[^$]*\$)", accented)
    done = [p if p.startswith("$") else re.sub(r"[^\x00-\x7f]", lambda m: _sign(m.group()), p) for p in pieces]
    joined = "".join(done).replace("$$", " ").replace("  ", " ")
    return re.sub(r"(?<=\^\{)[^{}]*\}(?: \^\{[^{}]*\})+", _one_exponent, joined)


def _one_exponent(run: re.Match[str]) -> str:
    """⁻ˢ raised at once: LaTeX refuses an exponent after an exponent."""
    return run.group().replace("} ^{", "")


def _escaped(text: str) -> str:
    return "".join(ESCAPES.get(c, c) for c in text)


def _sign(sign: str) -> str:
    if sign in WORDS:
        return WORDS[sign]
    return f"${_math(sign)}$"


def _math(sign: str) -> str:
    name = unicodedata.name(sign, "")
    plain = unicodedata.normalize("NFKD", sign)
    if sign in MATHS or sign.isascii():
        return MATHS.get(sign, sign)
    if "⁄" in plain:
        return r"\tfrac{{{}}}{{{}}}".format(*plain.split("⁄"))
    if name.startswith("GREEK SMALL LETTER"):
        return f"\\{name.split()[-1].lower().replace('lamda', 'lambda')}"
    if name.startswith("GREEK CAPITAL LETTER"):
        return f"\\{name.split()[-1].capitalize().replace('Lamda', 'Lambda')}"
    if name.startswith("SUPERSCRIPT") or unicodedata.decomposition(sign).startswith("<super>"):
        return f"^{{{plain.replace(chr(0x2212), '-')}}}"
    if name.startswith(("SUBSCRIPT", "LATIN SUBSCRIPT")):
        return f"_{{{plain}}}"
    return rf"\text{{{sign}}}"
