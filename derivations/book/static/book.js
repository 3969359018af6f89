// Formulas inside something folded are set when it is opened, so that a long page is there at once.
let setting = Promise.resolve();

function typeset(details) {
  if (details.dataset.set || !window.MathJax?.startup) return setting;
  details.dataset.set = "true";
  const parts = [...details.children].filter((child) => child.tagName !== "SUMMARY");
  setting = setting.then(() => MathJax.startup.promise).then(() => MathJax.typesetPromise(parts));
  return setting;
}

// A link to something in a folded proof opens it.
async function unfold() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  const own = target.querySelector(":scope > .derivation > details.lines");
  const around = [];
  for (let up = target.parentElement; up; up = up.parentElement) if (up.tagName === "DETAILS") around.push(up);
  for (const details of own ? [own, ...around] : around) {
    details.open = true;
    typeset(details);
  }
  await setting;
  target.scrollIntoView();
}

document.addEventListener("toggle", (event) => event.target.open && typeset(event.target), true);
addEventListener("hashchange", unfold);
addEventListener("load", () => {
  document.querySelectorAll("details[open]").forEach(typeset);
  if (location.hash) unfold();
});
