// A row of a form is removed, saved or not, by folding it to one line with "Undo"; it goes with the save.
import { announce, button, say } from "desk/words"

const ROWS = ".inline-related:not(.tabular, .empty-form), .inline-group tr.form-row:not(.empty-form)"
const AT_MOST = 90
const OWN = /-(id|parent|region|ordering|DELETE)$/

const flagOf = (row) => row.querySelector(`input[name="${row.id}-DELETE"]`)

const isRemoved = (row) => flagOf(row)?.checked ?? false

// The box that is sent with the form; Django gives one only to rows that are saved.
function flag(row) {
  const given = flagOf(row)
  if (given) return given
  if (!row.querySelector(".inline-deletelink")) return null
  const name = `${row.id}-DELETE`
  const own = Object.assign(document.createElement("input"), { type: "checkbox", name, id: `id_${name}` })
  const holder = Object.assign(document.createElement("span"), { className: "delete" })
  holder.append(own)
  placeOf(row).append(holder)
  return own
}

const placeOf = (row) => row.querySelector(":scope > h3") ?? row.cells[row.cells.length - 1]

// What a row of a table holds, in one line; a block has that in its heading.
function wordsOf(row) {
  const fields = [...row.querySelectorAll("input:not([type=hidden], [type=checkbox]), select, textarea")].filter(({ name }) => name && !OWN.test(name))
  const texts = fields.map((field) => (field.tagName === "SELECT" ? [...field.selectedOptions].map((option) => option.value && option.text).join(", ") : field.value))
  const whole = texts.map((text) => text.trim()).filter(Boolean).join(" · ")
  return whole.length > AT_MOST ? `${whole.slice(0, AT_MOST).trimEnd()}…` : whole || say("empty")
}

function draw(row, undo) {
  const removed = isRemoved(row)
  row.classList.toggle("for-deletion", removed)
  row.querySelector(".removed-line")?.remove()
  if (!removed) return
  const line = document.createElement(row.matches("tr") ? "td" : "span")
  line.className = "removed-line"
  if (row.matches("tr")) {
    line.colSpan = row.cells.length
    line.append(Object.assign(document.createElement("s"), { textContent: wordsOf(row) }), " ")
  }
  line.append(Object.assign(document.createElement("span"), { className: "quiet", textContent: say("removedAtSave") }), " ", undo)
  if (row.matches("tr")) row.prepend(line)
  else placeOf(row).append(line)
}

function dress(row) {
  const box = row.dataset.removable === undefined ? flag(row) : null
  if (!box) return
  row.dataset.removable = ""
  const set = (removed) => {
    box.checked = removed
    box.dispatchEvent(new Event("change", { bubbles: true }))
    announce(say(removed ? "removedAtSave" : "removeUndone"))
    ;(removed ? undo : remove).focus()
  }
  const undo = button(say("undo"), say("undo"), () => set(false), "row-undo")
  const remove = button(say("remove"), say("remove"), () => set(true), "row-remove")
  const tools = row.querySelector(".block-tools") ?? placeOf(row)
  tools.append(remove)
  // the list of blocks and the merge may set it as well
  box.addEventListener("change", () => draw(row, undo))
  draw(row, undo)
}

function dressAll(root) {
  for (const row of root.querySelectorAll(ROWS)) dress(row)
}

// Rows that were removed when the form was sent or kept: Django shows new ones without saying so.
function removeAgain() {
  for (const id of JSON.parse(document.getElementById("removed-rows")?.textContent ?? "[]")) {
    const row = document.getElementById(id)
    const box = row && flag(row)
    if (box) box.checked = true
  }
}

// Django sets its rows up, and the list of blocks its own, when the document is ready
window.django?.jQuery(() =>
  setTimeout(() => {
    removeAgain()
    dressAll(document)
  }),
)
document.addEventListener("formset:added", ({ target }) => setTimeout(() => dressAll(target.parentElement)))
