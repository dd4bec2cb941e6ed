// Dragging what is scheduled to another day; beside it each entry has "Move", which needs no mouse.
const form = document.querySelector(".calendar-drop")
const days = document.querySelectorAll("[data-day]")
let dragged = null

for (const entry of document.querySelectorAll(".entry-movable")) {
  entry.addEventListener("dragstart", (event) => {
    dragged = entry
    event.dataTransfer.effectAllowed = "move"
    event.dataTransfer.setData("text/plain", entry.textContent.trim())
  })
  entry.addEventListener("dragend", () => {
    dragged = null
    for (const day of days) day.classList.remove("is-target")
  })
}
for (const day of days) {
  day.addEventListener("dragover", (event) => {
    if (!dragged) return
    event.preventDefault()
    day.classList.add("is-target")
  })
  day.addEventListener("dragleave", () => day.classList.remove("is-target"))
  day.addEventListener("drop", (event) => {
    if (!dragged || dragged.closest("[data-day]") === day) return
    event.preventDefault()
    form.action = dragged.dataset.move
    form.elements.day.value = day.dataset.day
    form.submit()
  })
}
document.getElementById("feed-address")?.select()
