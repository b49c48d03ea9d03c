// A key chooses what stands beside it, unless somebody is writing.
document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input:not([type=radio]), textarea, select")) return;
  const chosen = document.querySelector('[data-key="' + CSS.escape(event.key) + '"]');
  if (!chosen) return;
  event.preventDefault();
  chosen.focus();
  chosen.click();
});
