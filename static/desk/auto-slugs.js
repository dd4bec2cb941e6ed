// A web address that nobody typed stands in its field as a placeholder: what the program would make of the name.
for (const field of document.querySelectorAll("[data-made-of]")) {
  const sources = field.dataset.madeOf.split(" ").map((name) => document.getElementById(`id_${name}`)).filter(Boolean)
  const show = () => {
    const text = sources.map((source) => source.value).find(Boolean) ?? ""
    field.placeholder = window.URLify(text, 100)
  }
  for (const source of sources) source.addEventListener("input", show)
  show()
}
