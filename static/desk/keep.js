// What is typed is kept: on the server every few seconds, in the browser where that can't be; and
// who else has the record open is said beside it.
import { announce, say } from "desk/words"

const here = document.getElementById("form-session")
const form = here?.closest("form")
const AWAY = [401, 403]
const TOO_LONG = [400, 413]
const OUTDATED = 410

if (here) {
  const seconds = Number(here.dataset.seconds) * 1000
  const key = `desk-typed:${here.dataset.user}:${location.pathname}`
  // what the server has; null where what stands in the form was never kept
  let kept = null
  // what the record holds; null where the form began with something else
  let saved = null
  let begun = "typed" in here.dataset
  let asking = null

  const bar = document.createElement("div")
  bar.className = "bar-session"
  const state = line("not-saved")
  const status = line("kept-status")
  const others = line("company")
  const place = form.querySelector(".bar-status")
  if (place) place.append(bar)
  else form.querySelector(".submit-row")?.prepend(Object.assign(bar, { className: "bar-session bar-status" }))

  function line(name) {
    const element = document.createElement("span")
    element.className = name
    element.setAttribute("role", "status")
    bar.append(element)
    return element
  }

  function tell(element, text, wrong = false) {
    if (element.textContent !== text) element.textContent = text
    element.classList.toggle("not-kept", wrong)
  }

  // the form as the browser would send it, without files, passwords and proofs
  function typed() {
    const secret = new Set([...form.elements].filter((field) => field.type === "password").map((field) => field.name))
    const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken" && !secret.has(name))
    return new URLSearchParams(fields).toString()
  }

  const undecided = () => form.querySelector("[name=_undecided]")
  const hasFiles = () => [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length)

  // the first touch: what stands in the form before it is what the record holds. Dictation and the
  // like put text into a field that has the focus already, with no touch before it.
  function begin(event) {
    if (begun) return
    begun = true
    kept = saved = event.type === "input" && event.isTrusted ? null : typed()
  }
  for (const event of ["focusin", "keydown", "pointerdown", "input"]) document.addEventListener(event, begin, { capture: true })

  // as soon as the form holds anything else than the record, and until it is saved
  let looking = null
  function look() {
    looking ??= setTimeout(() => {
      looking = null
      const differs = begun && typed() !== saved
      tell(state, differs ? say("notSaved") : "")
      if (!differs && !status.classList.contains("not-kept")) tell(status, "")
    }, 100)
  }
  for (const event of ["input", "change", "click", "keyup", "drop"]) document.addEventListener(event, look)
  look()

  async function keep() {
    const now = typed()
    if (!begun || now === kept) return "kept"
    if (undecided()) {
      tell(status, say("keptAsk"), true)
      return "undecided"
    }
    const answer = await post(here.dataset.keep, now)
    if (answer?.ok) {
      kept = now
      localStorage.removeItem(key)
      const { kept_at: time } = await answer.json()
      tell(status, now === saved ? "" : [say("kept", { time }), hasFiles() ? say("keptNoFiles") : ""].join(" ").trim())
      return "kept"
    }
    const why = !answer ? "keptNoConnection" : AWAY.includes(answer.status) ? "keptSignedOut" : TOO_LONG.includes(answer.status) ? "keptTooLong" : answer.status === OUTDATED ? "keptOutdated" : "keptNoConnection"
    tell(status, keepHere(now) ? `${say(why)} ${say("keptHere")}` : say("keptNowhere"), true)
    return answer?.status >= 500 ? "broken" : why
  }

  function keepHere(now) {
    try {
      localStorage.setItem(key, JSON.stringify({ at: new Date().toISOString(), typed: now }))
      return true
    } catch {
      return false
    }
  }

  // one request at a time
  function keepInTurn() {
    asking ??= keep().finally(() => (asking = null))
    return asking
  }

  // what only this browser has goes to the server, which shows it like any other kept text
  async function bringBack() {
    const stored = localStorage.getItem(key)
    if (!stored) return
    const { at, typed: earlier } = JSON.parse(stored)
    const newest = document.querySelector("[data-kept]")?.dataset.kept
    if (newest && Date.parse(newest) > Date.parse(at)) {
      localStorage.removeItem(key)
    } else if ((await post(here.dataset.keep, earlier))?.ok) {
      localStorage.removeItem(key)
      location.reload()
    }
  }

  // somebody may have logged in again in another window meanwhile
  let renewal = null
  addEventListener("focus", () => (renewal ??= renewToken().finally(() => (renewal = null))))

  let leaving = false
  form.addEventListener("submit", async (event) => {
    const settled = leaving || undecided() || !begun || typed() === kept
    if (settled && (leaving || !renewal)) {
      leaving = true
      return
    }
    event.preventDefault()
    await renewal
    if (!settled) {
      // signed out or without a connection the text would be gone with the page
      const outcome = await keepInTurn().then(keepInTurn)
      if (outcome === "keptSignedOut" || outcome === "keptNoConnection") {
        announce(status.textContent)
        return
      }
    }
    leaving = true
    form.requestSubmit(event.submitter)
  })

  addEventListener("beforeunload", (event) => {
    if (leaving || !begun || typed() === kept) return
    keepHere(typed())
    event.preventDefault()
  })
  document.addEventListener("visibilitychange", () => document.hidden && keepInTurn())
  // back from another page: what was sent may be saved by now
  addEventListener("pageshow", (event) => (leaving = leaving && !event.persisted))

  for (const button of document.querySelectorAll("[data-drop-kept]")) {
    // only now: Django gives the focus to the first button or field, and one press would throw all away
    addEventListener("load", () => (button.hidden = false))
    button.addEventListener("click", async () => {
      const answer = await post(here.dataset.drop, new URLSearchParams({ _sitting: button.dataset.dropKept }))
      if (!answer?.ok) return
      button.closest("section").remove()
      undecided()?.remove()
      localStorage.removeItem(key)
      announce(say("thrownAway"))
      document.querySelector("#content h1")?.focus()
    })
  }

  async function meet() {
    const answer = await post(here.dataset.company, identity())
    if (!answer?.ok) return
    const { others: there, newer } = await answer.json()
    tell(others, [newer, ...there].filter(Boolean).join(" · "))
    others.classList.toggle("newer", Boolean(newer))
  }

  const identity = () => new URLSearchParams({ _sitting: form.elements._sitting.value, _base: form.elements._base.value })

  if ("typed" in here.dataset) history.replaceState(null, "", location.pathname)
  else bringBack()
  setInterval(keepInTurn, seconds)
  if (here.dataset.company) {
    meet()
    setInterval(meet, seconds * 4)
    addEventListener("pagehide", () => post(here.dataset.leave, identity(), { keepalive: true }))
  }
}

// the token changes with every sign-in, also in another tab: the server says which one holds now
async function renewToken() {
  const answer = await fetch(here.dataset.token).catch(() => null)
  if (!answer?.ok) return false
  const { token } = await answer.json()
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token
  return true
}

async function post(address, body, options = {}) {
  const send = () => {
    const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, "Content-Type": "application/x-www-form-urlencoded" }
    return fetch(address, { method: "POST", body: String(body), headers, ...options })
  }
  try {
    const answer = await send()
    return answer.status === 403 && (await renewToken()) ? await send() : answer
  } catch {
    return null
  }
}
