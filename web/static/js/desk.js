// Opens the list where there is room beside it.
if (matchMedia("(min-width: 60rem)").matches) {
  for (const list of document.querySelectorAll("details.desk-list")) list.open = true;
}
// Offers classes by the words of their title, beside those that stand there.
for (const field of document.querySelectorAll("[data-offers]")) {
  const stay = [...field.list.children];
  field.addEventListener("input", async () => {
    const asked = field.value.trim();
    if (!asked) return;
    const response = await fetch("/api/v1/classes?limit=20&issuer=" + encodeURIComponent(field.dataset.issuer || "") + "&q=" + encodeURIComponent(asked));
    if (!response.ok || field.value.trim() !== asked) return;
    const found = (await response.json()).items;
    field.list.replaceChildren(...stay, ...found.map(c => new Option(c.title, c.id)));
  });
}
// While somebody writes: Ctrl and Enter sends, Escape leaves the field.
document.addEventListener("keydown", event => {
  const form = event.target.form;
  if (!form || !form.closest(".desk-decide")) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  } else if (event.key === "Escape" && event.target.matches("input:not([type=radio]), textarea, select")) {
    form.querySelector("input[name=action]:checked").focus();
  }
});
