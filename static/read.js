/* Tells the site that the article was opened, once it is really seen: no cookie, nothing about the reader. */
const { read } = document.querySelector("[data-read]").dataset

function tell() {
  if (document.visibilityState !== "visible" || document.prerendering) return
  document.removeEventListener("visibilitychange", tell)
  document.removeEventListener("prerenderingchange", tell)
  navigator.sendBeacon(read)
}

if (!navigator.webdriver) {
  document.addEventListener("visibilitychange", tell)
  document.addEventListener("prerenderingchange", tell)
  tell()
}
