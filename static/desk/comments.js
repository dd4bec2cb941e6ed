// Comments beside the article's form: each stands at its block, and none is part of what is typed there.
import { announce, button, say } from "desk/words"

const csrfToken = () => document.querySelector("[name=csrfmiddlewaretoken]").value
// when the form was shown beside which they are written
const formToken = () => document.querySelector("[name=_sitting]")?.value ?? ""
const panel = () => document.getElementById("comments")

// the block of a comment, prose-12, among the rows of the form
function blockOf(key) {
  const [, kind, id] = key.match(/^(\w+)-(\d+)$/) ?? []
  if (!id) return null
  const field = document.querySelector(`[name^="news_${kind.replaceAll("_", "")}_set-"][name$="-id"][value="${id}"]`)
  return field?.closest(".inline-related") ?? null
}

function keyOf(block) {
  const [, name] = block.id.match(/^news_(\w+)_set-\d+$/) ?? []
  const id = block.querySelector(`[name="${block.id}-id"]`)?.value
  const kind = document.getElementById(`news_${name}_set-group`)?.dataset.kind
  return kind && id ? `${kind}-${id}` : ""
}

// what waits for its answer: pressed twice, a button sends once
const sending = new Map()

function send(values, done) {
  const key = new URLSearchParams({ ...values, _sitting: formToken() }).toString()
  if (!sending.has(key)) sending.set(key, request(key, done).finally(() => sending.delete(key)))
  return sending.get(key)
}

async function request(body, done) {
  const answer = await fetch(panel().dataset.address, {
    method: "POST",
    headers: { "X-CSRFToken": csrfToken(), "Content-Type": "application/x-www-form-urlencoded" },
    body,
  }).catch(() => null)
  const told = answer && answer.headers.get("content-type")?.includes("json") ? await answer.json() : { error: say(answer?.status === 410 ? "pageOutdated" : "notSent") }
  if (told.error) return told.error
  redraw(told.html)
  announce(say(done))
  return ""
}

function redraw(html) {
  const holder = document.createElement("template")
  holder.innerHTML = html.trim()
  document.querySelectorAll(".block-comments").forEach((threads) => threads.remove())
  panel().replaceWith(holder.content.firstElementChild)
  spread()
}

// open comments on a block move to their block; those whose block is gone stay
function spread() {
  for (const comment of panel().querySelectorAll(":scope > .threads > .comment[data-block]:not([data-block=''])")) {
    const block = blockOf(comment.dataset.block)
    if (!block) continue
    threadsOf(block).append(comment)
  }
  document.querySelectorAll(".order-machine .inline-related:not(.empty-form)").forEach(mark)
}

function threadsOf(block) {
  let threads = block.querySelector(":scope > .block-comments")
  if (!threads) {
    threads = document.createElement("ol")
    threads.className = "threads block-comments"
    block.querySelector("h3").after(threads)
  }
  return threads
}

function mark(block) {
  const tools = block.querySelector(".block-tools")
  if (!tools) return
  const count = block.querySelectorAll(":scope > .block-comments > .comment").length
  let sign = tools.querySelector(".block-comment")
  if (!sign) {
    if (!keyOf(block)) return
    sign = button("", "", () => write(block), "block-comment")
    tools.prepend(sign)
  }
  sign.textContent = count ? say("commentCount", { count }) : say("comment")
  sign.setAttribute("aria-label", count ? say("commentsHere", { count }) : say("commentHere"))
  sign.title = sign.ariaLabel
  sign.classList.toggle("has-comments", count > 0)
}

function write(block) {
  block.classList.remove("collapsed")
  writeIn(threadsOf(block), say("commentHere"), say("comment"), block.querySelector(".block-comment"), async (text) => {
    const error = await send({ text, block: keyOf(block) }, "commented")
    if (!error) block.querySelector(".block-comment")?.focus()
    return error
  })
}

function reply(opener) {
  const key = opener.closest(".comment").dataset.comment
  const replies = opener.closest(".comment").querySelector(".replies")
  writeIn(replies, say("replyHere"), say("reply"), opener, async (text) => {
    const error = await send({ text, reply_to: key }, "commented")
    if (!error) document.querySelector(`.comment[data-comment="${key}"] .comment-reply`)?.focus()
    return error
  }, opener.dataset.note)
}

// a field at the end of a list of comments; post gives the reason where the text is refused
function writeIn(list, label, act, opener, post, note = "") {
  const begun = list.querySelector(":scope > .comment-writing textarea")
  if (begun) return begun.focus()
  const item = document.createElement("li")
  item.className = "comment comment-writing"
  const text = document.createElement("textarea")
  text.rows = 2
  text.maxLength = 5000
  text.ariaLabel = label
  const error = document.createElement("p")
  error.className = "comment-error"
  error.setAttribute("role", "alert")
  const hint = document.createElement("p")
  hint.className = "quiet"
  hint.textContent = note
  const close = () => {
    item.remove()
    opener.focus()
  }
  const ok = button(act, act, async () => {
    error.textContent = await post(text.value)
  })
  item.append(text, ...(note ? [hint] : []), error, ok, button(say("cancel"), say("cancel"), close))
  item.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close()
    // Enter in the form would press its first button
    event.stopPropagation()
  })
  list.append(item)
  text.focus()
}

document.addEventListener("click", async (event) => {
  const act = event.target.closest(".comment-act")
  if (act) {
    const values = { [act.dataset.act]: act.closest(".comment").dataset.comment }
    const error = await send(values, act.dataset.act === "resolve" ? "resolved" : "reopened")
    if (error) announce(error)
    else document.getElementById("comments-heading").scrollIntoView({ block: "nearest" })
    return
  }
  const answer = event.target.closest(".comment-reply")
  if (answer) return reply(answer)
  const post = event.target.closest(".comment-send")
  if (!post) return
  const box = post.closest(".comment-new")
  const error = await send({ text: box.querySelector("textarea").value }, "commented")
  if (error) box.querySelector(".comment-error").textContent = error
  else document.getElementById("comment-text").focus()
})

if (panel()) {
  document.addEventListener("content-editor:ready", () => setTimeout(spread))
  document.addEventListener("content-editor:activate", ({ detail: { inline } }) => setTimeout(() => mark(inline)))
}
