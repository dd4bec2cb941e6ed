// A message is put away when it is read; the focus goes to the next, or to the page.
const list = document.querySelector(".messagelist")

for (const dismiss of list?.querySelectorAll(".message-dismiss") ?? []) {
  dismiss.hidden = false
  dismiss.addEventListener("click", () => {
    const message = dismiss.closest("li")
    const next = message.nextElementSibling ?? message.previousElementSibling
    message.remove()
    if (!next) list.remove()
    ;(next?.querySelector(".message-dismiss") ?? document.getElementById("content-start")).focus()
  })
}
