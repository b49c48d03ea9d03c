// Offers names in the catalog while somebody types a query.
for (const box of document.querySelectorAll("[data-suggest]")) {
  box.addEventListener("input", async () => {
    const typed = box.value.trim();
    if (typed.length < 2) return;
    const response = await fetch("/api/v1/suggestions?q=" + encodeURIComponent(typed.slice(0, 200)));
    if (!response.ok || box.value.trim() !== typed) return;
    const names = (await response.json()).items;
    box.list.replaceChildren(...names.map(n => new Option(n.kind, n.text)));
  });
}
