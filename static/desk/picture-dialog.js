// Choosing among pictures, and uploading one in place: a dialog that gives back a list of {id, name, attrs}.
import { uploadPart } from "desk/picture-upload"
import { announce, button, say } from "desk/words"

function thumbnail(attrs) {
  const image = new Image(attrs["data-width"], attrs["data-height"])
  image.src = attrs["data-src"]
  image.alt = ""
  image.loading = "lazy"
  return image
}

// `kind` is that of the pictures to begin with; `alts` are the alt texts to offer, by language. `file`
// opens the part for uploading with that file in it, `uploading` asks for one at once. With `many` any
// number is chosen, else one.
export function choosePictures(address, { kind = "", alts = {}, file = null, uploading = false, many = false } = {}) {
  return new Promise((resolve) => {
    // by id, in the order in which they were chosen
    const ticked = new Map()
    let chosen = []
    let last = null
    const dialog = document.createElement("dialog")
    dialog.className = "picture-dialog"
    dialog.setAttribute("aria-label", say(many ? "addPictures" : "choosePicture"))
    const take = (pictures) => {
      chosen = pictures
      dialog.close()
    }
    const upload = uploadPart(address, alts, (picture) => {
      if (!many) return take([picture])
      const entry = grid.querySelector(`[data-picture="${picture.id}"]`) ?? entryOf(picture)
      grid.prepend(entry)
      tick(entry, true)
      if (!upload.next()) entry.focus()
    }, many)
    const addTicked = button("", "", () => take([...ticked.values()]), "default picture-add")
    const foot = document.createElement("div")
    foot.className = "picture-foot"
    foot.hidden = !many
    foot.append(addTicked, Object.assign(document.createElement("span"), { className: "quiet", textContent: say("shiftChoosesAll") }))
    const count = () => {
      addTicked.textContent = addTicked.title = addTicked.ariaLabel = say("addChosen", { count: ticked.size })
      addTicked.disabled = !ticked.size
    }
    count()
    const tick = (entry, on) => {
      if (on) ticked.set(entry.dataset.picture, entry.picture)
      else ticked.delete(entry.dataset.picture)
      entry.setAttribute("aria-pressed", on)
      count()
    }
    // with Shift all from the one pressed before
    const press = (entry, event) => {
      const all = [...grid.querySelectorAll(".picture-one")]
      const from = event.shiftKey && last?.isConnected ? all.indexOf(last) : all.indexOf(entry)
      const to = all.indexOf(entry)
      const on = event.shiftKey || entry.getAttribute("aria-pressed") !== "true"
      const step = from <= to ? 1 : -1
      for (let place = from; place !== to + step; place += step) tick(all[place], on)
      last = entry
    }
    const entryOf = (picture) => {
      const entry = button("", picture.name, (event) => (many ? press(entry, event) : take([picture])), "picture-one")
      const name = document.createElement("span")
      name.textContent = picture.name
      entry.append(thumbnail(picture.attrs), name)
      entry.picture = picture
      entry.dataset.picture = picture.id
      if (many) entry.setAttribute("aria-pressed", ticked.has(entry.dataset.picture))
      return entry
    }
    const search = Object.assign(document.createElement("input"), { type: "search", placeholder: say("searchPictures"), ariaLabel: say("searchPictures") })
    const filters = document.createElement("div")
    filters.className = "picture-kinds"
    filters.setAttribute("role", "group")
    filters.setAttribute("aria-label", say("pictureKinds"))
    const grid = document.createElement("div")
    grid.className = "picture-grid"
    const more = button(say("morePictures"), say("morePictures"), () => look(older))
    more.hidden = true
    let older = null
    let asked = 0

    async function look(before = null) {
      const mine = ++asked
      const query = new URLSearchParams({ q: search.value, kind })
      if (before) query.set("before", before)
      const answer = await fetch(`${address}?${query}`).catch(() => null)
      if (mine !== asked) return
      if (!answer?.ok) {
        grid.textContent = say("notSent")
        return
      }
      const { pictures, older: next, may_upload: may, kinds } = await answer.json()
      upload.hidden = !may
      if (!filters.children.length) filters.append(...kinds.map(filterBy))
      const entries = pictures.map(entryOf)
      if (before) grid.append(...entries)
      else grid.replaceChildren(...entries)
      if (!before && !pictures.length) grid.textContent = say("noneFound")
      older = next
      more.hidden = !next
      if (before) entries[0]?.focus()
      else announce(say("found", { count: pictures.length }))
    }

    function filterBy({ kind: other, label }) {
      const filter = button(label, label, () => {
        kind = other
        for (const one of filters.children) one.setAttribute("aria-pressed", one === filter)
        look()
      })
      filter.setAttribute("aria-pressed", other === kind)
      return filter
    }

    let pause = null
    search.addEventListener("input", () => {
      clearTimeout(pause)
      pause = setTimeout(() => look(), 200)
    })
    search.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault()
      if (event.key === "ArrowDown") grid.querySelector("button")?.focus()
    })
    grid.addEventListener("keydown", (event) => {
      const all = [...grid.querySelectorAll("button")]
      const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns(all), ArrowUp: -columns(all) }[event.key]
      if (!step) return
      event.preventDefault()
      all[all.indexOf(document.activeElement) + step]?.focus()
    })
    const head = document.createElement("div")
    head.className = "picture-head"
    head.append(search, button(say("cancel"), say("cancel"), () => dialog.close()))
    dialog.append(head, upload, filters, grid, more, foot)
    // Escape and Enter in here are not the form's
    dialog.addEventListener("keydown", (event) => event.stopPropagation())
    dialog.addEventListener("close", () => {
      dialog.remove()
      resolve(chosen)
    })
    document.body.append(dialog)
    dialog.showModal()
    look()
    if (file) {
      upload.give(file)
    } else if (uploading) {
      upload.ask()
    } else {
      search.focus()
    }
  })
}

function columns(all) {
  const top = all[0]?.offsetTop
  return all.filter((one) => one.offsetTop === top).length || 1
}
