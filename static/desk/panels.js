// Panels that open from a button close on Escape, on a press outside, and when another opens.

const OPEN = "details[data-panel][open], .bar-rest.open"
const openerOf = (panel) => (panel.matches("details") ? panel.querySelector("summary") : document.querySelector(`[aria-controls="${panel.id}"]`))

function close(panel) {
  if (panel.matches("details")) panel.open = false
  else unfold(panel, false)
}

function unfold(panel, open) {
  panel.classList.toggle("open", open)
  openerOf(panel).setAttribute("aria-expanded", open)
}

// all but those that hold `element`
function closeOthers(element) {
  for (const panel of document.querySelectorAll(OPEN)) {
    if (!panel.contains(element) && !openerOf(panel).contains(element)) close(panel)
  }
}

// a picture that is chosen or a date that is picked may be gone from the page by now
document.addEventListener("click", ({ target }) => target.isConnected && closeOthers(target))
document.addEventListener("toggle", ({ target }) => target.matches("details[data-panel]") && target.open && closeOthers(target), true)
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open], .select2-container--open")) return
  const innermost = [...document.querySelectorAll(OPEN)].filter((panel) => panel.checkVisibility()).at(-1)
  if (!innermost) return
  event.preventDefault()
  const opener = openerOf(innermost)
  close(innermost)
  opener.focus()
})
for (const opener of document.querySelectorAll(".bar-rest-button")) {
  const panel = document.getElementById(opener.getAttribute("aria-controls"))
  opener.addEventListener("click", () => unfold(panel, !panel.classList.contains("open")))
}
