// Choosing among pictures, and uploading one in place: a dialog that gives back {id, name, attrs} or null.
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

function thumbnail(attrs) {
  const image = new Image(attrs["data-width"], attrs["data-height"])
  image.src = attrs["data-src"]
  image.alt = ""
  image.loading = "lazy"
  return image
}

// `file` opens the part for uploading with that file in it
export function choosePicture(address, { file = null } = {}) {
  return new Promise((resolve) => {
    let chosen = null
    const dialog = document.createElement("dialog")
    dialog.className = "picture-dialog"
    dialog.setAttribute("aria-label", say("choosePicture"))
    const take = (picture) => {
      chosen = picture
      dialog.close()
    }
    const upload = uploadPart(address, take)
    const search = input("", "search", { placeholder: say("searchPictures"), ariaLabel: say("searchPictures") })
    const grid = document.createElement("div")
    grid.className = "picture-grid"
    const more = button(say("morePictures"), say("morePictures"), () => look(older))
    more.hidden = true
    let older = null
    let asked = 0

    async function look(before = null) {
      const mine = ++asked
      const query = new URLSearchParams({ q: search.value })
      if (before) query.set("before", before)
      const answer = await fetch(`${address}?${query}`).catch(() => null)
      if (mine !== asked) return
      if (!answer?.ok) {
        grid.textContent = say("notSent")
        return
      }
      const { pictures, older: next, may_upload: may } = await answer.json()
      upload.hidden = !may
      const entries = pictures.map((picture) => {
        const entry = button("", picture.name, () => take(picture), "picture-one")
        const name = document.createElement("span")
        name.textContent = picture.name
        entry.append(thumbnail(picture.attrs), name)
        return entry
      })
      if (before) grid.append(...entries)
      else grid.replaceChildren(...entries)
      if (!before && !pictures.length) grid.textContent = say("noneFound")
      older = next
      more.hidden = !next
      if (before) entries[0]?.focus()
      else announce(say("found", { count: pictures.length }))
    }

    let pause = null
    search.addEventListener("input", () => {
      clearTimeout(pause)
      pause = setTimeout(look, 200)
    })
    search.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault()
      if (event.key === "ArrowDown") grid.querySelector("button")?.focus()
    })
    grid.addEventListener("keydown", (event) => {
      const all = [...grid.querySelectorAll("button")]
      const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns(all), ArrowUp: -columns(all) }[event.key]
      if (!step) return
      event.preventDefault()
      all[all.indexOf(document.activeElement) + step]?.focus()
    })
    const head = document.createElement("div")
    head.className = "picture-head"
    head.append(search, button(say("cancel"), say("cancel"), () => dialog.close()))
    dialog.append(head, upload, grid, more)
    // Escape and Enter in here are not the form's
    dialog.addEventListener("keydown", (event) => event.stopPropagation())
    dialog.addEventListener("close", () => {
      dialog.remove()
      resolve(chosen)
    })
    document.body.append(dialog)
    dialog.showModal()
    look()
    if (file) {
      upload.open = true
      upload.give(file)
    } else {
      search.focus()
    }
  })
}

function columns(all) {
  const top = all[0]?.offsetTop
  return all.filter((one) => one.offsetTop === top).length || 1
}

function uploadPart(address, take) {
  const part = document.createElement("details")
  part.className = "picture-upload"
  const summary = document.createElement("summary")
  summary.textContent = say("uploadPicture")
  const file = input("upload", "file", { accept: "image/jpeg,image/heic,image/heif,image/png,image/webp,image/avif,image/gif,image/svg+xml" })
  const shown = document.createElement("div")
  shown.className = "picture-shown"
  const fields = {
    upload: field(say("pictureFile"), file),
    alt_en: field(say("altEnglish"), input("alt_en", "text", { lang: "en", maxLength: 300 })),
    alt_nb: field(say("altNorwegian"), input("alt_nb", "text", { lang: "nb", maxLength: 300 })),
    decorative: field(say("onlyDecoration"), input("decorative", "checkbox")),
    decorative_reason: field(say("decorationReason"), input("decorative_reason", "text", { maxLength: 200 })),
    credit_en: field(say("credit"), input("credit_en", "text", { maxLength: 200 })),
  }
  const ok = button(say("uploadAndChoose"), say("uploadAndChoose"), send, "picture-send")
  part.append(summary, shown, ...Object.values(fields), ok)

  function show() {
    shown.replaceChildren()
    if (!file.files[0]) return
    const image = new Image()
    image.alt = ""
    image.src = URL.createObjectURL(file.files[0])
    image.addEventListener("load", () => URL.revokeObjectURL(image.src))
    shown.append(image)
  }
  part.give = (given) => {
    const holder = new DataTransfer()
    holder.items.add(given)
    file.files = holder.files
    show()
    fields.alt_en.querySelector("input").focus()
  }
  file.addEventListener("change", show)
  part.addEventListener("dragover", (event) => event.preventDefault())
  part.addEventListener("drop", (event) => {
    event.preventDefault()
    const dropped = [...event.dataTransfer.files].find((one) => one.type.startsWith("image/"))
    if (dropped) part.give(dropped)
  })

  async function send() {
    for (const holder of Object.values(fields)) holder.querySelector(".picture-error").textContent = ""
    const body = new FormData()
    for (const [name, holder] of Object.entries(fields)) {
      const control = holder.querySelector("input")
      if (control.type === "file") control.files[0] && body.set(name, control.files[0])
      else if (control.type === "checkbox") control.checked && body.set(name, "on")
      else body.set(name, control.value)
    }
    ok.disabled = true
    const answer = await fetch(`${address}upload/`, { method: "POST", headers: { "X-CSRFToken": token() }, body }).catch(() => null)
    ok.disabled = false
    const told = answer?.headers.get("content-type")?.includes("json") ? await answer.json() : { errors: { upload: [say("notSent")] } }
    if (told.picture) {
      announce(say(told.there_already ? "thereAlready" : "uploaded"))
      take(told.picture)
      return
    }
    for (const [name, errors] of Object.entries(told.errors)) {
      const holder = fields[name] ?? fields.upload
      const words = new DOMParser().parseFromString(errors.join(" "), "text/html").body.textContent
      holder.querySelector(".picture-error").textContent = words
      holder.querySelector("input").focus()
    }
  }
  return part
}
