// Lists as other programs put them on the clipboard, as lists.
const BULLET = /^[\s\u00a0]*[·•▪◦‣●○■§][\s\u00a0]+/
const NUMBER = /^[\s\u00a0]*(\d+|[a-z])[.)]/i
const LISTS = "ul, ol"

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

// Lists written item by item, each at its level, in front of `before`.
class NestedList {
  constructor(before) {
    this.before = before
    this.open = []
  }

  add({ level, name, restarts = false }, content) {
    this.open.length = Math.min(this.open.length, level)
    // another kind of list at the same level is another list
    if (this.open.length === level && (restarts || this.open.at(-1).localName !== name)) this.open.pop()
    while (this.open.length < level) {
      const list = this.create(name)
      const parent = this.open.at(-1)
      if (parent) (parent.lastElementChild ?? parent.appendChild(this.create("li"))).append(list)
      else this.before.before(list)
      this.open.push(list)
    }
    const entry = this.create("li")
    entry.append(...content)
    this.open.at(-1).append(entry)
  }

  create(name) {
    return this.before.ownerDocument.createElement(name)
  }
}

export function paragraphLists(body) {
  let list = null
  let last = null
  let id
  for (const paragraph of [...body.querySelectorAll("p, div")]) {
    if (paragraph.closest("li") || paragraph.querySelector("p, div")) continue
    const item = itemOf(paragraph)
    if (!item) continue
    if (last?.nextElementSibling !== paragraph || item.list !== id) list = new NestedList(paragraph)
    id = item.list
    list.before = paragraph
    list.add(item, paragraph.childNodes)
    last = list.open[0]
    paragraph.remove()
  }
}

// Word for the web puts each item into a list and a box of its own, and says its level beside it.
export function itemsInListsOfTheirOwn(body) {
  const items = [...body.querySelectorAll("li[data-aria-level]")].filter(({ parentElement: list }) => list.matches(LISTS) && !list.closest("li"))
  const boxOf = (item) => item.closest("div.ListContainerWrapper") ?? item.parentElement
  const boxes = new Set(items.map(boxOf))
  let list = null
  let before = null
  for (const item of items) {
    const box = boxOf(item)
    if (box !== before && before?.nextElementSibling !== box) list = new NestedList(box)
    list.before = box
    const { localName: name } = item.parentElement
    const restarts = name === "ol" && item.parentElement.start === 1 && !item.previousElementSibling
    list.add({ level: Number(item.dataset.ariaLevel) || 1, name, restarts }, item.childNodes)
    before = box
  }
  for (const box of boxes) box.remove()
}

// A list that stands directly in a list belongs to the item before it: so Google Docs and Outlook nest them.
export function strayLists(body) {
  for (const inner of body.querySelectorAll(":is(ul, ol) > :is(ul, ol)")) {
    const before = inner.previousElementSibling
    const item = before?.matches("li") ? before : inner.parentElement.insertBefore(body.ownerDocument.createElement("li"), inner)
    item.append(inner)
  }
}
