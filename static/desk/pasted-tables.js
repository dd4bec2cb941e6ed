// A table pasted into the text of an article becomes a Table block; what follows it goes on in a Text block behind.
import { getHTMLFromFragment } from "django-prose-editor/editor"
import { announce, say } from "desk/words"

const [TEXT, TABLE] = ["news_prose_set", "news_table_set"]
const line = (row) => row.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")

function addBlock(prefix, place) {
  const added = { block: null }
  document.dispatchEvent(new CustomEvent("desk:add-block", { detail: { prefix, added, ...place } }))
  return added.block
}

function addTable({ rows: [header, ...rows], caption }, place) {
  const block = addBlock(TABLE, place)
  for (const [name, value] of Object.entries({ caption, header: line(header), rows: rows.map(line).join("\n") })) {
    block.querySelector(`[name$="-${name}"]`).value = value
  }
  return block
}

function addText(html, place) {
  const block = addBlock(TEXT, place)
  block.querySelector("textarea").value = html
  return block
}

// Take the text apart where the tables stand. `parts` begins and ends with a text, which may be empty.
function takeApart(editor, block, parts) {
  editor.commands.deleteSelection()
  if (parts[0].html) editor.view.pasteHTML(parts[0].html)
  const { doc, schema, selection } = editor.state
  const goesOn = doc.textBetween(0, selection.to).trim()
  const pieces = parts.slice(1)
  const rest = doc.cut(selection.to)
  if (rest.textContent.trim()) pieces.push({ html: pieces.pop().html + getHTMLFromFragment(rest.content, schema) })
  if (goesOn) editor.commands.deleteRange({ from: selection.to, to: doc.content.size })
  else editor.commands.setContent(pieces.pop().html)
  const tables = []
  let last = block
  for (const piece of pieces) {
    const place = goesOn ? { after: last } : { before: block }
    if (piece.rows) tables.push((last = addTable(piece, place)))
    else if (piece.html) last = addText(piece.html, place)
  }
  // a new text into which nothing but the table was pasted has nothing to say
  if (!goesOn && editor.isEmpty && !block.classList.contains("has_original")) block.querySelector(".inline-deletelink").click()
  return tables
}

// In a member portrait the text stays together.
function setApart(editor, block, parts) {
  editor.view.pasteHTML(parts.map(({ html }) => html ?? "").join(""))
  let last = block
  return parts.filter(({ rows }) => rows).map((part) => (last = addTable(part, { after: last })))
}

document.addEventListener("desk:tables-pasted", ({ detail: { editor, parts } }) => {
  const block = editor.view.dom.closest(".inline-related")
  const tables = (block.id.startsWith(`${TEXT}-`) ? takeApart : setApart)(editor, block, parts)
  announce(say("tablePasted"))
  setTimeout(() => tables[0].querySelector("[name$='-caption']").focus())
})
