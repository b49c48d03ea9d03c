// Fills the level lists when another class is chosen, and offers classes where
// an id is typed. Without scripts the levels appear after the first
// comparison, and ids are typed in full.
// Opens the lists to narrow a search with where there is room beside it.
"use strict";

if (matchMedia("(min-width: 45rem)").matches) {
  for (const list of document.querySelectorAll("details.facet")) list.open = true;
}

for (const chooser of document.querySelectorAll("[data-class]")) {
  const levels = document.getElementById(chooser.dataset.class);
  if (levels) chooser.addEventListener("change", async () => {
    levels.length = 1; // keep "All levels"
    const asked = chooser.value;
    if (!asked) return;
    const response = await fetch("/api/v1/classes/" + encodeURIComponent(asked));
    if (!response.ok || chooser.value !== asked) return;
    for (const level of (await response.json()).levels) {
      levels.add(new Option(level.label, level.label));
    }
  });
  if (!chooser.list) continue;
  chooser.addEventListener("input", async () => {
    const asked = chooser.value.trim();
    if (!asked) return;
    const response = await fetch("/api/v1/classes?limit=20&q=" + encodeURIComponent(asked));
    if (!response.ok || chooser.value.trim() !== asked) return;
    const found = (await response.json()).items;
    if (found.length > 0) {
      chooser.list.replaceChildren(...found.map(c => new Option(c.title, c.id)));
    }
  });
}

// A key chooses what stands beside it, unless somebody is writing.
document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input:not([type=radio]), textarea, select")) return;
  const chosen = document.querySelector('[data-key="' + CSS.escape(event.key) + '"]');
  if (!chosen) return;
  event.preventDefault();
  chosen.focus();
  chosen.click();
});
