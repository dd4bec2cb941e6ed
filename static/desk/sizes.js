// Has the sizes that pages need of new pictures made while this page is open, and shows how far it is.
const place = document.querySelector(".sizes")
const progress = place.querySelector("progress")
const token = document.querySelector("[name=csrfmiddlewaretoken]").value

async function step(before) {
  const body = new FormData()
  if (place.dataset.picture) body.set("picture", place.dataset.picture)
  const answer = await fetch(place.dataset.address, { method: "POST", body, headers: { "X-CSRFToken": token } })
  if (!answer.ok) return
  const { left, made, words } = await answer.json()
  progress.value = made
  place.querySelector("#sizes-words").textContent = words
  if (!left) {
    progress.remove()
    place.querySelector("[role=status]").textContent = words
  } else if (left < before) {
    await step(left)
  } // where nothing gets less, the file is gone
}

// whoever leaves the page leaves the rest to the next one
step(Infinity).catch(() => {})
