/* Filters and searches the members without loading the page anew: fetches the same address and swaps its parts. */
const directory = document.querySelector("[data-directory]")
const count = directory.querySelector("[data-count]")
const results = directory.querySelector("[data-swap=results]")
const form = directory.querySelector("form")
const chips = () => [...directory.querySelectorAll(".chosen a")]
let newest = 0

// without a script the part after # brings the results into view
const withoutPart = (address) => address.split("#")[0]

function addressOf(form) {
  const values = [...new FormData(form)].filter(([, value]) => value.trim())
  const query = new URLSearchParams(values).toString()
  return withoutPart(form.action) + (query ? `?${query}` : "")
}

function swap(page) {
  const focused = document.activeElement?.id
  const open = new Map([...directory.querySelectorAll("details[id]")].map((each) => [each.id, each.open]))
  for (const part of directory.querySelectorAll("[data-swap]")) {
    part.replaceChildren(...page.querySelector(`[data-swap="${part.dataset.swap}"]`).childNodes)
  }
  for (const each of directory.querySelectorAll("details[id]")) each.open ||= open.get(each.id)
  document.querySelector("main h1").textContent = page.querySelector("main h1").textContent
  document.title = page.title
  document.querySelector(".language").replaceChildren(...page.querySelector(".language").childNodes)
  count.textContent = page.querySelector("[data-count]").textContent
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus()
}

/* Shows what is at `address`; whether it still is what was asked for last. */
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
    return false
  }
  if (turn !== newest) return false
  if (remember) history.pushState(null, "", address)
  swap(page)
  if (!remember) form.q.value = page.querySelector("#q").value
  directory.removeAttribute("aria-busy")
  return true
}

function goToResults() {
  count.scrollIntoView()
  count.focus({ preventScroll: true })
}

function goToResultsUnlessSeen() {
  const { top, bottom } = results.getBoundingClientRect()
  if (top > innerHeight / 2 || bottom < 0) goToResults()
}

directory.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-swap] a")
  const plain = !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button)
  if (!link || !plain || new URL(link.href).pathname !== location.pathname) return
  event.preventDefault()
  const turning = link.closest(".pager")
  const place = chips().indexOf(link)
  if (!(await show(withoutPart(link.href), { remember: true }))) return
  if (turning) goToResults()
  else if (place < 0) goToResultsUnlessSeen()
  else (chips()[place] ?? chips().at(-1) ?? count).focus()
})

form.addEventListener("submit", async (event) => {
  event.preventDefault()
  if (await show(addressOf(form), { remember: true })) goToResultsUnlessSeen()
})

addEventListener("popstate", () => show(location.href, { remember: false }))
