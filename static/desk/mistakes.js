// The list of what went wrong leads to each place, and the page begins with it.
const FIELD = ".ProseMirror, .picture-choose, .select2-selection, input:not([type=hidden]), textarea, select"

for (const anchor of document.querySelectorAll(".problems a")) {
  anchor.addEventListener("click", (event) => {
    const target = document.getElementById(anchor.hash.slice(1))
    if (!target) return
    event.preventDefault()
    target.closest(".inline-related")?.classList.remove("collapsed")
    const row = target.matches(".inline-related") ? target : (target.closest(".form-row, td") ?? target)
    row.scrollIntoView({ block: "center" })
    row.querySelector(FIELD)?.focus({ preventScroll: true })
  })
}

// content-editor would scroll to where one was, past the list
if (document.querySelector(".errornote")) history.replaceState(null, "", location.pathname + location.search)
