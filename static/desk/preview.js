// The page as it will be and its checks, beside the form, following what is typed without saving it.
import { leadTo, placeOf } from "desk/places"
import { showChecks } from "desk/checks"
import { say } from "desk/words"

const LOOK = 200 // milliseconds between two looks at the form
const LONGEST = 1000 // typing without a pause is shown after so long
const CHECKS_ALONE = 4000 // and while the page is not shown, checked no more often than this
const AGAIN = 15000 // after a failure
const KEPT = "desk-preview"

const pane = document.getElementById("preview-pane")

function start(form) {
  const part = (name) => pane.querySelector(`[data-part="${name}"]`)
  const [frame, stage, status, at] = ["frame", "stage", "status", "at"].map(part)
  const tabs = [...pane.querySelectorAll("[role=tab]")]
  const openers = [...document.querySelectorAll("[data-opens]")]
  const kept = { open: false, tab: "page", width: 1280, ...read() }

  function keep(changes) {
    Object.assign(kept, changes)
    try {
      localStorage.setItem(KEPT, JSON.stringify(kept))
    } catch (error) {
      // a browser that keeps nothing forgets the width, no more
      console.debug(error)
    }
    draw()
  }

  function draw() {
    pane.hidden = !kept.open
    document.documentElement.classList.toggle("with-preview", kept.open)
    for (const tab of tabs) {
      const chosen = tab.dataset.tab === kept.tab
      tab.setAttribute("aria-selected", chosen)
      tab.tabIndex = chosen ? 0 : -1
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !chosen
    }
    for (const opener of openers) opener.setAttribute("aria-expanded", kept.open && opener.dataset.opens === kept.tab)
    for (const width of pane.querySelectorAll("[data-width]")) width.setAttribute("aria-pressed", width.dataset.width === String(kept.width))
    scale()
  }

  function scale() {
    const fits = Math.min(1, stage.clientWidth / kept.width)
    frame.style.inlineSize = `${kept.width}px`
    frame.style.blockSize = `${stage.clientHeight / (fits || 1)}px`
    frame.style.transform = `scale(${fits})`
    // a width smaller than the room stands in its middle
    frame.style.marginInlineStart = `${Math.max(0, (stage.clientWidth - kept.width) / 2)}px`
  }

  // Moves, deletions and choices fire no event of one kind: what would be sent is what is compared.
  function typed() {
    const fields = [...new FormData(form)].filter(([, value]) => typeof value === "string")
    return new URLSearchParams([...fields, ["preview-at", at.value]]).toString()
  }

  const wantsPage = () => kept.open && kept.tab === "page"
  let seen = ""
  let since = 0
  let asked = { text: "", page: false, when: -Infinity, failed: false }
  let request = null

  function look() {
    if (document.hidden) return
    const [text, now] = [typed(), performance.now()]
    if (text !== seen) {
      since = asked.text === seen || !since ? now : since
      seen = text
      if (now - since < LONGEST) return
    }
    const missing = text !== asked.text || (wantsPage() && !asked.page)
    const again = asked.failed && now - asked.when > AGAIN
    const early = !wantsPage() && !kept.open && now - asked.when < CHECKS_ALONE
    if ((missing && !early) || again) ask(text, now)
  }

  async function ask(text, when) {
    request?.abort()
    request = new AbortController()
    const { signal } = request
    const page = wantsPage()
    asked = { text, page, when, failed: false }
    since = 0
    status.textContent = say("previewUpdating")
    try {
      const address = page ? pane.dataset.address : `${pane.dataset.address}?only=checks`
      const response = await fetch(address, {
        method: "POST",
        body: text,
        headers: { "Content-Type": "application/x-www-form-urlencoded", Accept: "application/json" },
        signal,
      })
      if (response.redirected) throw new Error(say("previewSignedOut"))
      if (!response.ok) throw new Error(say("previewFailed"))
      const answer = await response.json()
      if (page) await paint(answer.html, signal)
      showChecks(answer)
      status.textContent = say("previewCurrent")
    } catch (error) {
      if (signal.aborted) return
      asked.failed = true
      status.textContent = error instanceof TypeError ? say("previewFailed") : error.message
    }
  }

  // The first page fills the frame; from then on only its body is replaced, where it is scrolled to.
  async function paint(html, signal) {
    const page = new DOMParser().parseFromString(html, "text/html")
    prepare(page)
    if (!frame.hasAttribute("srcdoc")) {
      const loaded = new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }))
      frame.srcdoc = `<!doctype html>${page.documentElement.outerHTML}`
      await loaded
      frame.contentDocument.addEventListener("click", ({ target }) => {
        const block = target.closest("[data-block]")
        const place = block && placeOf(`blocks[${block.dataset.block}]`)
        if (place) leadTo(place)
      })
      return
    }
    if (signal.aborted) return
    const shown = frame.contentDocument
    const { scrollTop } = shown.scrollingElement
    shown.documentElement.lang = page.documentElement.lang
    shown.body.replaceChildren(...page.body.childNodes)
    shown.scrollingElement.scrollTop = scrollTop
  }

  function prepare(page) {
    for (const link of page.querySelectorAll("a[href]")) link.removeAttribute("href")
    for (const script of page.querySelectorAll("script[src]")) script.remove()
    const style = page.createElement("link")
    style.rel = "stylesheet"
    style.href = pane.dataset.style
    page.head.append(style)
    const comments = page.createTreeWalker(page.body, NodeFilter.SHOW_COMMENT)
    while (comments.nextNode()) {
      const number = comments.currentNode.data.match(/^block-(\d+)$/)?.[1]
      const block = comments.currentNode.previousElementSibling
      // a block that shows nothing has no element of its own
      if (number && block && !block.dataset.block && !block.matches(".article-head")) block.dataset.block = number
    }
  }

  for (const opener of openers) {
    opener.hidden = false
    opener.addEventListener("click", () => {
      const open = !(kept.open && kept.tab === opener.dataset.opens)
      keep({ open, tab: opener.dataset.opens })
      if (open) tabs.find((tab) => tab.dataset.tab === kept.tab).focus({ preventScroll: true })
    })
  }
  for (const tab of tabs) {
    tab.addEventListener("click", () => keep({ tab: tab.dataset.tab }))
    tab.addEventListener("keydown", (event) => {
      if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return
      const other = tabs[(tabs.indexOf(tab) + 1) % tabs.length]
      keep({ tab: other.dataset.tab })
      other.focus()
    })
  }
  for (const width of pane.querySelectorAll("[data-width]")) {
    width.addEventListener("click", () => keep({ width: Number(width.dataset.width) }))
  }
  const close = () => {
    const opener = openers.find((one) => one.dataset.opens === kept.tab)
    keep({ open: false })
    opener?.focus()
  }
  part("close").addEventListener("click", close)
  // what lies above it, such as a dialog, closes first; Escape in a text is the text's
  document.addEventListener("keydown", (event) => {
    const writing = !pane.contains(event.target) && event.target.matches("input, textarea, select, [contenteditable=true]")
    if (event.key === "Escape" && kept.open && !event.defaultPrevented && !writing) close()
  })
  pane.addEventListener("desk:left", () => {
    // over the form on a small screen, it makes way for the place it led to
    if (getComputedStyle(pane).insetInlineStart === "0px") keep({ open: false })
  })
  new ResizeObserver(scale).observe(stage)
  draw()
  setInterval(look, LOOK)
}

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? {}
  } catch (error) {
    console.debug(error)
    return {}
  }
}

const form = document.querySelector("#content-main form[id$='_form']")
if (pane && form) start(form)
