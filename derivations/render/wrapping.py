"""Lines broken where a reader would break them: before an operator, outside as many brackets as possible."""

from __future__ import annotations

import re
import unicodedata
from itertools import accumulate, groupby
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
    return len(text) if text.isascii() else len(text) - sum(map(bool, map(unicodedata.combining, text)))


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
    depths, taken = _depths(text), 0
    fitting, first = list[tuple[int, int, int]](), list[tuple[int, int, int]]()
    for i in range(1, len(text)):
        taken += not unicodedata.combining(text[i - 1])
        if taken > room and fitting:
            break
        if (level := _level(text, i)) is not None:
            (fitting if taken <= room else first).append((depths[i], level, i))
            if first:
                break
    long = [c for c in fitting if c[2] >= room * 0.3] or fitting or first
    return min(long, key=lambda c: (c[0], c[1], -c[2]))[2] if long else None


def _depths(text: str) -> list[int]:
    """How deep in brackets each character stands."""
    more, opened = [0] * (len(text) + 1), list[int]()  # by how much each is deeper than the one before
    for position, character in enumerate(text):
        if character in OPENING:
            opened.append(position)
        elif character in CLOSING and opened:
            start = opened.pop()
            weight = NEVER if position - start <= SHORT or text[start] == "{" else 1
            more[start + 1] += weight
            more[position + 1] -= weight
    for start in opened:  # brackets that close on a later line no more, because the text is a rest
        more[start + 1] += 1
    return [*accumulate(more[: len(text)])]


def _level(text: str, position: int) -> int | None:
    """How loosely the parts before and after a place are joined; None where no line may break."""
    if text[position] != " ":
        return (
            PRODUCT if text[position - 1] in "·*" and text[position] not in "* " and text[position - 2] != "*" else None
        )
    end = text.find(" ", position + 1)
    after = text[position + 1 : end if end >= 0 else None]
    *_, last_but_one, last = ("", *text[:position].rstrip().rsplit(" ", 2))
    if after in LEVEL:
        return None if re.search(r"\bas$", last_but_one) else LEVEL[after]
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
