// The prose editors of a form: those that were quicker than the script that asks, and those to come.

export function eachEditor(act) {
  const met = new WeakSet()
  const meet = (textarea, editor) => {
    if (met.has(editor)) return
    met.add(editor)
    act(textarea, editor)
  }
  document.addEventListener("prose-editor:ready", ({ detail }) => meet(detail.textarea, detail.editor))
  for (const text of document.querySelectorAll(".prose-editor .ProseMirror")) {
    if (text.editor) meet(text.closest(".prose-editor").querySelector("textarea"), text.editor)
  }
}
