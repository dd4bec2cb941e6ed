// Texts in two languages: a mark where one is written and the other is not,
// except for names, which are often the same in both.
import { say } from "desk/words"

const LACKING = { en: "englishMissing", nb: "norwegianMissing" }

function written(field) {
  return field.value.replace(/<[^>]*>|&nbsp;/g, "").trim() !== ""
}

function mark(field, twin) {
  const lacking = !written(field) && written(twin)
  const box = field.closest(".fieldBox") ?? field.closest(".form-row")
  let sign = box.querySelector(".text-lacking")
  if (!sign) {
    sign = document.createElement("span")
    sign.className = "text-lacking state state-missing"
    sign.textContent = say(LACKING[field.lang])
    box.querySelector("label")?.after(sign)
  }
  sign.hidden = !lacking
}

for (const english of document.querySelectorAll('[lang="en"][name$="_en"]:not([data-one-is-enough])')) {
  const norwegian = document.getElementsByName(english.name.replace(/_en$/, "_nb"))[0]
  if (!norwegian) continue
  const both = () => {
    mark(english, norwegian)
    mark(norwegian, english)
  }
  english.addEventListener("input", both)
  norwegian.addEventListener("input", both)
  both()
}
