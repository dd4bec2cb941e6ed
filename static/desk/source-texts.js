// The text of the other version beside each field in which it is translated, for as long as one wants it.
const source = JSON.parse(document.getElementById("source-texts").textContent)
const toggle = document.getElementById("show-source")
const beside = []

function textBeside({ field, html, text }) {
  const row = document.getElementById(field)?.closest(".form-row")
  if (!row) return
  const box = document.createElement("aside")
  box.className = "source-text"
  box.lang = source.language
  box.setAttribute("aria-label", source.label)
  if (html) {
    // cleaned on the server, as it is for the page; a link is to be read here, not followed
    box.innerHTML = text
    for (const link of box.querySelectorAll("a")) link.removeAttribute("href")
  } else {
    box.textContent = text
  }
  row.prepend(box)
  row.classList.add("has-source")
  beside.push(box)
}

function show(open) {
  document.documentElement.classList.toggle("with-source", open)
  toggle.setAttribute("aria-pressed", open)
  for (const box of beside) box.hidden = !open
}

for (const text of source.texts) textBeside(text)
toggle.addEventListener("click", () => show(toggle.getAttribute("aria-pressed") !== "true"))
toggle.closest("p").hidden = false
show(source.open)
