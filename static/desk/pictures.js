// A choice of pictures shows them: thumbnails with name and credit, changed in a dialog, put in order, taken out.
import { announce, button, say } from "desk/words"
import { choosePictures } from "desk/picture-dialog"

const FIELDS = "select.picture-choice"
const isReal = (select) => !select.name.includes("__prefix__")

function chosen(select) {
  return [...select.options].filter((option) => option.selected && option.value)
}

function optionOf(picture) {
  const option = new Option(picture.name, picture.id, true, true)
  for (const [name, value] of Object.entries(picture.attrs)) option.setAttribute(name, value)
  return option
}

function changed(select) {
  draw(select)
  select.dispatchEvent(new Event("change", { bubbles: true }))
}

// The alt texts to offer: by the name in the form, in each language.
function altsFor(select) {
  const names = (select.dataset.namedBy ?? "").split(" ").map((name) => select.form.elements[name]?.value.trim() ?? "")
  const offers = {}
  for (const [place, language] of ["en", "nb"].entries()) {
    const name = names[place] || names.find(Boolean)
    const text = select.getAttribute(`data-alt-${language}`)
    if (name && text) offers[language] = text.replace("{name}", name)
  }
  return offers
}

async function choose(select, { uploading = false } = {}) {
  const pictures = await choosePictures(select.dataset.address, { kind: select.dataset.kind, alts: altsFor(select), uploading, many: select.multiple })
  if (!pictures.length) return
  if (!select.multiple) for (const old of chosen(select)) old.remove()
  for (const option of pictures.map(optionOf)) {
    if (!chosen(select).some((one) => one.value === option.value)) select.append(option)
  }
  changed(select)
  boxOf(select).querySelector(".picture-choose").focus()
}

function remove(select, option) {
  const place = chosen(select).indexOf(option)
  option.remove()
  if (!select.multiple) select.value = ""
  changed(select)
  announce(say("pictureRemoved"))
  const figures = boxOf(select).querySelectorAll(".picture-chosen")
  const next = figures[Math.min(place, figures.length - 1)]
  ;(next?.querySelector("button:not([disabled])") ?? boxOf(select).querySelector(".picture-choose")).focus()
}

function shift(select, option, step) {
  const all = chosen(select)
  const other = all[all.indexOf(option) + step]
  if (!other) return
  if (step < 0) other.before(option)
  else other.after(option)
  changed(select)
  const place = chosen(select).indexOf(option)
  const figure = boxOf(select).querySelectorAll(".picture-chosen")[place]
  const wanted = figure.querySelector(step < 0 ? ".picture-earlier" : ".picture-later")
  ;(wanted.disabled ? figure.querySelector("button:not([disabled])") : wanted).focus()
  announce(say("moved", { place: place + 1, total: all.length }))
}

const boxOf = (select) => select.nextElementSibling

function figureOf(select, option, place, total) {
  const figure = document.createElement("figure")
  figure.className = "picture-chosen"
  const words = document.createElement("figcaption")
  words.textContent = option.text
  if (option.dataset.credit) {
    const credit = document.createElement("span")
    credit.className = "quiet"
    credit.textContent = option.dataset.credit
    words.append(" ", credit)
  }
  const tools = document.createElement("div")
  tools.className = "picture-tools"
  if (select.multiple) {
    const earlier = button("←", `${say("earlier")}: ${option.text}`, () => shift(select, option, -1), "picture-earlier")
    const later = button("→", `${say("later")}: ${option.text}`, () => shift(select, option, 1), "picture-later")
    earlier.disabled = place === 0
    later.disabled = place === total - 1
    tools.append(earlier, later)
    figure.draggable = true
    figure.addEventListener("dragstart", (event) => event.dataTransfer.setData("text/picture", option.value))
    figure.addEventListener("dragover", (event) => event.preventDefault())
    figure.addEventListener("drop", (event) => {
      event.preventDefault()
      const moved = chosen(select).find((one) => one.value === event.dataTransfer.getData("text/picture"))
      if (!moved || moved === option) return
      const all = chosen(select)
      if (all.indexOf(moved) < all.indexOf(option)) option.after(moved)
      else option.before(moved)
      changed(select)
    })
  }
  tools.append(button(say("remove"), `${say("remove")}: ${option.text}`, () => remove(select, option), "picture-remove"))
  if (option.dataset.src) {
    const image = new Image(option.dataset.width, option.dataset.height)
    image.loading = "lazy"
    image.src = option.dataset.src
    image.alt = ""
    figure.append(image)
  }
  figure.append(words, tools)
  return figure
}

function draw(select) {
  const box = boxOf(select)
  const all = chosen(select)
  const label = all.length && !select.multiple ? say("changePicture") : say(select.multiple ? "addPictures" : "choosePicture")
  const open = button(label, `${labelOf(select)}: ${label}`, () => choose(select), "picture-choose")
  const fresh = button(say("uploadOne"), `${labelOf(select)}: ${say("uploadPicture")}`, () => choose(select, { uploading: true }), "picture-new")
  box.replaceChildren(...all.map((option, place) => figureOf(select, option, place, all.length)), open, fresh)
}

function labelOf(select) {
  return document.querySelector(`label[for="${CSS.escape(select.id)}"]`)?.textContent.replace(":", "").trim() ?? ""
}

function dress(select) {
  if (!isReal(select) || boxOf(select)?.classList.contains("picture-box")) return
  select.hidden = true
  const box = document.createElement("div")
  box.className = "picture-box"
  select.after(box)
  document.querySelector(`label[for="${CSS.escape(select.id)}"]`)?.addEventListener("click", (event) => {
    event.preventDefault()
    box.querySelector(".picture-choose").focus()
  })
  draw(select)
}

for (const select of document.querySelectorAll(FIELDS)) dress(select)
document.addEventListener("formset:added", ({ target }) => {
  for (const select of target.querySelectorAll?.(FIELDS) ?? []) dress(select)
})
// whatever else sets a choice, such as copying a block
document.addEventListener("desk:choices-set", ({ target }) => {
  for (const select of target.querySelectorAll(FIELDS)) draw(select)
})
document.addEventListener("desk:put", ({ target }) => {
  if (target.matches(FIELDS)) draw(target)
})
// pictures pasted into a text become a block of their own behind it
document.addEventListener("desk:picture-pasted", async ({ target, detail: { file } }) => {
  const block = target.closest(".order-machine .inline-related")
  const any = document.querySelector(FIELDS)
  if (!block || !any) return
  const [picture] = await choosePictures(any.dataset.address, { kind: "photograph", file })
  if (!picture) return
  const added = { block: null }
  document.dispatchEvent(new CustomEvent("desk:add-block", { detail: { prefix: "news_picture_set", after: block, added } }))
  const select = added.block?.querySelector(FIELDS)
  if (!select) return
  select.append(optionOf(picture))
  select.value = picture.id
  changed(select)
  boxOf(select).querySelector(".picture-choose").focus()
  // a new text into which nothing but the picture was pasted has nothing to say
  if (block.classList.contains("is-empty") && !block.classList.contains("has_original")) block.querySelector(".inline-deletelink")?.click()
})
