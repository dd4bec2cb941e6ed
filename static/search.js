/* Suggestions below each search field while somebody types; "/" leads to the field. */
const WAIT = 150

for (const field of document.querySelectorAll("input[data-search]")) suggestFor(field)

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return
  if (event.target.closest("input, textarea, select, [contenteditable]")) return
  const field = [...document.querySelectorAll("input[data-search]")].find((each) => each.offsetParent)
  const link = document.querySelector(".search-link")
  event.preventDefault()
  if (field) field.select()
  else link?.click()
})

function suggestFor(field) {
  const list = document.createElement("ul")
  list.id = `${field.id}-suggestions`
  list.className = "suggestions"
  list.setAttribute("role", "listbox")
  list.setAttribute("aria-label", field.form.querySelector("label").textContent)
  list.hidden = true
  field.after(list)
  field.setAttribute("role", "combobox")
  field.setAttribute("aria-autocomplete", "list")
  field.setAttribute("aria-controls", list.id)
  close()
  let newest = 0
  let timer

  function close() {
    list.hidden = true
    field.setAttribute("aria-expanded", "false")
    field.removeAttribute("aria-activedescendant")
  }

  function choose(option) {
    for (const each of list.children) each.setAttribute("aria-selected", each === option)
    if (option) field.setAttribute("aria-activedescendant", option.id)
    else field.removeAttribute("aria-activedescendant")
    option?.scrollIntoView({ block: "nearest" })
  }

  async function suggest() {
    const turn = ++newest
    const address = new URL(field.dataset.search, location)
    address.searchParams.set("q", field.value)
    const moment = field.form.elements.at?.value
    if (moment) address.searchParams.set("at", moment)
    let suggestions = []
    try {
      const response = await fetch(address)
      if (response.ok) ({ suggestions } = await response.json())
    } catch {
      // without an answer the form works as it does without a script
    }
    if (turn !== newest || document.activeElement !== field) return
    list.replaceChildren(...suggestions.map(({ title, label, address }, number) => {
      const option = document.createElement("li")
      option.id = `${list.id}-${number}`
      option.setAttribute("role", "option")
      option.setAttribute("aria-selected", "false")
      const target = new URL(address, location)
      if (moment) target.searchParams.set("at", moment)
      option.dataset.address = target
      const kind = document.createElement("span")
      kind.className = "count"
      kind.textContent = label
      option.append(title, " ", kind)
      return option
    }))
    list.hidden = !suggestions.length
    field.setAttribute("aria-expanded", String(!list.hidden))
    field.removeAttribute("aria-activedescendant")
  }

  field.addEventListener("input", () => {
    clearTimeout(timer)
    if (field.value.trim().length < 2) {
      newest++
      close()
    } else timer = setTimeout(suggest, WAIT)
  })
  field.addEventListener("keydown", (event) => {
    const options = [...list.children]
    const present = options.findIndex((option) => option.getAttribute("aria-selected") === "true")
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault()
      close()
    } else if (event.key === "ArrowDown" && !list.hidden) {
      event.preventDefault()
      choose(options[Math.min(present + 1, options.length - 1)])
    } else if (event.key === "ArrowUp" && !list.hidden) {
      event.preventDefault()
      choose(options[present - 1])
    } else if (event.key === "Enter" && !list.hidden && present >= 0) {
      event.preventDefault()
      location.assign(options[present].dataset.address)
    }
  })
  field.addEventListener("blur", close)
  list.addEventListener("mousedown", (event) => event.preventDefault())
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[data-address]")
    if (option) location.assign(option.dataset.address)
  })
}
