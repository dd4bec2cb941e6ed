// What the desk adds to the prose editor: links to records, live numbers, and clean pasting.
import { Extension, Plugin, pm } from "django-prose-editor/editor"
import { cleanPaste } from "desk/clean-paste"
import { chooseRecord, nameOf } from "desk/record-links"
import { announce, say } from "desk/words"

export { LiveNumber } from "desk/live-numbers"

const { Decoration, DecorationSet } = pm.view ?? pm

// a picture in what is pasted or dropped: a file of its own, or written into the HTML
function pictureIn(data) {
  const file = [...(data?.files ?? [])].find((one) => one.type.startsWith("image/"))
  if (file) return file
  const [, type, code] = data?.getData("text/html").match(/<img[^>]+src="data:(image\/[a-z+]+);base64,([^"]+)"/i) ?? []
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

export const CleanPaste = Extension.create({
  name: "cleanPaste",
  addProseMirrorPlugins() {
    const props = {
      transformPastedHTML: cleanPaste,
      // text beside the picture is pasted as well
      handlePaste: (view, event) => offerPicture(view, event.clipboardData) && !event.clipboardData.getData("text/html"),
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
