// What the checks found, each leading to its place, and the button that links a name.
import { eachEditor } from "desk/editors"
import { announce } from "desk/words"
import { blocksInOrder, leadTo, placeOf } from "desk/places"
import { say } from "desk/words"

const list = document.querySelector("[data-part=problems]")
const editors = new Map()

eachEditor((textarea, editor) => editors.set(textarea, editor))

function go(place) {
  const target = placeOf(place)
  if (!target) return
  list.dispatchEvent(new CustomEvent("desk:left", { bubbles: true }))
  leadTo(target)
}

function pageLink({ address, label }) {
  const link = document.createElement("a")
  link.className = "desk-button"
  link.href = address
  link.textContent = label
  return link
}

// A problem that is mended on another page is marked beside its block too.
function markBlocks(problems) {
  document.querySelectorAll(".block-check").forEach((mark) => mark.remove())
  const blocks = blocksInOrder()
  for (const problem of problems.filter(({ page }) => page)) {
    const heading = blocks[problem.place.match(/^blocks\[(\d+)\]/)?.[1]]?.querySelector("h3")
    if (!heading) continue
    const mark = document.createElement("p")
    mark.className = `block-check check-${problem.level}`
    mark.append(problem.message, " ", pageLink(problem.page))
    heading.after(mark)
  }
}

function entry(problem) {
  const item = document.createElement("li")
  item.className = `check check-${problem.level}`
  const lead = document.createElement("button")
  lead.type = "button"
  lead.className = "check-place"
  lead.textContent = problem.message
  lead.addEventListener("click", () => go(problem.place))
  item.append(lead)
  if (problem.page) item.append(pageLink(problem.page))
  if (problem.offer) {
    const link = document.createElement("button")
    link.type = "button"
    link.className = "desk-button"
    link.textContent = say("linkIt")
    link.setAttribute("aria-label", `${say("linkIt")}: ${problem.offer.name}`)
    link.addEventListener("click", () => linkName(problem))
    item.append(link)
  }
  return item
}

// The first place in the text of a block where the name stands as a word, a genitive's ending aside, and is no link yet.
function linkName({ place, offer }) {
  const editor = editors.get(placeOf(place))
  if (!editor) return
  const name = offer.name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
  const word = new RegExp(`(?<![\\p{L}\\p{N}_])${name}(?=(?:['’]?s)?(?![\\p{L}\\p{N}_]))`, "u")
  let from = null
  editor.state.doc.descendants((node, position, parent) => {
    if (from !== null || !node.isText || parent.type.name === "heading") return
    const found = node.marks.some((mark) => mark.type.name === "link") ? -1 : node.text.search(word)
    if (found >= 0) from = position + found
  })
  if (from === null) return
  go(place)
  editor.chain().setTextSelection({ from, to: from + offer.name.length }).setLink({ href: offer.href }).focus().run()
  announce(say("linked"))
}

function tell(part, text) {
  document.querySelector(`[data-part=${part}]`).textContent = text
}

export function showChecks({ problems, search, readability }) {
  list.replaceChildren(...problems.map(entry))
  markBlocks(problems)
  document.querySelector("[data-part=none]").hidden = problems.length > 0
  tell("result-title", search.title)
  tell("result-address", search.address)
  tell("result-text", search.text)
  tell("readability", readability)
  const errors = problems.filter((problem) => problem.level === "error").length
  const said = errors ? say("toFix", { n: errors }) : problems.length ? say("advised", { n: problems.length }) : ""
  for (const place of document.querySelectorAll("[data-part=count], [data-count]")) {
    place.textContent = said
    place.dataset.number = errors || problems.length || ""
    place.className = errors ? "check-count check-count-error" : "check-count"
  }
}
