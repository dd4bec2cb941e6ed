// The blocks of an article: copying, inserting, collapsing; and what each holds.
import { blocks, machine, moveButtons, placed, settle, takeDropsBetween } from "desk/block-order"
import { button, say } from "desk/words"

const $ = window.django.jQuery
const AT_MOST = 90
const OWN = /-(id|parent|region|ordering|DELETE)$/

const nameOf = (block) => block.querySelector("h3 > b").textContent
const prefixOf = (block) => block.id.replace(/-\d+$/, "")

function add(prefix, before) {
  window.ContentEditor._insertBefore = before
  let added = null
  document.addEventListener("formset:added", (event) => (added = event.target), { once: true })
  window.ContentEditor.addContent(prefix)
  settle()
  return added
}

function copy(block) {
  const prefix = prefixOf(block)
  const all = blocks()
  const added = add(prefix, all[all.indexOf(block) + 1] ?? null)
  if (!added) return
  for (const field of block.querySelectorAll("input[name], textarea[name], select[name]")) {
    if (OWN.test(field.name) || field.type === "file") continue
    const target = added.querySelector(`[name="${added.id}-${field.name.slice(block.id.length + 1)}"]`)
    if (!target) continue
    if (field.tagName === "SELECT") {
      target.replaceChildren(...[...field.options].map((option) => option.cloneNode(true)))
      for (const [place, option] of [...field.options].entries()) target.options[place].selected = option.selected
      $(target).trigger("change")
    } else if (field.type === "checkbox") {
      target.checked = field.checked
    } else {
      target.value = field.value
    }
  }
  added.dispatchEvent(new CustomEvent("desk:choices-set", { bubbles: true }))
  summarise(added)
  placed(added, "copied")
  enter(added)
}

// Into the first field of a block; a prose editor comes a moment later.
function enter(block) {
  block.classList.remove("collapsed")
  const first = block.querySelector("fieldset .form-row:not(.hidden)")
  const field = () => first?.querySelector(".ProseMirror, .picture-choose, .select2-selection, input:not([type=hidden]), textarea, select")
  const focus = () => (first?.querySelector(".ProseMirror") ?? field())?.focus()
  if (first?.querySelector("[data-django-prose-editor-configurable]") && !first.querySelector(".ProseMirror")) {
    block.addEventListener("prose-editor:ready", () => setTimeout(focus), { once: true })
  } else {
    focus()
  }
  block.scrollIntoView({ block: "nearest" })
}

function textOf(field) {
  if (field.tagName === "SELECT") return [...field.selectedOptions].map((option) => option.text).join(", ")
  if (field.type === "file") return field.files[0]?.name ?? field.closest(".form-row").querySelector("a")?.textContent ?? ""
  if (!field.matches("[data-django-prose-editor-configurable]")) return field.value
  return new DOMParser().parseFromString(field.value.replace(/<\/(p|h2|h3|li)>/g, " "), "text/html").body.textContent
}

// the pictures of a block, small, in its heading
function heading(block, options) {
  block.querySelectorAll("h3 > .block-picture").forEach((image) => image.remove())
  for (const option of options) {
    const image = new Image(option.dataset.width, option.dataset.height)
    image.loading = "lazy"
    image.src = option.dataset.src
    image.alt = ""
    image.className = "block-picture"
    block.querySelector("h3 .inline_label").before(image)
  }
}

function summarise(block) {
  const fields = block.querySelectorAll("fieldset :is(textarea, select, input:is([type=text], [type=url], [type=file]))[name]")
  const texts = [...fields].filter((field) => !OWN.test(field.name) && !field.matches(".table-header")).map((field) => textOf(field).replace(/\s+/g, " ").trim())
  const whole = texts.filter(Boolean).slice(0, 2).join(" · ")
  const label = block.querySelector("h3 .inline_label")
  const pictures = [...block.querySelectorAll("select.picture-choice option:checked[data-src]")].slice(0, 4)
  heading(block, pictures)
  label.textContent = whole.length > AT_MOST ? `${whole.slice(0, AT_MOST).trimEnd()}…` : whole || say("empty")
  block.classList.toggle("is-empty", !whole)
}

function dress(block) {
  const heading = block.querySelector("h3")
  if (heading.querySelector(".block-tools")) return
  const collapse = button("▾", `${say("collapse")}: ${nameOf(block)}`, () => block.classList.toggle("collapsed"), "block-collapse")
  new MutationObserver(() => collapse.setAttribute("aria-expanded", !block.classList.contains("collapsed"))).observe(block, { attributeFilter: ["class"] })
  collapse.setAttribute("aria-expanded", !block.classList.contains("collapsed"))
  heading.prepend(collapse)
  const tools = document.createElement("span")
  tools.className = "block-tools"
  tools.append(...moveButtons(block))
  if (!block.querySelector("input[type=file]")) tools.append(button(say("copy"), say("copy"), () => copy(block)))
  heading.querySelector(".inline_label").after(tools)
  const insert = block.querySelector(".order-machine-insert-target")
  if (insert) Object.assign(insert, { tabIndex: 0, role: "button", title: say("insertAbove"), ariaLabel: say("insertAbove") })
  block.prepend(...(insert ? [insert] : []))
  summarise(block)
}

function addButtons() {
  const row = document.createElement("div")
  row.className = "add-blocks"
  for (const plugin of window.ContentEditor.plugins) {
    const one = button(plugin.title, `${plugin.title}`, () => {
      const added = add(plugin.prefix, null)
      if (added) {
        placed(added, "added")
        enter(added)
      }
    })
    const icon = document.createElement("span")
    icon.innerHTML = plugin.button
    icon.ariaHidden = "true"
    one.prepend(icon)
    row.append(one)
  }
  document.querySelector(".order-machine-wrapper").append(row)
}

// The menu that opens between blocks, without a mouse.
let opener = null
function menuByKeyboard() {
  for (const item of document.querySelectorAll(".plugin-buttons .plugin-button")) item.tabIndex = 0
  document.addEventListener("keydown", (event) => {
    const item = event.target.closest?.(".order-machine-insert-target, .plugin-buttons .plugin-button")
    if (item && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault()
      item.click()
    } else if (item && event.key === "Escape") {
      opener?.focus()
    }
  })
  document.addEventListener("click", (event) => {
    const target = event.target.closest(".order-machine-insert-target")
    if (target?.classList.contains("selected")) {
      opener = target
      document.querySelector(".plugin-buttons .plugin-button:not(.content-editor-hide)")?.focus()
    }
    if (event.target.closest(".plugin-buttons .plugin-button")) {
      const added = document.querySelector(".inline-related.just-added")
      if (added) {
        placed(added, "added")
        enter(added)
      }
    }
  })
}

document.addEventListener("content-editor:activate", ({ detail: { inline } }) => dress(inline))
document.addEventListener("formset:added", ({ target }) => {
  document.querySelector(".just-added")?.classList.remove("just-added")
  target.classList?.add("just-added")
})
document.addEventListener("desk:add-block", ({ detail }) => {
  const all = blocks()
  const block = add(detail.prefix, detail.before ?? all[all.indexOf(detail.after) + 1] ?? null)
  if (!block) return
  detail.added.block = block
  placed(block, "added")
})
document.addEventListener("content-editor:ready", () => {
  blocks().forEach(dress)
  settle()
  addButtons()
  menuByKeyboard()
  takeDropsBetween()
  const refresh = (event) => {
    const block = event.target.closest?.(".order-machine .inline-related:not(.empty-form)")
    if (block) summarise(block)
  }
  $(machine()).on("input change", refresh)
})
