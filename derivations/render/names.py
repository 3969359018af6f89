"""Names of variables as the course writes them: Greek letters, subscripts, hats, bars and stars.

A name in code is its letter, then its hat or bar, then its subscripts, joined by underscores: `mu_hat_y` is μ̂ with the
subscript y, `beta_star` is β*, `x1` and `x_1` are x with the subscript 1, `lam` is λ.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple
from unicodedata import normalize

GREEK: Final = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "iota": "ι", "kappa": "κ", "lam": "λ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ",
    "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ",
    "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ",
    "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
MACROS: Final = {"lam": "lambda", "epsilon": "varepsilon", "phi": "varphi"}
ACCENTS: Final = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "dot": "\u0307"}
SUBSCRIPTS: Final = dict(zip("0123456789aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
SUPERSCRIPTS: Final = dict(
    zip("0123456789+−()abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True)
)


class Name(NamedTuple):
    """A name taken apart."""

    letter: str
    accents: tuple[str, ...]
    subscripts: tuple[str, ...]
    marks: str  # stars and primes

    @property
    def short(self) -> bool:
        """Whether it shows as one letter, so that it can stand next to another without a sign."""
        return len(self.letter) == 1 or self.letter in GREEK


@lru_cache(maxsize=1024)
def parse(name: str) -> Name:
    """Take a name apart."""
    bare = name.rstrip("'")
    head, *rest = [part for part in bare.split("_") if part] or [bare]
    stem = head.rstrip("0123456789")
    letter, digits = (stem, head[len(stem) :]) if stem else (head, "")
    accents = tuple(part for part in rest if part in ACCENTS)
    stars = "*" * rest.count("star")
    others = [part for part in rest if part not in ACCENTS and part != "star"]
    return Name(letter, accents, (*([digits] if digits else []), *others), stars + "′" * (len(name) - len(bare)))


@lru_cache(maxsize=1024)
def unicode_name(name: str) -> str:
    """The name in Unicode, such as μ̂_y, β* or x₁."""
    parts = parse(name)
    letter = GREEK.get(parts.letter, parts.letter) + "".join(ACCENTS[a] for a in parts.accents)
    shown = normalize("NFC", letter)  # one character where there is one: terminals place those best
    return shown + subscript(",".join(GREEK.get(s, s) for s in parts.subscripts)) + parts.marks


def subscript(text: str) -> str:
    """A subscript, in small letters where Unicode has them all."""
    if all(c in SUBSCRIPTS for c in text):
        return "".join(SUBSCRIPTS[c] for c in text)
    return f"_{text}" if text.isalnum() else f"_{{{text}}}"


def superscript(text: str) -> str:
    """A superscript, in small letters where Unicode has them all."""
    tight = text.replace(" ", "")
    if all(c in SUPERSCRIPTS for c in tight):
        return "".join(SUPERSCRIPTS[c] for c in tight)
    return f"^{text}" if text.isalnum() else f"^({text})"


def latex_name(name: str) -> str:
    r"""The name in LaTeX, such as \hat{\mu}_{y}, \beta^{*} or x_{1}."""
    parts = parse(name)
    shown = _letter(parts.letter)
    for accent in parts.accents:
        shown = rf"\{accent}{{{shown}}}"
    below = f"_{{{','.join(map(_letter, parts.subscripts))}}}" if parts.subscripts else ""
    above = parts.marks.replace("′", r"\prime ").strip()
    return shown + below + (f"^{{{above}}}" if above else "")


def _letter(text: str) -> str:
    if text in GREEK:
        return "\\" + MACROS.get(text, text)
    return text if len(text) == 1 or text.isdigit() else rf"\mathrm{{{text}}}"
