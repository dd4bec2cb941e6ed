// Many pictures at once: a row for each file, with its own words, sent one after the other with progress.
import { plain, upload } from "desk/upload"
import { announce, button, say } from "desk/words"

const form = document.querySelector(".many-form")
const files = form.querySelector("#id_upload")
const rows = form.querySelector(".many-rows")
const send = form.querySelector("[type=submit]")
const token = () => form.querySelector("[name=csrfmiddlewaretoken]").value
const waiting = () => [...rows.children].filter((row) => row.file && !row.classList.contains("many-done"))

// here every file has words of its own; only the credit is often the same
form.classList.add("many-scripted")
files.required = false

function field(name, label, type, more = {}) {
  const holder = document.createElement("label")
  holder.className = "picture-field"
  const words = document.createElement("span")
  words.textContent = label
  const control = Object.assign(document.createElement("input"), { name, type, ...more })
  const error = document.createElement("span")
  error.className = "picture-error"
  holder.append(words, control, error)
  return holder
}

function add(file) {
  const row = document.createElement("li")
  row.className = "many-row"
  row.file = file
  const picture = new Image()
  picture.alt = ""
  picture.src = URL.createObjectURL(file)
  picture.addEventListener("load", () => URL.revokeObjectURL(picture.src))
  // a file that is no picture is refused with a reason when it is sent
  picture.addEventListener("error", () => picture.remove())
  const name = document.createElement("b")
  name.textContent = file.name
  const state = document.createElement("span")
  state.className = "many-state"
  const progress = Object.assign(document.createElement("progress"), { max: 1, value: 0, hidden: true })
  progress.setAttribute("aria-label", file.name)
  const out = button(say("leaveOutFile"), `${say("leaveOutFile")}: ${file.name}`, () => {
    const next = row.nextElementSibling ?? row.previousElementSibling
    row.remove()
    ;(next?.querySelector("input") ?? files).focus()
  })
  const reason = field("decorative_reason", say("decorationReason"), "text", { maxLength: 200 })
  const decorative = field("decorative", say("onlyDecoration"), "checkbox")
  reason.hidden = true
  decorative.querySelector("input").addEventListener("change", ({ target }) => {
    reason.hidden = !target.checked
  })
  const words = document.createElement("div")
  words.append(
    name, state, progress,
    field("alt_en", say("altEnglish"), "text", { lang: "en", maxLength: 300 }),
    field("alt_nb", say("altNorwegian"), "text", { lang: "nb", maxLength: 300 }),
    decorative, reason,
    field("credit_en", say("credit"), "text", { maxLength: 200, value: common("credit_en") }),
    field("credit_nb", say("creditNorwegian"), "text", { maxLength: 200, value: common("credit_nb") }),
    out,
  )
  row.append(picture, words)
  rows.append(row)
  return row
}

const common = (name) => form.querySelector(`.many-words [name=${name}]`).value

// what is typed once for all goes where nothing else was typed
form.querySelector(".many-words").addEventListener("change", ({ target }) => {
  for (const row of waiting()) {
    const own = row.querySelector(`[name=${target.name}]`)
    if (own && !own.value) own.value = target.value
  }
})

function take(list) {
  const first = [...list].map(add)[0]
  files.value = ""
  first?.querySelector("[name=alt_en]").focus()
}

files.addEventListener("change", () => take(files.files))
form.addEventListener("dragover", (event) => {
  event.preventDefault()
  form.classList.add("many-over")
})
form.addEventListener("dragleave", () => form.classList.remove("many-over"))
form.addEventListener("drop", (event) => {
  event.preventDefault()
  form.classList.remove("many-over")
  take(event.dataTransfer.files)
})

async function sendRow(row) {
  const body = new FormData()
  body.set("upload", row.file)
  for (const control of row.querySelectorAll("input")) {
    if (control.type !== "checkbox") body.set(control.name, control.value)
    else if (control.checked) body.set(control.name, "on")
  }
  const state = row.querySelector(".many-state")
  for (const error of row.querySelectorAll(".picture-error")) error.textContent = ""
  row.classList.remove("many-refused-row")
  const told = await upload(form.dataset.address, token(), body, { progress: row.querySelector("progress"), state })
  if (told.picture) {
    row.classList.add("many-done")
    const link = Object.assign(document.createElement("a"), { textContent: say("fileOpen") })
    link.href = `${form.dataset.library}${told.picture.id}/change/`
    link.setAttribute("aria-label", `${say("fileOpen")}: ${row.file.name}`)
    state.replaceChildren(say(told.there_already ? "fileThere" : "fileAdded"), " ", link)
    const typed = told.there_already && [body.get("alt_en"), body.get("alt_nb")].filter(Boolean).join(" · ")
    if (typed) state.append(" ", say("typedAlt", { text: typed }))
    for (const part of row.querySelectorAll(".picture-field, .desk-button")) part.remove()
    return
  }
  row.classList.add("many-refused-row")
  const rest = []
  for (const [name, errors] of Object.entries(told.errors)) {
    const words = plain(errors.join(" "))
    const holder = row.querySelector(`[name=${name}]`)?.parentElement
    if (holder) holder.querySelector(".picture-error").textContent = words
    else rest.push(words)
  }
  state.textContent = rest.join(" ")
}

form.addEventListener("submit", async (event) => {
  event.preventDefault()
  if (!waiting().length) return files.focus()
  send.disabled = true
  const total = waiting().length
  for (const row of waiting()) await sendRow(row)
  send.disabled = false
  announce(say("filesDone", { done: total - waiting().length, total }))
  const refused = waiting()[0]
  const wrong = [...(refused?.querySelectorAll(".picture-field") ?? [])].find((holder) => holder.querySelector(".picture-error").textContent)
  ;(wrong?.querySelector("input") ?? refused?.querySelector("button"))?.focus()
})

window.addEventListener("beforeunload", (event) => {
  if (waiting().length) event.preventDefault()
})
