// What the desk's scripts say, in the user's language, and saying it aloud to a screen reader.
const source = document.getElementById("desk-words")
const words = source ? JSON.parse(source.textContent) : {}

export function say(name, values = {}) {
  return (words[name] ?? name).replace(/\{(\w+)\}/g, (_match, key) => values[key])
}

let region
export function announce(text) {
  if (!region) {
    region = document.createElement("div")
    region.className = "visually-hidden"
    region.setAttribute("aria-live", "polite")
    document.body.append(region)
  }
  region.textContent = text
}

// A button with a sign to see and a name to hear.
export function button(sign, name, onClick, className = "") {
  const element = document.createElement("button")
  element.type = "button"
  element.className = `desk-button ${className}`
  element.textContent = sign
  element.title = name
  element.setAttribute("aria-label", name)
  element.addEventListener("click", (event) => {
    event.preventDefault()
    event.stopPropagation()
    onClick(event)
  })
  return element
}
