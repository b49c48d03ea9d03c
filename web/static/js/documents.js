// A file that is dropped on the form becomes its file: its bytes stay as they
// are, and the server says what is wrong with them.
for (const form of document.querySelectorAll("[data-drop]")) {
  const file = form.elements.file, said = document.getElementById("doc-file-said");
  const dragged = event => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  form.addEventListener("dragover", event => {
    if (!dragged(event)) return;
    event.preventDefault();
    form.classList.add("over");
  });
  for (const end of ["dragleave", "drop"]) form.addEventListener(end, () => form.classList.remove("over"));
  form.addEventListener("drop", event => {
    if (!dragged(event)) return;
    event.preventDefault();
    file.files = event.dataTransfer.files;
    file.dispatchEvent(new Event("change"));
  });
  file.addEventListener("change", () => {
    said.textContent = file.files.length ? file.files[0].name + " is chosen." : "";
  });
}

// On the page of a reading: what is changed is coloured at once and counted, and
// a heading offers a kind for all that stands under it.
for (const form of document.querySelectorAll("form.draft")) {
  const changes = document.getElementById("changes"), selects = [...form.querySelectorAll(".fix select")];
  const first = changes.textContent;
  const isChanged = s => !s.options[s.selectedIndex].defaultSelected;
  const show = select => {
    select.classList.toggle("changed", isChanged(select));
    const row = select.closest("li"), mark = document.getElementById("t" + row.value);
    const [kind, level] = row.querySelectorAll("select");
    const out = kind.value === "leave out";
    const name = out ? "none" : kind.value.replaceAll(" ", "_");
    for (const e of [row, mark]) if (e) e.dataset.kind = name;
    if (mark) mark.dataset.about = out ? "left out" : kind.value + (level && level.value !== "0" ? ", " + level.selectedOptions[0].text : "");
    const n = selects.filter(isChanged).length;
    changes.textContent = n ? n + (n === 1 ? " change" : " changes") + " to save." : first;
  };
  for (const select of selects) {
    select.addEventListener("change", () => show(select));
    if (isChanged(select)) show(select); // kept by the browser from before
  }
  for (const group of form.querySelectorAll(".rows")) {
    const kinds = [...group.querySelectorAll("select[name^='kind.']")];
    if (kinds.length < 2) continue;
    const all = kinds[0].cloneNode(true);
    all.removeAttribute("name");
    all.prepend(new Option("all of these as …", "", true, true));
    const label = document.createElement("label");
    label.className = "quiet";
    label.textContent = "Kind of all under " + group.querySelector("h3").textContent;
    label.htmlFor = all.id = "all-" + kinds[0].id;
    all.addEventListener("change", () => {
      if (!all.value) return;
      for (const kind of kinds) {
        kind.value = all.value;
        show(kind);
      }
      all.selectedIndex = 0;
    });
    group.querySelector("h3").after(label, all);
  }
}
