// Sending a picture to the library, with the share that is sent; gives back what the server answers.
import { say } from "desk/words"

export function upload(address, token, body, { progress, state }) {
  // when the form was shown that asks for the picture
  body.set("_sitting", document.querySelector("[name=_sitting]")?.value ?? "")
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    request.open("POST", `${address}upload/`)
    request.setRequestHeader("X-CSRFToken", token)
    request.responseType = "json"
    progress.hidden = false
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      progress.value = loaded / total
      state.textContent = loaded < total ? say("sendingFile", { percent: Math.round((100 * loaded) / total) }) : say("makingSizes")
    })
    request.addEventListener("loadend", () => {
      progress.hidden = true
      state.textContent = ""
      resolve(request.response ?? { errors: { upload: [say(request.status === 410 ? "pageOutdated" : "notSent")] } })
    })
    request.send(body)
  })
}

export const plain = (html) => new DOMParser().parseFromString(html, "text/html").body.textContent
