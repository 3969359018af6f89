"""A Sphinx extension that prints results from the proofs themselves: `extensions = ["derivations.book"]`.

Directives, each with the name of a result or a topic as its argument (in MyST with `:::{claim} ridge.gradient`):

* `claim RESULT`: the theorem as it was published, beside the exercise in the author's words (the directive's body);
* `assumptions TOPIC`: every hypothesis of the topic and which results need it;
* `proofs TOPIC`: every proof line by line, with the rule of each line, its side conditions and how they were met;
* `checks TOPIC`, `observations TOPIC`, `slips TOPIC`: what `derivations verify` found about the topic;
* `results`, `homework LETTER`, `dependencies`, `oracles`, `kernel-rules`: lists of everything, the graph, the rules.

Roles: `derivation:result` and `derivation:rule`. The results are in the index, in the search and in `objects.inv`.

`book_topics` in `conf.py` names the topics in the order of the book, which numbers them; by default all that are
installed. The pages are made again when any file of the installed evidence changes. A proof that no longer goes through
ends the build and names the line of the topic file.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from derivations.book import checks, claims, domain, evidence, observations, overview, printed, rules

if TYPE_CHECKING:
    from sphinx.application import Sphinx

HERE: Final = Path(__file__).parent
STATIC: Final = (HERE / "static", HERE.parent / "render" / "proof.css")


def setup(app: Sphinx) -> dict[str, Any]:
    """What Sphinx calls."""
    app.add_config_value("book_topics", [], "env", [list])
    app.add_domain(domain.Derivations)
    for module in (claims, checks, observations, overview, rules):
        for name, directive in module.DIRECTIVES.items():
            app.add_directive(name, directive)
    printed.register(app)
    app.connect("builder-inited", _with_static_files)
    app.connect("env-get-outdated", evidence.outdated)
    app.connect("env-purge-doc", evidence.purge)
    app.connect("env-merge-info", evidence.merge)
    app.connect("env-check-consistency", claims.nothing_forgotten)
    app.add_css_file("proof.css")
    app.add_css_file("book.css")
    app.add_js_file("book.js", loading_method="defer")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}


def _with_static_files(app: Sphinx) -> None:
    app.config.html_static_path.extend(map(str, STATIC))
