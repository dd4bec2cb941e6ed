// Choosing several records in an order, and tags by typing them.
const $ = window.django?.jQuery

function keepOrder(event) {
  const chosen = event.params.data.element
  if (chosen && event.target.classList.contains("ordered-choice")) {
    event.target.append(chosen)
    $(event.target).trigger("change")
  }
}

function offerTags(select) {
  $(select).select2({
    tags: true,
    tokenSeparators: [","],
    width: "100%",
    ajax: { url: select.dataset.url, dataType: "json", delay: 150, data: ({ term }) => ({ term: term ?? "" }) },
    insertTag(found, tag) {
      const same = ({ names = [] }) => names.some((name) => name.localeCompare(tag.text, undefined, { sensitivity: "accent" }) === 0)
      if (!found.some(same)) found.unshift(tag)
    },
  })
}

if ($?.fn.select2) {
  $(document).on("select2:select", keepOrder)
  $(() => document.querySelectorAll("select.tag-names").forEach(offerTags))
}
