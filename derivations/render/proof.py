"""A proof shown: as text, LaTeX, HTML and plain data, all from the same steps."""

from derivations.render.explanation import explanation
from derivations.render.proof_html import proof_html
from derivations.render.proof_json import proof_json
from derivations.render.proof_latex import proof_latex
from derivations.render.proof_text import proof_text

__all__ = ["explanation", "proof_html", "proof_json", "proof_latex", "proof_text"]
