// What is pasted from Word, Google Docs and the web as clean HTML: lists as lists, no styles.
const DROPPED = "style, script, meta, link, title, xml, img, svg, picture, video, iframe, object, form, input, button"
const RENAMED = { H1: "h2", H4: "h3", H5: "h3", H6: "h3", B: "strong", I: "em" }
const KEPT = new Set(
  "P H2 H3 UL OL LI STRONG EM SUP SUB A BLOCKQUOTE BR TABLE TBODY THEAD TR TD TH".split(" "),
)
const BULLET = /^[\s\u00a0]*[·•▪◦‣●○■§][\s\u00a0]+/
const NUMBER = /^[\s\u00a0]*(\d+|[a-z])[.)]/i
const SAFE = /^(https?:|mailto:|tel:|record:)/i

export function cleanPaste(html) {
  if (html.includes("data-pm-slice")) return html
  const page = new DOMParser().parseFromString(unstyled(html), "text/html")
  const body = page.body
  body.querySelectorAll(DROPPED).forEach((element) => element.remove())
  const comments = page.createTreeWalker(body, NodeFilter.SHOW_COMMENT)
  const gone = []
  while (comments.nextNode()) gone.push(comments.currentNode)
  gone.forEach((comment) => comment.remove())
  titles(body)
  wordLists(body)
  emphasis(body)
  rename(body)
  unwrap(body)
  tidy(body)
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

// Word writes a list as paragraphs that begin with the mark of their item.
function itemOf(paragraph) {
  const style = paragraph.dataset.style ?? ""
  const word = /mso-list:\s*(l\d+)\s+level(\d+)/i.exec(style)
  const ignored = [...paragraph.querySelectorAll("span")].find((span) =>
    /mso-list:\s*ignore/i.test(span.dataset.style ?? ""),
  )
  const text = paragraph.textContent
  if (!word && !ignored && !BULLET.test(text)) return null
  const mark = ignored ? ignored.textContent : text
  ignored?.remove()
  if (!ignored) strip(paragraph, BULLET.test(text) ? BULLET : new RegExp(`${NUMBER.source}[\\s\\u00a0]*`, "i"))
  return { list: word?.[1], level: word ? Number(word[2]) : 1, name: NUMBER.test(mark) ? "ol" : "ul" }
}

function strip(paragraph, pattern) {
  let rest = (pattern.exec(paragraph.textContent)?.[0] ?? "").length
  const texts = paragraph.ownerDocument.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT)
  while (rest > 0 && texts.nextNode()) {
    const cut = Math.min(rest, texts.currentNode.data.length)
    texts.currentNode.data = texts.currentNode.data.slice(cut)
    rest -= cut
  }
}

function wordLists(body) {
  let open = []
  let last = null
  let list
  for (const paragraph of [...body.querySelectorAll("p, div")]) {
    if (paragraph.closest("li") || paragraph.querySelector("p, div")) continue
    const item = itemOf(paragraph)
    if (!item) continue
    if (!last || last.nextElementSibling !== paragraph || item.list !== list) open = []
    list = item.list
    open = open.slice(0, item.level)
    while (open.length < item.level) {
      const list = body.ownerDocument.createElement(item.name)
      const parent = open.at(-1)
      if (parent) (parent.lastElementChild ?? parent.appendChild(body.ownerDocument.createElement("li"))).append(list)
      else paragraph.before(list)
      open.push(list)
    }
    const entry = body.ownerDocument.createElement("li")
    entry.append(...paragraph.childNodes)
    open.at(-1).append(entry)
    paragraph.remove()
    last = open[0]
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
    const block = element.matches("div, section, article, header, main") && !element.querySelector("p, ul, ol, h2, h3, blockquote, table")
    for (const { name } of [...element.attributes]) element.removeAttribute(name)
    if (element.tagName === "A" && SAFE.test(href)) element.setAttribute("href", href)
    else if (block) replace(element, "p")
    else if (element.tagName === "A" || !KEPT.has(element.tagName)) element.replaceWith(...element.childNodes)
  }
}

function tidy(body) {
  const texts = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_TEXT)
  const between = []
  while (texts.nextNode()) {
    const text = texts.currentNode
    text.data = text.data.replace(/[\s\u00a0]+/g, " ")
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
