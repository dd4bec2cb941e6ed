// Saves the member's form by itself: a while after typing, and when the page is left.
const form = document.querySelector("form[data-failed]")
const status = form.querySelector("[data-status]")
const PAUSE = 5000
let timer, changed = false, saving = false

async function save() {
  if (!changed || saving) return
  changed = false
  saving = true
  const body = new FormData(form)
  for (const name of ["logo", "portrait"]) body.delete(name)
  try {
    const headers = { Accept: "application/json" }
    const response = await fetch(form.action, { method: "POST", body, headers, keepalive: true })
    if (!response.ok) throw new Error(response.status)
    const saved = await response.json()
    if (saved.conflicts.length) status.textContent = form.dataset.colleague
    else {
      form.elements.base.value = saved.base
      status.textContent = saved.words
    }
  } catch {
    changed = true
    status.textContent = form.dataset.failed
  }
  saving = false
}

form.addEventListener("input", () => {
  changed = true
  clearTimeout(timer)
  timer = setTimeout(save, PAUSE)
})
document.addEventListener("visibilitychange", () => document.hidden && save())
