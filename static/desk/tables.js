// A table block as a grid of cells; what is sent is the text beneath: a row to a line, cells with | between.
import { bodyOf } from "desk/clean-paste"
import { rowsOf } from "desk/paste-blocks"
import { tidySpaces } from "desk/spaces"
import { announce, button, say } from "desk/words"

const escaped = (cell) => tidySpaces(cell.replaceAll("|", "\\|")).trim()
const cells = (line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"))
const lines = (text) => text.split("\n").filter((line) => line.trim())
const isEven = (rows) => rows.every((row) => row.length === rows[0].length)

// The cells on the clipboard: those of a table, else of text as spreadsheets write it, where a cell that holds a
// line break, a tab or a quotation mark stands in quotation marks.
function cellsIn(clipboard) {
  const table = bodyOf(clipboard.getData("text/html")).querySelector("table")
  if (table) return rowsOf(table)
  const text = clipboard.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n+$/, "")
  const cell = /(?:"((?:[^"]|"")*)"(?=[\t\n]|$)|([^\t\n]*))(\t|\n|$)/gy
  const found = [[]]
  for (const [, quoted, plain, end] of text.matchAll(cell)) {
    found.at(-1).push(tidySpaces(quoted?.replaceAll('""', '"') ?? plain).trim())
    if (end === "") break
    if (end === "\n") found.push([])
  }
  return found
}

function grid(textarea) {
  const block = textarea.closest(".inline-related")
  const header = block.querySelector(".table-header")
  const read = () => [cells(header.value), ...lines(textarea.value).map(cells)]
  let rows = read()
  const width = Math.max(...rows.map((row) => row.length))
  if (header.value.trim() === "") rows[0] = Array(width).fill("")
  if (rows.length === 1) rows.push(Array(width).fill(""))
  // what does not fit a grid stays text, so that the error beside it can be put right
  if (!isEven(rows)) return
  if (width === 1 && !header.value && !textarea.value) rows = [Array(2).fill(""), Array(2).fill("")]

  const box = document.createElement("div")
  box.className = "table-grid"
  const write = () => {
    const [first, ...rest] = rows
    header.value = first.some(Boolean) ? first.map(escaped).join(" | ") : ""
    textarea.value = rest.filter((row) => row.some(Boolean)).map((row) => row.map(escaped).join(" | ")).join("\n")
    textarea.dispatchEvent(new Event("input", { bubbles: true }))
  }
  const paste = (event, top, left) => {
    const pasted = cellsIn(event.clipboardData)
    if (pasted.length < 2 && (pasted[0]?.length ?? 0) < 2) return
    event.preventDefault()
    for (const [down, row] of pasted.entries()) {
      for (const [across, cell] of row.entries()) {
        while (rows.length <= top + down) rows.push(Array(rows[0].length).fill(""))
        while (rows[0].length <= left + across) rows.forEach((one) => one.push(""))
        rows[top + down][left + across] = cell
      }
    }
    draw()
    write()
  }
  // how to put back what was removed, the latest last
  const removed = []
  const removeRow = () => {
    if (rows.length < 3) return
    const gone = rows.pop()
    removed.push(() => rows.push(Array.from(rows[0], (_cell, place) => gone[place] ?? "")))
  }
  const removeColumn = () => {
    if (rows[0].length < 2) return
    const gone = rows.map((row) => row.pop())
    removed.push(() => rows.forEach((row, place) => row.push(gone[place] ?? "")))
  }
  const draw = (focus) => {
    const table = document.createElement("table")
    rows.forEach((row, down) => {
      const line = table.insertRow()
      row.forEach((value, across) => {
        const cell = document.createElement(down ? "td" : "th")
        const input = document.createElement("input")
        input.type = "text"
        input.value = value
        const names = { row: down, column: across + 1 }
        input.setAttribute("aria-label", say(down ? "cell" : "headerCell", names))
        input.placeholder = down ? "" : say("headerCell", names)
        input.addEventListener("input", (event) => {
          event.stopPropagation()
          rows[down][across] = input.value
          write()
        })
        input.addEventListener("paste", (event) => paste(event, down, across))
        cell.append(input)
        line.append(cell)
      })
    })
    const tools = document.createElement("div")
    tools.className = "table-tools"
    const change = (name, act) =>
      button(say(name), say(name), () => {
        act()
        draw(name)
        write()
        announce(say(name))
      })
    tools.append(
      change("addRow", () => rows.push(Array(rows[0].length).fill(""))),
      change("addColumn", () => rows.forEach((row) => row.push(""))),
      change("removeRow", removeRow),
      change("removeColumn", removeColumn),
    )
    if (removed.length) tools.append(change("undo", () => removed.pop()()))
    const scroller = document.createElement("div")
    scroller.className = "table-cells"
    scroller.append(table)
    const scrolled = box.firstElementChild?.scrollLeft ?? 0
    box.replaceChildren(scroller, tools)
    scroller.scrollLeft = focus === "addColumn" ? scroller.scrollWidth : scrolled
    if (focus) ([...tools.children].find((tool) => tool.title === say(focus)) ?? tools.lastElementChild).focus()
  }
  draw()
  // the text beneath was exchanged: a merge puts the other editor's table there
  for (const field of [header, textarea]) {
    field.addEventListener("desk:put", () => {
      const there = read()
      const wide = Math.max(...there.map((row) => row.length))
      rows = there.map((row) => [...row, ...Array(wide - row.length).fill("")])
      draw()
    })
  }
  textarea.closest(".form-row").classList.add("as-grid")
  header.closest(".form-row").hidden = true
  textarea.hidden = true
  textarea.after(box)
}

function dress(block) {
  const textarea = block.querySelector("textarea.table-rows")
  if (textarea && block.querySelector(".table-header") && !block.querySelector(".table-grid") && !block.querySelector(".errorlist")) grid(textarea)
}

document.addEventListener("content-editor:activate", ({ detail: { inline } }) => setTimeout(() => dress(inline)))
document.addEventListener("content-editor:ready", () => {
  document.querySelectorAll(".order-machine .inline-related:not(.empty-form)").forEach(dress)
})
