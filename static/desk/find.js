// Ctrl-K: a search over everything, by keyboard. Without a script the form in the header leads to a page.
const form = document.querySelector(".find-form")

function open() {
  if (document.querySelector(".find-dialog")) return
  const dialog = document.createElement("dialog")
  dialog.className = "find-dialog"
  dialog.setAttribute("aria-label", form.dataset.label)
  const input = document.createElement("input")
  input.type = "search"
  input.autocomplete = "off"
  input.placeholder = form.dataset.label
  const list = document.createElement("div")
  list.className = "find-list"
  list.id = "find-list"
  list.setAttribute("role", "listbox")
  list.setAttribute("aria-label", form.dataset.results)
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": "find-list", "aria-autocomplete": "list", "aria-label": form.dataset.label })) input.setAttribute(name, value)
  const status = document.createElement("p")
  status.className = "quiet"
  status.setAttribute("role", "status")
  dialog.append(input, list, status)

  const entries = () => [...list.querySelectorAll("a")]
  function select(place) {
    const all = entries()
    all.forEach((entry, number) => entry.setAttribute("aria-selected", number === place))
    if (all[place]) {
      input.setAttribute("aria-activedescendant", all[place].id)
      all[place].scrollIntoView({ block: "nearest" })
    } else input.removeAttribute("aria-activedescendant")
  }

  let asked = 0
  async function look() {
    const mine = ++asked
    const term = input.value.trim()
    const answer = term ? await fetch(`${form.action}?${new URLSearchParams({ q: term, as: "json" })}`).catch(() => null) : null
    if (mine !== asked) return
    const groups = answer?.ok ? (await answer.json()).groups : []
    let number = 0
    list.replaceChildren(
      ...groups.map((group) => {
        const part = document.createElement("div")
        part.setAttribute("role", "group")
        const title = document.createElement("span")
        title.textContent = group.title
        part.setAttribute("aria-label", group.title)
        part.append(
          title,
          ...group.entries.map((entry) => {
            const link = document.createElement("a")
            link.href = entry.address
            link.textContent = entry.name
            link.id = `found-${number++}`
            link.setAttribute("role", "option")
            return link
          }),
        )
        return part
      }),
    )
    input.setAttribute("aria-expanded", number > 0)
    status.textContent = term && !number ? form.dataset.none : ""
    select(0)
  }

  let pause = null
  input.addEventListener("input", () => {
    clearTimeout(pause)
    pause = setTimeout(look, 150)
  })
  input.addEventListener("keydown", (event) => {
    const all = entries()
    const now = all.findIndex((entry) => entry.getAttribute("aria-selected") === "true")
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step && all.length) {
      event.preventDefault()
      select((now + step + all.length) % all.length)
    } else if (event.key === "Enter") {
      event.preventDefault()
      all[now]?.click()
    }
  })
  dialog.addEventListener("close", () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
  input.focus()
}

if (form) {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault()
      open()
    }
  })
}
