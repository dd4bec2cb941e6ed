// A form is sent once, however often its button is pressed before the next page is there.
{
  // milliseconds until another press counts: the answer may have been a download, or have got lost
  const WAIT = 5_000
  const sent = new WeakMap()

  // on the window, so after the listeners of the form: what they stop, or send by fetch, was not sent
  addEventListener("submit", (event) => {
    const form = event.target
    if (event.defaultPrevented || form.method !== "post") return
    if (sent.has(form)) return event.preventDefault()
    sent.set(form, setTimeout(() => sent.delete(form), WAIT))
  })

  // the button "back" brings this page as it was left
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return
    for (const form of document.forms) {
      clearTimeout(sent.get(form))
      sent.delete(form)
    }
  })
}
