// Fills the level lists when another class is chosen, and offers classes where
// an id is typed. Without scripts the levels appear after the first
// comparison, and ids are typed in full.
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
