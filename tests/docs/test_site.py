"""The built book in a real browser: every page opens without any other host, and every formula and link is right.

The book is taken from `docs/_build` (or BOOK); build it with `sphinx-build -n -W docs docs/_build`.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag

import pytest

BOOK = Path(os.environ.get("BOOK", Path(__file__).parents[2] / "docs" / "_build"))
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FOUND = "#search-results li a"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PAGES = sorted(p.relative_to(BOOK).as_posix() for p in BOOK.rglob("*.html") if "_static" not in p.parts)
OPENED = """async () => {
  for (const details of document.querySelectorAll("details")) { details.open = true; typeset(details); }
  await MathJax.startup.promise;
  await setting;
  await new Promise((done) => setTimeout(done, 0));
}"""
BARE = r"""() => {
  const walker = document.createTreeWalker(document.querySelector("article, .content, body"), NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode, inside = node.parentElement;
    if (inside.closest("pre, code, script, style, mjx-container, .highlight")) continue;
    if (inside.offsetParent === null) continue;
    if (/\\\(|\\\[|\$\$|\\(frac|begin|mathbb|left|lambda|beta)\b/.test(node.data)) found.push(node.data.slice(0, 80));
  }
  return found;
}"""

pytestmark = pytest.mark.skipif(not PAGES, reason=f"no book is built in {BOOK}: sphinx-build -n -W docs docs/_build")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The system's browser, since a test must not download one."""
    driver = pytest.importorskip("playwright.sync_api", reason="the extra `browser` is not installed")
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip(f"no browser is installed: looked for {', '.join(BROWSERS)}")
    with driver.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield opened
        opened.close()


class Visit:
    """A page that was opened from its file, and what it complained of."""

    def __init__(self, browser: Any, page: str, width: int = 1280, scheme: str = "light") -> None:
        self.tab = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        self.tab.route("**/*", self._only_files)
        self.tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.tab.on("requestfailed", lambda request: self.complaints.append(f"failed: {request.url}"))
        self.tab.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        path, mark, rest = next(page.partition(m) for m in ("?", "#", "\0") if m in page or m == "\0")
        self.tab.goto(f"{(BOOK / path).as_uri()}{mark}{rest}")

    def _only_files(self, route: Any) -> None:
        if route.request.url.startswith(("file:", "data:", "blob:")):
            route.continue_()
        else:
            self.foreign.append(route.request.url)
            route.abort()

    def __enter__(self) -> Any:
        return self.tab

    def __exit__(self, *_: object) -> None:
        self.tab.close()


def typeset(tab: Any) -> None:
    """Open whatever is folded and wait for its formulas."""
    if tab.evaluate("typeof MathJax !== 'undefined' && 'startup' in MathJax"):
        tab.evaluate(OPENED)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_without_another_host_error_raw_tex_or_broken_formula(browser: Any, page: str) -> None:
    visit = Visit(browser, page)
    with visit as tab:
        typeset(tab)
        assert (visit.foreign, visit.complaints) == ([], [])
        assert tab.evaluate("[...document.querySelectorAll('mjx-merror')].map((e) => e.textContent)") == []
        assert tab.evaluate(BARE) == []


def test_every_formula_of_a_topic_is_set(browser: Any) -> None:
    with Visit(browser, "topics/minimax.html") as tab:
        typeset(tab)
        wanted, done = (tab.locator(chosen).count() for chosen in ("span.tex", "span.tex > mjx-container"))
        assert done == wanted
        assert wanted > 500


def test_a_broken_formula_and_raw_tex_would_be_seen(browser: Any) -> None:
    with Visit(browser, "topics/flows.html") as tab:
        typeset(tab)
        tab.evaluate("""async () => {
          const bad = document.createElement("p"), raw = document.createElement("p");
          bad.className = "mathjax_process";
          bad.textContent = "\\\\(\\\\unheardof{x}\\\\)";
          raw.textContent = "a \\\\frac{1}{2}";
          document.querySelector("article").append(bad, raw);
          await MathJax.typesetPromise([bad]);
        }""")
        assert tab.evaluate("document.querySelectorAll('mjx-merror').length") == 1
        assert len(tab.evaluate(BARE)) == 1


def _targets() -> dict[str, set[str]]:
    return {p: set(re.findall(r'\bid="([^"]+)"', (BOOK / p).read_text(encoding="utf-8"))) for p in PAGES}


def test_every_internal_link_and_anchor_leads_somewhere() -> None:
    targets, broken = _targets(), []
    for page in PAGES:
        for link in re.findall(r'href="([^"]+)"', (BOOK / page).read_text(encoding="utf-8")):
            if link.startswith(("http:", "https:", "mailto:", "data:", "javascript:")):
                continue
            path, anchor = urldefrag(unquote(link.replace("&amp;", "&")))
            there = (BOOK / page).parent / path.partition("?")[0] if path else BOOK / page
            name = os.path.relpath(there, BOOK)
            if not there.exists() or (anchor and name in targets and anchor not in targets[name]):
                broken.append((page, link))
    assert broken == []


@pytest.mark.parametrize("words", ["optimal discriminator", "ridge", "Wasserstein"])
def test_the_search_finds_a_topic(browser: Any, words: str) -> None:
    with Visit(browser, f"search.html?q={words.replace(' ', '+')}") as tab:
        tab.wait_for_selector(FOUND, timeout=20_000)
        found = [link.get_attribute("href") for link in tab.locator(FOUND).all()]
        assert any(words.split(maxsplit=1)[0].lower() in link.lower() for link in found[:5])


def test_the_search_finds_a_result_by_its_name(browser: Any) -> None:
    with Visit(browser, "search.html?q=optimal_discriminator.optimum") as tab:
        tab.wait_for_selector(FOUND, timeout=20_000)
        found = [link.get_attribute("href") for link in tab.locator(FOUND).all()]
        assert any("#optimal_discriminator.optimum" in link for link in found)


@pytest.mark.parametrize("page", [p for p in PAGES if p.count("/") < 2])
def test_a_page_fits_a_phone(browser: Any, page: str) -> None:
    with Visit(browser, page, width=360) as tab:
        typeset(tab)
        assert tab.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_link_to_a_line_of_a_folded_proof_opens_it(browser: Any) -> None:
    with Visit(browser, "topics/minimax.html#minimax.dirac_gan-100") as tab:
        tab.wait_for_function("document.getElementById('minimax.dirac_gan-100').offsetParent !== null", timeout=20_000)
        seen = "(() => { const r = document.getElementById('minimax.dirac_gan-100').getBoundingClientRect();"
        tab.wait_for_function(f"{seen} return r.top >= 0 && r.top < innerHeight; }})()", timeout=20_000)


def test_the_graph_leads_to_the_results(browser: Any) -> None:
    with Visit(browser, "dependencies.html") as tab:
        links = tab.evaluate("[...document.querySelectorAll('svg a')].map((a) => a.getAttribute('href'))")
        assert len(links) == 87
        tab.click("svg a[href$='#divergences.jsd']")
        tab.wait_for_url("**/topics/divergences.html#divergences.jsd")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_in_light_and_dark(browser: Any, scheme: str) -> None:
    with Visit(browser, "topics/ridge.html", scheme=scheme) as tab:
        luminance = """(element) => {
          const [r, g, b] = getComputedStyle(element)[PROPERTY].match(/[0-9.]+/g).map((v) => {
            const c = v / 255; return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
          });
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        }"""
        page = tab.query_selector("body").evaluate(luminance.replace("PROPERTY", "'backgroundColor'"))
        assert (page > 0.5) == (scheme == "light")
        for chosen in (".badge.proved", ".badge.checked", ".theorem .claim", ".why summary", ".exercise p"):
            text = tab.query_selector(chosen).evaluate(luminance.replace("PROPERTY", "'color'"))
            light, dark = max(page, text), min(page, text)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, chosen
