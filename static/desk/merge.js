// What two people changed: one press puts theirs or mine into the form, and back again.
import { eachEditor } from "desk/editors"
import { announce, say } from "desk/words"

const $ = window.django?.jQuery
const panel = document.getElementById("merge")
const editors = new WeakMap()
eachEditor((textarea, editor) => editors.set(textarea, editor))

function choose(select, values, names) {
  for (const value of values) {
    if (![...select.options].some((option) => option.value === value)) select.add(new Option(names[value] ?? value, value))
  }
  for (const option of select.options) option.selected = values.includes(option.value)
  $(select).trigger("change")
}

function put(name, values, names) {
  const field = panel.closest("form").elements[name]
  if (!field) return
  if (field.type === "checkbox") field.checked = values.length > 0
  else if (field.tagName === "SELECT") choose(field, values, names)
  else {
    field.value = values[0] ?? ""
    editors.get(field)?.commands.setContent(field.value)
  }
  field.dispatchEvent(new Event("input", { bubbles: true }))
  field.dispatchEvent(new Event("change", { bubbles: true }))
  field.dispatchEvent(new CustomEvent("desk:put", { bubbles: true }))
}

function standing(name) {
  const field = panel.closest("form").elements[name]
  if (!field) return null
  if (field.type === "checkbox") return field.checked ? ["on"] : []
  return field.tagName === "SELECT" ? [...field.selectedOptions].map((option) => option.value) : [field.value]
}

for (const conflict of panel?.querySelectorAll(".both-texts") ?? []) {
  const sides = JSON.parse(conflict.querySelector("script[type='application/json']").textContent)
  const buttons = conflict.querySelectorAll("[data-take]")
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const side = button.dataset.take
      if (button.ariaPressed === "true") return
      // what was written since the form came back is mine as well
      if (side === "theirs") for (const name of Object.keys(sides.mine)) sides.mine[name] = standing(name) ?? sides.mine[name]
      for (const [name, values] of Object.entries(sides[side])) put(name, values, sides.names)
      for (const one of buttons) one.setAttribute("aria-pressed", one === button)
      for (const text of conflict.querySelectorAll("[data-side]")) text.classList.toggle("chosen", text.dataset.side === side)
      announce(say(side === "mine" ? "mineKept" : "theirsTaken"))
    })
  }
}

document.getElementById("merge-heading")?.focus()
