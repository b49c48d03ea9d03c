// Opens the lists to narrow a search with where there is room beside it.
if (matchMedia("(min-width: 45rem)").matches) {
  for (const list of document.querySelectorAll("details.facet")) list.open = true;
}
