// Rows in an order: dragged by their handle, or moved up and down by buttons. The numbers are filled in by themselves.
import { announce, button, say } from "desk/words"

const NUMBER = "input[name$='-order'], input[name$='-position']"
// the header and the footer have an order each
const partOf = (row) => row.querySelector(".field-place")?.textContent ?? ""
const numberOf = (row) => row.querySelector(NUMBER)
const rowsOf = (body) => [...body.rows].filter((row) => numberOf(row) && !row.matches(".empty-form"))
const beside = (row) => rowsOf(row.parentElement).filter((other) => partOf(other) === partOf(row))
const isFilled = (row) => [...row.querySelectorAll("select")].every((select) => select.value)

function number(rows) {
  rows.filter(isFilled).forEach((row, place) => {
    numberOf(row).value = place + 1
  })
}

function moveBefore(row, next) {
  const all = beside(row)
  if (next) next.before(row)
  else all[all.length - 1].after(row)
  const rows = beside(row)
  number(rows)
  numberOf(row).dispatchEvent(new Event("change", { bubbles: true }))
  announce(say("moved", { place: rows.indexOf(row) + 1, total: rows.length }))
}

function step(row, by, pressed) {
  const others = beside(row).filter((other) => other !== row)
  const place = beside(row).indexOf(row) + by
  if (place < 0 || place > others.length) return
  moveBefore(row, others[place])
  pressed.focus()
}

let dragged
function dress(row) {
  if (row.dataset.ordered !== undefined) return
  row.dataset.ordered = ""
  const up = button("↑", say("moveUp"), () => step(row, -1, up))
  const down = button("↓", say("moveDown"), () => step(row, 1, down))
  const handle = Object.assign(document.createElement("span"), { className: "row-handle", textContent: "⠿", draggable: true, title: say("dragRow") })
  handle.setAttribute("aria-hidden", "true")
  handle.addEventListener("dragstart", (event) => {
    dragged = row
    event.dataTransfer.effectAllowed = "move"
    event.dataTransfer.setData("text/plain", "")
    event.dataTransfer.setDragImage(row, 0, 0)
    row.classList.add("row-dragged")
  })
  handle.addEventListener("dragend", () => {
    row.classList.remove("row-dragged")
    dragged = null
  })
  const tools = Object.assign(document.createElement("span"), { className: "row-order" })
  tools.append(handle, up, down)
  numberOf(row).hidden = true
  numberOf(row).after(tools)
}

function dressAll(root) {
  for (const body of root.querySelectorAll("#result_list tbody, .inline-group tbody")) rowsOf(body).forEach(dress)
}

// what falls between two rows goes to the nearer edge
function placeUnder(event) {
  const over = event.target.closest?.("tr")
  if (!dragged || !over || over === dragged || !beside(dragged).includes(over)) return null
  const { top, height } = over.getBoundingClientRect()
  const rows = beside(dragged).filter((row) => row !== dragged)
  return { next: event.clientY < top + height / 2 ? over : rows[rows.indexOf(over) + 1] }
}

document.addEventListener("dragover", (event) => placeUnder(event) && event.preventDefault())
document.addEventListener("drop", (event) => {
  const place = placeUnder(event)
  if (!place) return
  event.preventDefault()
  moveBefore(dragged, place.next)
})
document.addEventListener("formset:added", ({ target }) => setTimeout(() => dressAll(target.closest(".inline-group"))))
// a new row has no number yet
document.addEventListener("submit", () => document.querySelectorAll(".inline-group tbody").forEach((body) => number(rowsOf(body))), true)
window.django?.jQuery(() => setTimeout(() => dressAll(document)))
if (!window.django) dressAll(document)
