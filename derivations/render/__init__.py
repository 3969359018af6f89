"""Terms and sequents as people read them: LaTeX, Unicode text, and plain ASCII."""

from derivations.render.latex import sequent_latex, term_latex
from derivations.render.text import sequent_ascii, sequent_text, term_ascii, term_text

__all__ = ["sequent_ascii", "sequent_latex", "sequent_text", "term_ascii", "term_latex", "term_text"]
