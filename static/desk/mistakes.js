// The list of what went wrong leads to each place, and the page begins with it.
import { leadTo } from "desk/places"

for (const anchor of document.querySelectorAll(".problems a")) {
  anchor.addEventListener("click", (event) => {
    const target = document.getElementById(anchor.hash.slice(1))
    if (!target) return
    event.preventDefault()
    leadTo(target)
  })
}

// content-editor would scroll to where one was, past the list
if (document.querySelector(".errornote")) history.replaceState(null, "", location.pathname + location.search)
