// The prose editor's toolbar in the user's language and with one tab stop instead of fifteen.
import { eachEditor } from "desk/editors"
import { say } from "desk/words"

// the editors ask for it only when they start: by then it is here
if (document.querySelector("[data-django-prose-editor-configurable]")) import("desk/prose-extensions")

const LEVELS = { heading2: "H2", heading3: "H3" }

function visible(toolbar) {
  return [...toolbar.querySelectorAll("button")].filter((item) => !item.classList.contains("hidden"))
}

function rove(toolbar) {
  const stop = (chosen) => {
    for (const item of toolbar.querySelectorAll("button")) item.tabIndex = item === chosen ? 0 : -1
  }
  stop(visible(toolbar)[0])
  toolbar.addEventListener("keydown", (event) => {
    const items = visible(toolbar)
    const place = items.indexOf(document.activeElement)
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (place < 0 || !step) return
    event.preventDefault()
    const next = items[(place + step + items.length) % items.length]
    stop(next)
    next.focus()
  })
}

eachEditor((textarea, editor) => {
  const label = document.querySelector(`label[for="${textarea.id}"]`)
  if (label) {
    label.id ||= `${textarea.id}-label`
    editor.view.dom.setAttribute("aria-labelledby", label.id)
    label.addEventListener("click", () => editor.commands.focus())
  }
  editor.view.dom.setAttribute("role", "textbox")
  editor.view.dom.setAttribute("aria-multiline", "true")
  if (textarea.lang) editor.view.dom.lang = textarea.lang
  // the menu is made a moment after the editor
  if (menuOf(editor)) dress(menuOf(editor))
  else editor.on("create", () => dress(menuOf(editor)))
})

function menuOf(editor) {
  return editor.view.dom.parentElement.querySelector(".prose-menubar")
}

function dress(toolbar) {
  toolbar.setAttribute("role", "toolbar")
  toolbar.setAttribute("aria-label", say("toolbar"))
  for (const item of toolbar.querySelectorAll("[data-name]")) {
    item.title = say(item.dataset.name)
    item.setAttribute("aria-label", item.title)
    if (LEVELS[item.dataset.name]) {
      item.textContent = LEVELS[item.dataset.name]
      item.classList.remove("material-icons")
    }
  }
  rove(toolbar)
}
