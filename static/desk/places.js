// Where on the form something is, and going there.
const FIELD = ".ProseMirror, .picture-choose, .select2-selection, input:not([type=hidden]), textarea, select"

// The blocks that saving would keep, as the page will have them.
export function blocksInOrder() {
  return [...document.querySelectorAll(".order-machine .inline-related:not(.empty-form)")]
    .filter((block) => !block.querySelector("[name$='-DELETE']")?.checked)
    .sort((a, b) => a.style.order - b.style.order)
}

// The element of a place such as "title", "blocks" or "blocks[3].statement".
export function placeOf(place) {
  const [, number, name] = place.match(/^blocks\[(\d+)\]\.?(\w*)$/) ?? []
  if (number === undefined) {
    return document.getElementById(`id_${place}`) ?? document.querySelector(".order-machine-wrapper, #content-main")
  }
  const block = blocksInOrder()[number]
  return (name && block?.querySelector(`fieldset [name$="-${name}"]`)) || block
}

// Open what hides it, bring it into view and put the focus there.
export function leadTo(target) {
  target.closest(".inline-related")?.classList.remove("collapsed")
  const row = target.matches(".inline-related") ? target : (target.closest(".form-row, td") ?? target)
  row.scrollIntoView({ block: "center" })
  row.querySelector(FIELD)?.focus({ preventScroll: true })
}
