// The part of the picture dialog that uploads a new one, with its words and its focal point.
import { markFocus } from "desk/focus-point"
import { plain, upload } from "desk/upload"
import { announce, button, say } from "desk/words"

const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value

function field(label, control) {
  const holder = document.createElement("label")
  holder.className = "picture-field"
  const words = document.createElement("span")
  words.textContent = label
  const error = document.createElement("span")
  error.className = "picture-error"
  error.setAttribute("role", "alert")
  holder.append(words, control, error)
  return holder
}

function input(name, type = "text", attributes = {}) {
  return Object.assign(document.createElement("input"), { name, type, ...attributes })
}

// With `many` several files may be given at once: each gets its words and is uploaded before the next.
export function uploadPart(address, alts, take, many = false) {
  let waiting = []
  const part = document.createElement("details")
  part.className = "picture-upload"
  const summary = document.createElement("summary")
  summary.textContent = say("uploadPicture")
  const file = input("upload", "file", { multiple: many, accept: "image/jpeg,image/heic,image/heif,image/png,image/webp,image/avif,image/gif,image/svg+xml" })
  const shown = document.createElement("div")
  shown.className = "picture-shown"
  const focus = ["focus_x", "focus_y"].map((name) => input(name, "hidden", { value: "0.50" }))
  const fields = {
    upload: field(say("pictureFile"), file),
    alt_en: field(say("altEnglish"), input("alt_en", "text", { lang: "en", maxLength: 300, value: alts.en ?? "" })),
    alt_nb: field(say("altNorwegian"), input("alt_nb", "text", { lang: "nb", maxLength: 300, value: alts.nb ?? "" })),
    decorative: field(say("onlyDecoration"), input("decorative", "checkbox")),
    decorative_reason: field(say("decorationReason"), input("decorative_reason", "text", { maxLength: 200 })),
    credit_en: field(say("credit"), input("credit_en", "text", { maxLength: 200 })),
  }
  fields.decorative_reason.hidden = true
  fields.decorative.querySelector("input").addEventListener("change", ({ target }) => {
    fields.decorative_reason.hidden = !target.checked
  })
  const ok = button(say("uploadAndChoose"), say("uploadAndChoose"), send, "picture-send")
  const progress = Object.assign(document.createElement("progress"), { max: 1, value: 0, hidden: true, ariaLabel: say("uploadPicture") })
  const state = document.createElement("span")
  state.className = "picture-state"
  const there = document.createElement("div")
  there.className = "picture-there"
  there.setAttribute("role", "status")
  part.append(summary, ...Object.values(fields), shown, ok, progress, state, there)

  function show() {
    shown.replaceChildren()
    there.replaceChildren()
    for (const field of focus) field.value = "0.50"
    if (!file.files[0]) return
    const picture = document.createElement("span")
    picture.className = "focus-picture"
    const image = new Image()
    image.alt = ""
    image.src = URL.createObjectURL(file.files[0])
    // a format that this browser can't show has its point set later, in the picture's own form
    image.addEventListener("load", () => markFocus(picture, focus), { once: true })
    const hint = document.createElement("p")
    hint.className = "quiet"
    hint.textContent = say("focusHint")
    picture.append(image)
    shown.append(picture, hint)
    if (waiting.length) {
      const left = document.createElement("p")
      left.className = "quiet"
      left.textContent = say("picturesWait", { count: waiting.length })
      shown.append(left)
    }
  }
  function given() {
    show()
    const alt = fields.alt_en.querySelector("input")
    if (file.files[0]) (alt.value ? ok : alt).focus()
  }
  part.give = (first, ...others) => {
    part.open = true
    waiting = others
    const holder = new DataTransfer()
    holder.items.add(first)
    file.files = holder.files
    given()
  }
  // for the next one, where the dialog stays open: those given together have one credit. Tells
  // whether one waited.
  part.next = () => {
    for (const [name, holder] of Object.entries(fields)) {
      const control = holder.querySelector("input")
      if (control.type === "checkbox") control.checked = false
      else if (name !== "credit_en" || !waiting.length) control.value = ""
    }
    fields.decorative_reason.hidden = true
    if (!waiting.length) {
      show()
      return false
    }
    part.give(...waiting)
    return true
  }
  part.ask = () => {
    part.open = true
    file.focus()
    file.click()
  }
  file.addEventListener("change", () => {
    if (file.files.length) part.give(...file.files)
    else given()
  })
  part.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.type !== "text") return
    event.preventDefault()
    if (!ok.disabled) send()
  })
  part.addEventListener("dragover", (event) => event.preventDefault())
  part.addEventListener("drop", (event) => {
    event.preventDefault()
    const dropped = [...event.dataTransfer.files].filter((one) => one.type.startsWith("image/"))
    if (dropped.length) part.give(...(many ? dropped : dropped.slice(0, 1)))
  })

  // `more` are fields beside those to see
  async function send(_event, more = {}) {
    for (const holder of Object.values(fields)) holder.querySelector(".picture-error").textContent = ""
    there.replaceChildren()
    const body = new FormData()
    for (const [name, holder] of Object.entries(fields)) {
      const control = holder.querySelector("input")
      if (control.type === "file") control.files[0] && body.set(name, control.files[0])
      else if (control.type === "checkbox") control.checked && body.set(name, "on")
      else body.set(name, control.value)
    }
    for (const field of focus) body.set(field.name, field.value)
    for (const [name, value] of Object.entries(more)) body.set(name, value)
    ok.disabled = true
    const told = await upload(address, token(), body, { progress, state })
    ok.disabled = false
    if (told.there_already && !more.use_words) {
      sayThatItIsThere(told)
    } else if (told.picture) {
      announce(say("uploaded"))
      take(told.picture)
    } else {
      for (const [name, errors] of Object.entries(told.errors)) {
        const holder = fields[name] ?? fields.upload
        holder.querySelector(".picture-error").textContent = plain(errors.join(" "))
        holder.querySelector("input").focus()
      }
    }
  }

  // The picture of the library may be chosen as it is; what was typed here is offered for it.
  function sayThatItIsThere({ picture, words, may_change: mayChange }) {
    const message = document.createElement("p")
    message.textContent = say("thereAlready", { name: picture.name })
    const choose = button(say("chooseIt"), say("chooseIt"), () => take(picture))
    there.append(message, choose)
    const typed = ["alt_en", "alt_nb"].filter((name) => {
      const text = fields[name].querySelector("input").value.trim()
      return text && text !== words[name]
    })
    if (typed.length) {
      const text = typed.map((name) => fields[name].querySelector("input").value.trim()).join(" · ")
      if (mayChange) {
        const label = say("chooseWithAlt", { text })
        there.append(" ", button(label, label, (event) => send(event, { use_words: "on" }), "picture-use-words"))
      } else {
        message.append(" ", say("typedAlt", { text }))
      }
    }
    choose.focus()
  }
  return part
}
