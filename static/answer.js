// Saves the member's form by itself: a while after typing, and when the page is left.
const form = document.querySelector("form[data-failed]")
const status = form.querySelector("[data-status]")
const PAUSE = 5000
// a browser sends at most 64 KB of a page that is left
const MOST_WHEN_LEFT = 50000
let timer, changed = false, saving = false

async function save() {
  if (!changed || saving) return
  changed = false
  saving = true
  const body = new FormData(form)
  for (const name of ["logo", "portrait"]) body.delete(name)
  try {
    const headers = { Accept: "application/json" }
    const keepalive = document.hidden && new Blob([...body.values()]).size < MOST_WHEN_LEFT
    const response = await fetch(form.action, { method: "POST", body, headers, keepalive })
    if (!response.ok && response.status !== 429) throw new Error(response.status)
    const saved = await response.json()
    if (response.ok) {
      form.elements.base.value = saved.base
      contest(saved.conflicts)
    } else changed = true
    status.textContent = saved.conflicts?.length ? form.dataset.colleague : saved.words
  } catch {
    changed = true
    status.textContent = form.dataset.failed
  }
  saving = false
}

// Of these fields a colleague's text is stored: "Save" shows both.
function contest(names) {
  for (const input of form.querySelectorAll("[name=contested]")) input.remove()
  for (const value of names)
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "contested", value }))
}

form.addEventListener("input", () => {
  changed = true
  clearTimeout(timer)
  timer = setTimeout(save, PAUSE)
})
document.addEventListener("visibilitychange", () => document.hidden && save())
