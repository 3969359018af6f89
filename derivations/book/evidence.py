"""What `derivations verify` found, once a build: badges, checks, observations and slips are printed from it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from html import escape
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sphinx.util import logging

from derivations.book.domain import order
from derivations.book.proving import prove
from derivations.report import Outcome, Report
from derivations.verification import verify

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

log = logging.getLogger(__name__)
GROUPS: Final = ("derivations.topics", "derivations.evidence")


def outdated(app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    """Verify the book's results if anything they rest on has changed; the pages that then have to be made again."""
    now = [fingerprint(), *order(env)]
    if getattr(env, "book_fingerprint", None) == now and env.book_report.results:  # pyright: ignore[reportAttributeAccessIssue]
        return []
    log.info("verifying the results of the book ...")
    env.book_report = verify(order(env), jobs=None)  # pyright: ignore[reportAttributeAccessIssue]
    env.book_fingerprint = now  # pyright: ignore[reportAttributeAccessIssue]
    log.info(report(env).line())
    _complain(report(env))
    return [*pages(env)]


def _complain(found: Report) -> None:
    for outcome in found.results:
        if outcome.verdict != "holds":
            log.warning("%s: %s: %s", outcome.id, outcome.verdict, outcome.why)
    for slip in found.slips:
        if not slip.as_expected:
            log.warning("%s: the slip %r is %s, not %s", slip.topic, slip.claim, slip.status, slip.expected)


@cache
def fingerprint() -> str:
    """Of every file of every package that brings topics or evidence."""
    packages = {
        point.value.partition(".")[0].partition(":")[0] for group in GROUPS for point in entry_points(group=group)
    }
    known = {"derivations", *packages}
    folders = [Path(file).parent for name in sorted(known) if (file := _file(name))]
    digest = hashlib.sha256()
    for path in sorted(p for f in folders for kind in ("*.py", "*.json") for p in f.rglob(kind)):
        digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()


def _file(package: str) -> str | None:
    from importlib.util import find_spec

    spec = find_spec(package)
    return spec.origin if spec else None


def report(env: BuildEnvironment) -> Report:
    """What was found, for every result and slip of the book."""
    return env.book_report  # pyright: ignore[reportAttributeAccessIssue]


def outcomes(env: BuildEnvironment) -> dict[str, Outcome]:
    """What was found about each result."""
    return {outcome.id: outcome for outcome in report(env).results}


def of_topic(env: BuildEnvironment, topic: str) -> list[Outcome]:
    """What was found about the results of a topic."""
    return [outcome for outcome in report(env).results if outcome.id.rpartition(".")[0] == topic]


def pages(env: BuildEnvironment) -> set[str]:
    """The pages that print anything of this package."""
    if not hasattr(env, "book_pages"):
        env.book_pages = set()  # pyright: ignore[reportAttributeAccessIssue]
    return env.book_pages  # pyright: ignore[reportAttributeAccessIssue]


def purge(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """A page is about to be read again."""
    pages(env).discard(docname)


def merge(app: Sphinx, env: BuildEnvironment, docnames: Iterable[str], other: BuildEnvironment) -> None:
    """Take over what another process read."""
    pages(env).update(pages(other))


def badges(env: BuildEnvironment, name: str) -> str:
    """The kinds of evidence that a result has, and what else it believes."""
    found = outcomes(env).get(name)
    oracles = prove(name).oracles if found is None else found.oracles
    believed = [badge(f"believes {oracle}", "oracle") for oracle in sorted(oracles)]
    if found is None:
        return "".join([badge("proved", "proved"), *believed])
    words = [badge(found.status, found.status)]
    if found.checked:
        words.append(badge(f"{found.checked['status']}: {found.checked['cases']:,} cases", found.checked["status"]))
    if found.observed:
        several = len(found.observed["experiments"])
        words.append(badge(f"{found.observed['status']}: {several} comparison{'s' * (several > 1)}", "observed"))
    return "".join([*words, *believed])


def badge(text: str, kind: str) -> str:
    """A word in a frame, in the colour of its kind."""
    return f'<span class="badge {kind}">{escape(text)}</span>'
