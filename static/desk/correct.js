// Correcting what is live: finding the words with the mistake, and seeing first what will change.
import { say } from "desk/words"

const find = document.getElementById("find-words")
const blocks = [...document.querySelectorAll(".correct-block")]
const textOf = (block) => [...block.querySelectorAll("textarea, input")].map((field) => field.value.replace(/<[^>]+>/g, " ")).join(" ").toLocaleLowerCase()

find?.addEventListener("input", () => {
  const words = find.value.trim().toLocaleLowerCase()
  const found = blocks.filter((block) => {
    const fits = !words || textOf(block).includes(words)
    block.hidden = !fits
    return fits
  })
  if (words && found.length === 1) found[0].open = true
  document.getElementById("found-words").textContent = words ? say("found", { count: found.length }) : ""
})
find?.addEventListener("keydown", (event) => {
  if (event.key === "Enter") {
    event.preventDefault()
    const first = blocks.find((block) => !block.hidden)
    if (first) {
      first.open = true
      first.querySelector(".ProseMirror, textarea")?.focus()
    }
  }
})
document.getElementById("what-changes")?.focus()
