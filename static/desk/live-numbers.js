// A number in a text that is always the one of the moment at which the text is read.
import { Node } from "django-prose-editor/editor"
import { nameOf } from "desk/record-links"
import { say } from "desk/words"

const SCHEME = "record:"

export const LiveNumber = Node.create({
  name: "liveNumber",
  group: "inline",
  inline: true,
  atom: true,
  addAttributes() {
    return {
      reference: { rendered: false, parseHTML: (element) => element.getAttribute("href").replace(SCHEME, "") },
      // what stands in the stored text, for whoever reads it without the number
      words: { rendered: false, parseHTML: (element) => element.textContent },
    }
  },
  parseHTML() {
    // before links, which would take it for one of theirs
    return [{ tag: `a[href^="${SCHEME}count/"]`, priority: 1100 }]
  },
  renderHTML({ node }) {
    return ["a", { href: SCHEME + node.attrs.reference }, node.attrs.words]
  },
  renderText({ node }) {
    return node.attrs.words
  },
  addNodeView() {
    return ({ node }) => {
      const dom = document.createElement("span")
      dom.className = "live-number"
      dom.title = say("liveNumber")
      const show = () => {
        dom.textContent = nameOf(node.attrs.reference, show) ?? node.attrs.words
      }
      show()
      return { dom, ignoreMutation: () => true }
    }
  },
  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: "liveNumber",
      groups: "link",
      priority: 105,
      button: buttons.material("tag", say("liveNumber")),
      active: (editor) => editor.isActive("liveNumber"),
      command(editor) {
        const attrs = { reference: "count/members", words: `[${say("memberCount")}]` }
        editor.chain().focus().insertContent({ type: "liveNumber", attrs }).run()
      },
    })
  },
})
