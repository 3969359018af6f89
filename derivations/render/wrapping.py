"""Lines broken where a reader would break them: before an operator, outside as many brackets as possible."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby
from typing import Final

OPENING, CLOSING = "([{⟨", ")]}⟩"
LEVELS: Final = ("<=> ⇔ => ⇒ and or ∧ ∨", "= ≠ < > ≤ ≥ <= >= != → -> as", "+ - −")
LEVEL: Final = {sign: level for level, signs in enumerate(LEVELS) for sign in signs.split()}
PUNCTUATION: Final = {";": -2, ",": -1, ":": -1}
PRODUCT: Final = len(LEVELS)
SHORT: Final = 16  # brackets with no more inside are kept whole where that is possible
NEVER: Final = 9  # how much deeper it counts inside short brackets, and inside a subscript
INDENT: Final = 2


def columns(text: str) -> int:
    """How many columns a text takes on a terminal: combining marks take none."""
    return sum(not unicodedata.combining(c) for c in text)


def wrap(text: str, width: int) -> list[str]:
    """Break a formula into lines of at most `width` columns where that is possible; later lines are indented."""
    lines, rest, room = list[str](), text, width
    while columns(rest) > room:
        at = _break(rest, room)
        if at is None:
            break
        lines.append(" " * (INDENT if lines else 0) + rest[:at].rstrip())
        rest, room = rest[at:].lstrip(), width - INDENT
    return [*lines, " " * (INDENT if lines else 0) + rest]


def _break(text: str, room: int) -> int | None:
    """Where to break: least nested, then before the loosest operator; the last such place that leaves no stub."""
    depths = _depths(text)
    candidates = [(depths[i], level, i) for i in range(1, len(text)) if (level := _level(text, i)) is not None]
    fitting = [c for c in candidates if columns(text[: c[2]]) <= room]
    long = [c for c in fitting if c[2] >= room * 0.3] or fitting or sorted(candidates, key=lambda c: c[2])[:1]
    return min(long, key=lambda c: (c[0], c[1], -c[2]))[2] if long else None


def _depths(text: str) -> list[int]:
    """How deep in brackets each character stands."""
    depths, opened = [0] * len(text), list[int]()
    for position, character in enumerate(text):
        if character in OPENING:
            opened.append(position)
        elif character in CLOSING and opened:
            start = opened.pop()
            weight = NEVER if position - start <= SHORT or text[start] == "{" else 1
            for i in range(start + 1, position + 1):
                depths[i] += weight
    for start in opened:  # brackets that close on a later line no more, because the text is a rest
        for i in range(start + 1, len(text)):
            depths[i] += 1
    return depths


def _level(text: str, position: int) -> int | None:
    """How loosely the parts before and after a place are joined; None where no line may break."""
    before = text[:position].rstrip()
    if text[position] != " ":
        return (
            PRODUCT if text[position - 1] in "·*" and text[position] not in "* " and text[position - 2] != "*" else None
        )
    after = text[position + 1 :].partition(" ")[0]
    last = before.rpartition(" ")[2]
    if after in LEVEL:
        return None if re.search(r"\bas \S+$", before) else LEVEL[after]
    return PUNCTUATION.get(last[-1:]) if last not in LEVEL else None


SIGNS: Final = {
    "ᵀ": "'", "‖": "||", "≥": ">=", "≤": "<=", "≠": "!=", "→": "->", "⇒": "=>", "⇔": "<=>", "∇": "grad ",
    "−": "-", "·": "*", "×": "x", "∞": "oo", "∀": "for all ", "∃": "exists ", "∧": "and", "∨": "or",
    "¬": "not ", "⊢": "|-", "√": "sqrt ", "≻": ">", "⪰": ">=", "–": "-", "—": "-", "…": "...", "“": '"',
    "”": '"', "’": "'", "∈": "in", "Σ": "sum ", "∂": "d", "∫": "int ", "±": "+-", "⁄": "/", "⟨": "<", "⟩": ">",
    "≪": "<<",
}  # fmt: skip


def ascii_only(text: str) -> str:
    """A sentence without signs that an ASCII terminal lacks: λβ is lam beta, x₀ is x0, x² is x^2, ≥ is >=."""
    if text.isascii():
        return text
    groups = groupby(text, lambda c: c != "ᵀ" and unicodedata.decomposition(c).startswith("<super>"))
    spaced = "".join(
        f"^{unicodedata.normalize('NFKC', ''.join(run))}" if raised else "".join(run) for raised, run in groups
    )
    spaced = re.sub(r"(?<=[A-Za-z0-9])(?=[Α-ω])|(?<=[Α-ω])(?=[^\W\d_])", " ", spaced)
    return re.sub(r"[^\x00-\x7f]", lambda match: _ascii(match.group()), spaced)


def _ascii(sign: str) -> str:
    name = unicodedata.name(sign, "")
    if sign in SIGNS:
        return SIGNS[sign]
    if name.startswith("GREEK"):
        letter = name.split(" LETTER ")[-1].split(" WITH ")[0].lower().replace("lamda", "lam")
        return letter.capitalize() if "CAPITAL" in name else letter
    plain = unicodedata.normalize("NFKD", sign).replace("⁄", "/").replace("−", "-")
    return plain.encode("ascii", "ignore").decode() or ("" if unicodedata.combining(sign) else "?")
