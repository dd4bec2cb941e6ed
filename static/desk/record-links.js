// Finding a member, person or article to link to, and the names of those that are linked.
import { announce, button, say } from "desk/words"

const ADDRESS = new URL("/admin/desk/records/", location.href)
const names = new Map()

async function ask(parameters) {
  const address = new URL(ADDRESS)
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value)
  const response = await fetch(address, { headers: { Accept: "application/json" } })
  return response.ok ? response.json() : {}
}

let waiting = null
const asked = new Set()
// The name of "member/12", or undefined until it is known; `whenKnown` is called then.
export function nameOf(reference, whenKnown) {
  if (!names.has(reference)) {
    asked.add(reference)
    waiting ??= new Promise((resolve) => setTimeout(resolve, 50)).then(async () => {
      const wanted = [...asked]
      asked.clear()
      waiting = null
      const found = (await ask({ names: wanted.join(",") })).names ?? {}
      for (const one of wanted) names.set(one, found[one] ?? null)
    })
    waiting.then(whenKnown)
  }
  const name = names.get(reference)
  return name === null ? say("gone") : name
}

// Ask which record to link to; the promise gives its reference, or null.
export function chooseRecord() {
  return new Promise((resolve) => {
    const dialog = document.createElement("dialog")
    dialog.className = "record-dialog"
    dialog.setAttribute("aria-label", say("recordLink"))
    const input = document.createElement("input")
    input.type = "search"
    input.placeholder = say("recordSearch")
    input.setAttribute("aria-label", say("recordSearch"))
    const list = document.createElement("ul")
    let chosen = null
    const take = (record) => {
      chosen = record.href
      names.set(record.href.replace("record:", ""), record.name)
      dialog.close()
    }
    const show = (records) => {
      list.replaceChildren(
        ...records.map((record) => {
          const entry = document.createElement("li")
          const choose = button(record.name, `${record.name}, ${record.kind}`, () => take(record))
          choose.dataset.kind = record.kind
          entry.append(choose)
          return entry
        }),
      )
      if (!records.length) list.textContent = input.value.trim() ? say("noneFound") : ""
      announce(records.length ? String(records.length) : list.textContent)
    }
    let timer
    let latest = 0
    input.addEventListener("input", () => {
      clearTimeout(timer)
      timer = setTimeout(async () => {
        const mine = ++latest
        const { records = [] } = await ask({ q: input.value })
        if (mine === latest) show(records)
      }, 150)
    })
    dialog.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
      if (event.key === "Enter" && event.target === input) {
        event.preventDefault()
        list.querySelector("button")?.click()
      }
      if (!step) return
      event.preventDefault()
      const stops = [input, ...list.querySelectorAll("button")]
      stops[(stops.indexOf(document.activeElement) + step + stops.length) % stops.length].focus()
    })
    dialog.addEventListener("close", () => {
      dialog.remove()
      resolve(chosen)
    })
    dialog.append(input, list, button(say("cancel"), say("cancel"), () => dialog.close(), "cancel"))
    document.body.append(dialog)
    dialog.showModal()
    input.focus()
  })
}
