// What the desk adds to the prose editor: links to records, live numbers, and clean pasting.
import { Extension, Plugin, pm } from "django-prose-editor/editor"
import { bodyOf, cleanParts, cleanPaste } from "desk/clean-paste"
import { joinText } from "desk/pasted-lines"
import { chooseRecord, nameOf } from "desk/record-links"
import { announce, say } from "desk/words"

export { LiveNumber } from "desk/live-numbers"

const { Decoration, DecorationSet } = pm.view ?? pm

// A picture in what is pasted or dropped: a file of its own, or written into the HTML. Office programs add a
// picture of the very text that is copied.
function pictureIn(data) {
  const html = data?.getData("text/html") ?? ""
  if (html && bodyOf(html).textContent.trim()) return writtenIn(html)
  return [...(data?.files ?? [])].find((one) => one.type.startsWith("image/")) ?? writtenIn(html)
}

function writtenIn(html) {
  const [, type, code] = html.match(/<img[^>]+src="data:(image\/[a-z+]+);base64,([^"]+)"/i) ?? []
  if (!type) return null
  const bytes = Uint8Array.from(atob(code.replace(/\s/g, "")), (letter) => letter.charCodeAt(0))
  return new File([bytes], `pasted.${type.split("/")[1]}`, { type })
}

function offerPicture(view, data) {
  let file = null
  try {
    file = pictureIn(data)
  } catch {
    announce(say("pictureUnreadable"))
  }
  if (file) view.dom.dispatchEvent(new CustomEvent("desk:picture-pasted", { bubbles: true, detail: { file } }))
  else if (/<img[^>]+src="https?:/i.test(data?.getData("text/html") ?? "")) announce(say("pictureLeftOut"))
  return Boolean(file)
}

// True where tables were found and an article can hold them as blocks.
function offerTables(editor, data) {
  const html = data?.getData("text/html") ?? ""
  if (!/<table[\s>]/i.test(html) || html.includes("data-pm-slice") || !editor.view.dom.closest(".order-machine")) return false
  const parts = cleanParts(html)
  if (parts.length < 2) return false
  document.dispatchEvent(new CustomEvent("desk:tables-pasted", { detail: { editor, parts } }))
  return true
}

export const CleanPaste = Extension.create({
  name: "cleanPaste",
  addProseMirrorPlugins() {
    const { editor } = this
    const props = {
      transformPastedHTML: cleanPaste,
      transformPastedText: joinText,
      handlePaste(view, { clipboardData: data }) {
        // text beside the picture is pasted as well
        if (offerPicture(view, data)) return !data.getData("text/html")
        return offerTables(editor, data)
      },
      handleDrop: (view, event) => offerPicture(view, event.dataTransfer),
    }
    return [new Plugin({ props })]
  },
})

function link(editor, href) {
  const chain = editor.chain().focus()
  if (editor.isActive("link")) {
    chain.extendMarkRange("link").setLink({ href }).run()
  } else if (editor.state.selection.empty) {
    const text = nameOf(href.replace("record:", ""), () => {}) ?? href
    chain.insertContent({ type: "text", text, marks: [{ type: "link", attrs: { href } }] }).run()
  } else {
    chain.setLink({ href }).run()
  }
}

// The name of each linked record as a title, seen when the pointer rests on the link.
function titles(state, refresh) {
  const found = []
  state.doc.descendants((node, position) => {
    const href = node.marks.find((mark) => mark.type.name === "link")?.attrs.href ?? ""
    if (!href.startsWith("record:")) return
    const title = nameOf(href.replace("record:", ""), refresh)
    if (title) found.push(Decoration.inline(position, position + node.nodeSize, { title, class: "record-link" }))
  })
  return DecorationSet.create(state.doc, found)
}

export const RecordLink = Extension.create({
  name: "recordLink",
  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: "recordLink",
      groups: "link",
      priority: 110,
      button: buttons.material("group_add", say("recordLink")),
      active: (editor) => (editor.getAttributes("link").href ?? "").startsWith("record:"),
      async command(editor) {
        const href = await chooseRecord()
        if (href) link(editor, href)
        else editor.commands.focus()
      },
    })
  },
  addKeyboardShortcuts() {
    return { "Mod-Shift-k": ({ editor }) => chooseRecord().then((href) => href && link(editor, href)) && true }
  },
  addProseMirrorPlugins() {
    const editor = this.editor
    const refresh = () => !editor.isDestroyed && editor.view.dispatch(editor.state.tr)
    return [new Plugin({ props: { decorations: (state) => titles(state, refresh) } })]
  },
})
