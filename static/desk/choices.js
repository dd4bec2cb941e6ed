// Choosing several records in an order, tags by typing them, and quotes by the organisation beside them.
import { announce, say } from "desk/words"

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

// The address that finds what `select` offers, that of the record chosen beside it first.
function addressOf(select) {
  const beside = select.form.elements[select.name.replace(/[^-]+$/, select.dataset.beside)]?.value
  return `${select.getAttribute("data-ajax--url")}?beside=${encodeURIComponent(beside ?? "")}`
}

function preferBeside({ target }) {
  $(target).data("select2").dataAdapter.ajaxOptions.url = addressOf(target)
}

// Choose the only record that belongs to the one chosen beside it.
async function offerOnly({ target }) {
  for (const select of target.form.querySelectorAll("select[data-beside]")) {
    const beside = select.name.replace(/[^-]+$/, select.dataset.beside)
    if (beside !== target.name || select.value) continue
    const { appLabel, modelName, fieldName } = select.dataset
    const query = new URLSearchParams({ app_label: appLabel, model_name: modelName, field_name: fieldName })
    const answer = await fetch(`${addressOf(select)}&${query}`).catch(() => null)
    if (!answer?.ok) continue
    const own = (await answer.json()).results.filter((one) => one.preferred)
    if (own.length !== 1 || select.value) continue
    select.append(new Option(own[0].text, own[0].id, true, true))
    $(select).trigger("change")
    announce(say("onlyChoice", { name: own[0].text }))
  }
}

if ($?.fn.select2) {
  $(document).on("select2:opening", "select[data-beside]", preferBeside)
  $(document).on("select2:select", offerOnly)
  $(document).on("select2:select", keepOrder)
  $(() => document.querySelectorAll("select.tag-names").forEach(offerTags))
}
