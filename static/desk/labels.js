// Names for what Django and select2 leave nameless to a screen reader.
const $ = window.django?.jQuery

// a field's label; in a table of rows the heading of its column
function labelOf(field) {
  const own = document.querySelector(`label[for="${CSS.escape(field.id)}"]`)
  const cell = field.closest("td")
  return own ?? cell?.closest("table").tHead?.rows[0]?.cells[cell.cellIndex]
}

function nameOf(field) {
  return (labelOf(field)?.firstChild?.textContent || labelOf(field)?.textContent || "").trim()
}

function nameSelect(select) {
  const box = select.nextElementSibling
  const name = nameOf(select)
  if (!name || !box?.classList.contains("select2-container")) return
  const value = box.querySelector(".select2-selection--single")
  value?.setAttribute("aria-label", [name, value.textContent.replace("×", "").trim()].filter(Boolean).join(": "))
  value?.removeAttribute("aria-labelledby")
  value?.querySelector("[role=textbox]")?.setAttribute("aria-label", name)
  // it clears all, and stands in the list of the chosen without being an item of it
  box.querySelector("ul > .select2-selection__clear")?.remove()
  box.querySelector(".select2-search__field")?.setAttribute("aria-label", name)
}

function nameAll(root) {
  for (const select of root.querySelectorAll("select.select2-hidden-accessible")) nameSelect(select)
  for (const cell of root.querySelectorAll("td input:not([type=hidden]), td select, td textarea")) {
    if (!cell.labels?.length && !cell.ariaLabel && nameOf(cell)) cell.ariaLabel = nameOf(cell)
  }
}

// Django heads with an empty heading the column of the record's own name, and that of deleting where nobody may
for (const heading of document.querySelectorAll(".tabular thead th:empty")) {
  const cell = document.createElement("td")
  cell.className = heading.className
  heading.replaceWith(cell)
}

// what explains the filter of a list of choices is drawn when all is loaded
addEventListener("load", () => setTimeout(() => {
  for (const sign of document.querySelectorAll("span.help-tooltip[aria-label]")) sign.role = "img"
}))

// select2 is set up by Django's own script and drawn again at each choice
if ($) {
  $(() => setTimeout(() => nameAll(document)))
  $(document).on("change select2:select select2:unselect", "select", (event) => setTimeout(() => nameSelect(event.target)))
  document.addEventListener("formset:added", (event) => setTimeout(() => nameAll(event.target)))
}
document.addEventListener("focusin", (event) => {
  if (event.target.matches(".select2-search__field") && !event.target.ariaLabel) {
    const field = document.querySelector(`.select2-container--open`)?.previousElementSibling
    if (field) event.target.ariaLabel = nameOf(field)
  }
})
