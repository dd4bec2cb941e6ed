// Text pasted from a PDF into a plain field: its printed lines joined. Undo takes it back like any typing.
import { joinText } from "desk/pasted-lines"

document.addEventListener("paste", (event) => {
  if (!event.target.matches?.("textarea:not(.table-rows)") || event.defaultPrevented) return
  const text = event.clipboardData.getData("text/plain")
  const joined = joinText(text)
  if (joined === text) return
  event.preventDefault()
  document.execCommand("insertText", false, joined)
})
