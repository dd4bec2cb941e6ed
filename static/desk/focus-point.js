// The focal point, set by clicking on a picture or with the arrow keys, and the crops that follow from it.
import { say } from "desk/words"

const STEP = 0.01
const CROPS = { cropCard: "3-2", cropPortrait: "4-5", cropShare: "40-21" }

const held = (value) => Math.min(Math.max(value, 0), 1)

// `picture` holds an image; the two `fields` hold the point, from 0 to 1
export function markFocus(picture, fields) {
  const at = () => fields.map((field) => held(Number.parseFloat(field.value) || 0))
  const image = picture.querySelector("img")
  const marker = document.createElement("button")
  marker.type = "button"
  marker.className = "focus-marker"
  const crops = document.createElement("div")
  crops.className = "focus-crops"
  for (const [word, shape] of Object.entries(CROPS)) {
    const figure = document.createElement("figure")
    const crop = new Image()
    crop.src = image.currentSrc || image.src
    crop.alt = ""
    crop.className = `focus-crop-${shape}`
    const caption = document.createElement("figcaption")
    caption.textContent = say(word)
    figure.append(crop, caption)
    crops.append(figure)
  }
  picture.append(marker)
  picture.after(crops)

  function show() {
    const [x, y] = at().map((value) => Math.round(value * 100))
    marker.style.insetInlineStart = `${x}%`
    marker.style.insetBlockStart = `${y}%`
    marker.setAttribute("aria-label", say("focusAt", { x, y }))
    // the same rule as in images/renditions.py: what is cut off is shared out in this proportion
    for (const crop of crops.querySelectorAll("img")) crop.style.objectPosition = `${x}% ${y}%`
  }
  function put(values) {
    values.forEach((value, place) => {
      fields[place].value = held(value).toFixed(2)
      fields[place].dispatchEvent(new Event("input", { bubbles: true }))
      fields[place].dispatchEvent(new Event("change", { bubbles: true }))
    })
  }
  for (const field of fields) field.addEventListener("input", show)
  function point({ clientX, clientY }) {
    const box = image.getBoundingClientRect()
    put([(clientX - box.left) / box.width, (clientY - box.top) / box.height])
  }
  image.addEventListener("click", (event) => {
    point(event)
    marker.focus()
  })
  marker.addEventListener("pointerdown", (event) => marker.setPointerCapture(event.pointerId))
  marker.addEventListener("pointermove", (event) => marker.hasPointerCapture(event.pointerId) && point(event))
  marker.addEventListener("keydown", (event) => {
    const step = event.shiftKey ? 10 * STEP : STEP
    const [right, down] = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key] ?? []
    if (right === undefined) return
    event.preventDefault()
    const [x, y] = at()
    put([x + right, y + down])
  })
  show()
}
