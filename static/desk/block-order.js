// The order of an article's blocks: up, down and to a place by number, by keyboard and by touch, and dropped between others.
import { announce, button, say } from "desk/words"

export const machine = () => document.querySelector(".order-machine")
export const blocks = () =>
  [...machine().querySelectorAll(".inline-related:not(.empty-form)")].sort((a, b) => a.style.order - b.style.order)
// those that the page will have
const staying = () => blocks().filter((block) => !block.classList.contains("for-deletion"))

// The order on the screen is CSS; tabbing follows the document, so the document follows the screen.
export function settle(inOrder = blocks()) {
  inOrder.forEach((block, place) => {
    const order = 10 * (place + 1)
    block.style.order = order
    block.querySelector(".order-machine-ordering").value = order
  })
  const standing = [...machine().children].filter((child) => inOrder.includes(child))
  if (standing.some((child, place) => child !== inOrder[place])) {
    const focused = document.activeElement
    machine().prepend(...inOrder)
    if (inOrder.some((block) => block.contains(focused))) focused.focus({ preventScroll: true })
  }
}

export function placed(block, said) {
  settle()
  const all = staying()
  announce(say(said, { place: all.indexOf(block) + 1, total: all.length }))
}

// `place` counts from 0 among the blocks that stay; one that is removed stands where it was
function moveTo(block, place) {
  const others = staying().filter((one) => one !== block)
  const all = blocks().filter((one) => one !== block)
  const next = others[place]
  all.splice(next ? all.indexOf(next) : all.length, 0, block)
  settle(all)
  placed(block, "moved")
  block.scrollIntoView({ block: "nearest" })
}

function move(block, step, pressed) {
  const place = staying().indexOf(block) + step
  if (place < 0 || place >= staying().length) return
  moveTo(block, place)
  pressed.focus()
}

function askPlace(block, pressed) {
  const total = staying().length
  const dialog = document.createElement("dialog")
  dialog.className = "place-dialog"
  const label = document.createElement("label")
  const input = Object.assign(document.createElement("input"), { type: "number", min: 1, max: total, step: 1, inputMode: "numeric" })
  input.value = staying().indexOf(block) + 1
  label.append(say("placeOf", { total }), " ", input)
  const go = () => {
    const place = Number(input.value)
    if (!Number.isInteger(place) || place < 1) return input.focus()
    dialog.close()
    moveTo(block, Math.min(place, total) - 1)
  }
  const tools = document.createElement("div")
  tools.className = "place-tools"
  tools.append(button(say("moveThere"), say("moveThere"), go, "default"), button(say("cancel"), say("cancel"), () => dialog.close()))
  dialog.append(label, tools)
  dialog.setAttribute("aria-label", say("moveTo"))
  dialog.addEventListener("keydown", (event) => {
    // Enter and Escape in here are not the form's
    event.stopPropagation()
    if (event.key !== "Enter" || event.target !== input) return
    event.preventDefault()
    go()
  })
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close())
  dialog.addEventListener("close", () => {
    dialog.remove()
    pressed.focus()
  })
  document.body.append(dialog)
  dialog.showModal()
  input.select()
}

export function moveButtons(block) {
  const up = button("↑", say("moveUp"), () => move(block, -1, up))
  const down = button("↓", say("moveDown"), () => move(block, 1, down))
  const to = button(say("moveTo"), say("moveTo"), () => askPlace(block, to), "block-move-to")
  return [up, down, to]
}

// What is dropped beside the blocks goes to the nearest gap: the blocks themselves take only what falls on them.
export function takeDropsBetween() {
  const wrapper = document.querySelector(".order-machine-wrapper")
  const nearest = (y) => {
    const distance = (block) => {
      const { top, bottom } = block.getBoundingClientRect()
      return Math.max(top - y, y - bottom, 0)
    }
    return blocks().reduce((best, block) => (distance(block) < distance(best) ? block : best))
  }
  for (const type of ["dragover", "drop"]) {
    wrapper.addEventListener(type, (event) => {
      if (!document.querySelector(".fs-dragging") || event.target.closest(".order-machine .inline-related")) return
      event.preventDefault()
      const { clientX, clientY } = event
      nearest(clientY).dispatchEvent(new DragEvent(type, { clientX, clientY, bubbles: true, cancelable: true }))
    })
  }
  for (const type of ["drop", "dragend"]) wrapper.addEventListener(type, () => setTimeout(() => settle()))
}
