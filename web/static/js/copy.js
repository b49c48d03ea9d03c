// Copies the call that answers what is on screen.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText("curl '" + location.origin + button.dataset.copy + "'");
    const says = button.textContent;
    button.textContent = "Copied";
    button.addEventListener("blur", () => { button.textContent = says; }, { once: true });
  });
}
