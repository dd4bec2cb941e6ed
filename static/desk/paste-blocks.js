// The blocks of what is pasted: tables as rows, and a paragraph in place of any block that a text has no place for.
import { tidySpaces } from "desk/spaces"

const OWN = "p, h2, h3, ul, ol, li, blockquote"
const OF_WORDS = "p, h2, h3"
const FOREIGN =
  "address, article, aside, caption, center, dd, details, dialog, div, dl, dt, fieldset, figcaption, figure, footer, form, header, " +
  "hgroup, hr, legend, main, menu, nav, option, pre, search, section, summary, table, tbody, td, tfoot, th, thead, tr"
const LAYOUT = "table, h2, h3, ul, ol, blockquote"

// Whether a table holds figures or words in columns; others only lay out a mail or a page.
export function isData(table) {
  return !table.querySelector(LAYOUT) && [...table.rows].some((row) => row.cells.length > 1)
}

// The cells of a table, as many in each row: a cell that spans several is followed by empty ones.
export function rowsOf(table) {
  const rows = [...table.rows].map(() => [])
  for (const [down, row] of [...table.rows].entries()) {
    let across = 0
    for (const cell of row.cells) {
      while (rows[down][across] !== undefined) across += 1
      for (let below = 0; below < Math.min(cell.rowSpan || 1, rows.length - down); below += 1) {
        for (let beside = 0; beside < cell.colSpan; beside += 1) rows[down + below][across + beside] = ""
      }
      rows[down][across] = textOf(cell)
      across += cell.colSpan
    }
  }
  const width = Math.max(0, ...rows.map((row) => row.length))
  return rows.map((row) => Array.from({ length: width }, (_none, place) => row[place] ?? "")).filter((row) => row.some(Boolean))
}

export function textOf(element) {
  const copy = element.cloneNode(true)
  for (const boundary of copy.querySelectorAll(`br, ${OWN}, ${FOREIGN}`)) boundary.before(" ")
  return tidySpaces(copy.textContent).trim()
}

// A table where none can stand: a line for its caption and each row.
export function tablesAsLines(body) {
  for (const table of [...body.querySelectorAll("table")].filter(isData)) {
    const lines = rowsOf(table).map((row) => row.join(" | ").replace(/[ |]+$/, ""))
    if (table.caption) lines.unshift(textOf(table.caption))
    table.replaceWith(...lines.filter(Boolean).map((line) => Object.assign(body.ownerDocument.createElement("p"), { textContent: line })))
  }
}

export function foreignBlocksAsParagraphs(body) {
  for (const block of [...body.querySelectorAll(FOREIGN)].reverse()) {
    if (block.parentElement.closest(OF_WORDS)) block.replaceWith(" ", ...block.childNodes, " ")
    else {
      wrapWords(block)
      block.replaceWith(...block.childNodes)
    }
  }
  // words beside a paragraph would run into the next ones
  if (body.querySelector(OWN)) wrapWords(body)
}

function wrapWords(container) {
  let paragraph = null
  for (const child of [...container.childNodes]) {
    if (child.nodeType === 1 && (child.matches(OWN) || child.querySelector(OWN))) {
      paragraph = null
      continue
    }
    if (!paragraph) {
      paragraph = container.ownerDocument.createElement("p")
      child.before(paragraph)
    }
    paragraph.append(child)
  }
}
