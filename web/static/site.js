// Fills the level lists when another class is chosen. Without scripts the
// levels appear after the first comparison.
"use strict";

for (const select of document.querySelectorAll("select[data-class]")) {
  const levels = document.getElementById(select.dataset.class);
  select.addEventListener("change", async () => {
    levels.length = 1; // keep "All levels"
    if (!select.value) return;
    const asked = select.value;
    const response = await fetch("/api/v1/classes/" + encodeURIComponent(asked));
    if (!response.ok || select.value !== asked) return;
    for (const level of (await response.json()).levels) {
      levels.add(new Option(level.label, level.label));
    }
  });
}
