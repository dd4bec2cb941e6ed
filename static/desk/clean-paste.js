// What is pasted from Word, Google Docs and the web as clean HTML: lists as lists, no styles.
import { foreignBlocksAsParagraphs, isData, rowsOf, tablesAsLines, textOf } from "desk/paste-blocks"
import { itemsInListsOfTheirOwn, paragraphLists, strayLists } from "desk/paste-lists"
import { isWrapped, joinLines } from "desk/pasted-lines"
import { tidySpaces } from "desk/spaces"

const DROPPED = "style, script, meta, link, title, xml, img, svg, picture, video, iframe, object, input, button"
const RENAMED = { H1: "h2", H4: "h3", H5: "h3", H6: "h3", B: "strong", I: "em" }
const KEPT = new Set("P H2 H3 UL OL LI STRONG EM SUP SUB A BLOCKQUOTE BR".split(" "))
// stands where a table was taken out, until the text is taken apart there
const MARK = "\ue000"
const SAFE = /^(https?:|mailto:|tel:|record:)/i

export function cleanPaste(html) {
  if (html.includes("data-pm-slice")) return html
  const body = bodyOf(html)
  tablesAsLines(body)
  return finished(body)
}

// The same in parts, where a table can stand by itself: {html}, and {rows, caption} of each table.
export function cleanParts(html) {
  const body = bodyOf(html)
  const tables = [...body.querySelectorAll("table")].filter((table) => isData(table) && !table.closest("ul, ol, blockquote"))
  const marks = tables.map((table) => {
    const mark = body.ownerDocument.createElement("p")
    mark.textContent = MARK
    const part = { rows: rowsOf(table), caption: table.caption ? textOf(table.caption) : "" }
    table.replaceWith(mark)
    return part
  })
  tablesAsLines(body)
  const texts = finished(body).split(`<p>${MARK}</p>`)
  return texts.flatMap((text, place) => [{ html: text.trim() }, ...marks.slice(place, place + 1)])
}

// The document that `html` makes, without what no text needs.
export function bodyOf(html) {
  const page = new DOMParser().parseFromString(unstyled(html), "text/html")
  const { body } = page
  body.querySelectorAll(DROPPED).forEach((element) => element.remove())
  const comments = page.createTreeWalker(body, NodeFilter.SHOW_COMMENT)
  const gone = []
  while (comments.nextNode()) gone.push(comments.currentNode)
  gone.forEach((comment) => comment.remove())
  return body
}

function finished(body) {
  titles(body)
  paragraphLists(body)
  itemsInListsOfTheirOwn(body)
  strayLists(body)
  emphasis(body)
  rename(body)
  foreignBlocksAsParagraphs(body)
  unwrap(body)
  tidy(body)
  joinPrintedLines(body)
  return body.innerHTML.trim()
}

// The policy of the page forbids style and event attributes even in a document that is only read.
function unstyled(html) {
  return html
    .replace(/<style[\s>][\s\S]*?<\/style>/gi, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\s(style|on\w+)\s*=/gi, " data-$1="))
}

function replace(element, name) {
  const renamed = element.ownerDocument.createElement(name)
  renamed.append(...element.childNodes)
  element.replaceWith(renamed)
  return renamed
}

function titles(body) {
  for (const title of body.querySelectorAll("p.MsoTitle, p.MsoSubtitle")) {
    replace(title, title.classList.contains("MsoTitle") ? "h2" : "h3")
  }
}

function emphasis(body) {
  for (const element of body.querySelectorAll("[data-style]")) {
    const style = element.dataset.style
    const inline = element.matches("span, font, a, b, i")
    const names = [
      inline && /font-weight:\s*(bold|[6-9]00)/i.test(style) && "strong",
      inline && /font-style:\s*italic/i.test(style) && "em",
      inline && /vertical-align:\s*super/i.test(style) && "sup",
      inline && /vertical-align:\s*sub/i.test(style) && "sub",
    ].filter(Boolean)
    for (const name of names) {
      const inner = body.ownerDocument.createElement(name)
      inner.append(...element.childNodes)
      element.append(inner)
    }
    // Google Docs wraps everything in a bold element that says it is not bold
    if (element.matches("b, strong") && /font-weight:\s*normal/i.test(style)) {
      element.replaceWith(...element.childNodes)
    }
  }
}

function rename(body) {
  for (const [from, to] of Object.entries(RENAMED)) {
    body.querySelectorAll(from).forEach((element) => replace(element, to))
  }
}

function unwrap(body) {
  for (const element of [...body.querySelectorAll("*")].reverse()) {
    const href = element.tagName === "A" ? element.getAttribute("href") ?? "" : ""
    for (const { name } of [...element.attributes]) element.removeAttribute(name)
    if (element.tagName === "A" && SAFE.test(href)) element.setAttribute("href", href)
    else if (element.tagName === "A" || !KEPT.has(element.tagName)) element.replaceWith(...element.childNodes)
  }
}

function tidy(body) {
  body.normalize()
  const texts = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_TEXT)
  const between = []
  while (texts.nextNode()) {
    const text = texts.currentNode
    text.data = tidySpaces(text.data)
    if (text.data === " " && text.parentElement.matches("body, ul, ol")) between.push(text)
  }
  between.forEach((text) => text.remove())
  for (const element of [...body.querySelectorAll("p, h2, h3, li, strong, em, a, sup, sub, blockquote")].reverse()) {
    if (!element.textContent.trim() && !element.querySelector("br")) {
      element.replaceWith(...(element.matches("strong, em, a, sup, sub") ? element.childNodes : []))
    }
  }
  body.querySelectorAll("p > br:only-child").forEach((br) => br.parentElement.textContent.trim() || br.parentElement.remove())
  for (const element of body.querySelectorAll("p, h2, h3, li")) {
    const [first, last] = [element.firstChild, element.lastChild]
    if (first?.nodeType === 3) first.data = first.data.trimStart()
    if (last?.nodeType === 3) last.data = last.data.trimEnd()
  }
}

// A paragraph whose every line ends with a break: copied from a PDF or a mail.
function joinPrintedLines(body) {
  for (const paragraph of body.querySelectorAll("p")) {
    const nodes = [...paragraph.childNodes]
    if (!nodes.every((node) => node.nodeType === 3 || node.tagName === "BR")) continue
    const lines = nodes.filter((node) => node.nodeType === 3 && node.data.trim()).map((node) => node.data.trim())
    if (!isWrapped(lines)) continue
    paragraph.replaceWith(...joinLines(lines).map((line) => Object.assign(body.ownerDocument.createElement("p"), { textContent: line })))
  }
}
