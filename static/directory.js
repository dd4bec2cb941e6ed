/* Filters and searches the members without loading the page anew: fetches the same address and swaps its parts. */
const directory = document.querySelector("[data-directory]")
const count = directory.querySelector("[data-count]")
const form = directory.querySelector("form")
const swapped = () => directory.querySelectorAll("[data-swap]")
let newest = 0

function addressOf(form) {
  const values = [...new FormData(form)].filter(([, value]) => value.trim())
  const query = new URLSearchParams(values).toString()
  return form.action + (query ? `?${query}` : "")
}

function swap(page) {
  const focused = document.activeElement?.id
  const open = new Map([...directory.querySelectorAll("details[id]")].map((each) => [each.id, each.open]))
  for (const part of swapped()) {
    part.replaceChildren(...page.querySelector(`[data-swap="${part.dataset.swap}"]`).childNodes)
  }
  for (const each of directory.querySelectorAll("details[id]")) each.open ||= open.get(each.id)
  document.querySelector("main h1").textContent = page.querySelector("main h1").textContent
  document.title = page.title
  document.querySelector(".language").replaceChildren(...page.querySelector(".language").childNodes)
  count.textContent = page.querySelector("[data-count]").textContent
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus()
}

async function show(address, { remember }) {
  const turn = ++newest
  directory.setAttribute("aria-busy", "true")
  let page
  try {
    const response = await fetch(address)
    if (!response.ok) throw new Error(response.status)
    page = new DOMParser().parseFromString(await response.text(), "text/html")
  } catch {
    location.assign(address)
    return
  }
  if (turn !== newest) return
  if (remember) history.pushState(null, "", address)
  swap(page)
  if (!remember) form.q.value = page.querySelector("#q").value
  directory.removeAttribute("aria-busy")
}

directory.addEventListener("click", (event) => {
  const link = event.target.closest("[data-swap] a")
  const plain = !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button)
  if (!link || !plain || new URL(link.href).pathname !== location.pathname) return
  event.preventDefault()
  const turning = link.closest(".pager")
  show(link.href, { remember: true }).then(() => {
    if (!turning) return
    count.tabIndex = -1
    count.focus()
  })
})

form.addEventListener("submit", (event) => {
  event.preventDefault()
  show(addressOf(form), { remember: true })
})

addEventListener("popstate", () => show(location.href, { remember: false }))
