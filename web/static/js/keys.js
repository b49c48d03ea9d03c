// A key chooses what stands beside it, unless somebody is writing, or wants no
// single keys.
document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input:not([type=radio]), textarea, select")) return;
  if (localStorage.getItem("keys") === "off") return;
  const chosen = document.querySelector('[data-key="' + CSS.escape(event.key) + '"]');
  if (!chosen) return;
  event.preventDefault();
  chosen.focus();
  chosen.click();
  // Once the key is up, so that its letter is not written there.
  const then = document.getElementById(chosen.dataset.then);
  if (then) document.addEventListener("keyup", () => then.focus(), {once: true});
});
for (const box of document.querySelectorAll("[data-keys-off]")) {
  box.checked = localStorage.getItem("keys") === "off";
  box.addEventListener("change", () => localStorage.setItem("keys", box.checked ? "off" : "on"));
}
