// The button of an act on many records says how many are ticked.
const form = document.querySelector("form:has(.bulk-count)")

form?.addEventListener("change", () => {
  form.querySelector(".bulk-count").textContent = form.querySelectorAll("input[name=agreed]:checked").length
})
