// The glossary panel: which glossaries are in force for the text, and what stands in them.

import { get, post, put, remove, save, send } from "./api.js"
import { made } from "./draw.js"

const USED = "qantara.glossaries"
const $ = (id) => document.getElementById(id)

export function glossaries({ changed, trouble, listed }) {
  let list = []
  let used = new Set(JSON.parse(localStorage.getItem(USED) ?? "[]"))
  let editing = null
  let readOnly = true

  const told = (text) => ($("glossary-told").textContent = text)
  const tried = (work) => async (event) => {
    event?.preventDefault?.()
    try {
      await work(event)
    } catch (error) {
      told(error.message)
      trouble(error)
    }
  }

  async function refresh() {
    const found = await get("/api/glossaries")
    list = found.glossaries
    used = new Set([...used].filter((id) => list.some((each) => each.id === id)))
    $("always").hidden = !found.always
    if (found.always) $("always").textContent = `Always in force here: ${found.always.name} (${found.always.terms} terms).`
    draw()
    listed(list)
  }

  function draw() {
    localStorage.setItem(USED, JSON.stringify([...used]))
    $("glossaries-told").textContent = used.size ? `${used.size} in force besides the server's own` : ""
    $("glossary-list").replaceChildren(...list.map(item))
  }

  function item(entry) {
    const box = made("input", { type: "checkbox", checked: used.has(entry.id) })
    box.addEventListener("change", () => {
      used[box.checked ? "add" : "delete"](entry.id)
      draw()
      changed()
    })
    const count = entry.terms === null ? "built in" : `${entry.terms} term${entry.terms === 1 ? "" : "s"}`
    const label = made("label", {}, box, entry.name, made("span", { className: "soft" }, count))
    const show = made("button", { type: "button", onclick: tried(() => edit(entry)) }, entry.kept && !readOnly ? "Edit" : "Look")
    show.setAttribute("aria-label", `${show.textContent} ${entry.name}`)
    const buttons = [show]
    if (entry.kept && !readOnly) {
      const away = made("button", { type: "button", onclick: tried(() => drop(entry)) }, "Delete")
      away.setAttribute("aria-label", `Delete ${entry.name}`)
      buttons.push(away)
    }
    return made("li", {}, label, ...buttons)
  }

  async function drop(entry) {
    if (!confirm(`Delete ${entry.name} with its ${entry.terms} terms?`)) return
    await remove(`/api/glossaries/${entry.id}`)
    if (editing?.id === entry.id) editing = null
    $("editor").hidden = !editing
    told(`${entry.name} is deleted.`)
    await refresh()
    changed()
  }

  async function edit(entry) {
    editing = entry
    $("editor").hidden = false
    $("editor-title").textContent = entry.name
    $("add-form").hidden = !entry.kept || readOnly
    $("exports").replaceChildren(...["tsv", "csv", "tbx"].map((form) =>
      made("button", { type: "button", onclick: tried(() => save(`/api/glossaries/${entry.id}/${form}`, `${entry.name}.${form}`)) }, `Export ${form.toUpperCase()}`)))
    await showTerms()
  }

  async function showTerms() {
    if (!editing) return
    const wanted = encodeURIComponent($("find").value)
    const { total, terms } = await get(`/api/glossaries/${editing.id}/terms?q=${wanted}`)
    const rows = terms.map((term) => {
      const away = made("button", { type: "button", onclick: tried(() => takeOut(term)) }, "Remove")
      away.setAttribute("aria-label", `Remove ${term.source}`)
      return made("tr", {}, made("td", { lang: "ar", dir: "rtl" }, term.source), made("td", {}, term.target), made("td", {}, term.type), made("td", {}, editing.kept && !readOnly ? away : ""))
    })
    $("terms").replaceChildren(...rows)
    $("terms-told").textContent = total > terms.length ? `${terms.length} of ${total} terms` : ""
  }

  async function afterwards(entry, text) {
    told(text)
    await refresh()
    await edit(list.find((each) => each.id === entry.id) ?? entry)
    if (used.has(entry.id)) changed()
  }

  async function takeOut(term) {
    await remove(`/api/glossaries/${editing.id}/terms?source=${encodeURIComponent(term.source)}`)
    await afterwards(editing, `${term.source} is taken out.`)
  }

  $("new-glossary").addEventListener("submit", tried(async () => {
    const entry = await post("/api/glossaries", { name: $("new-name").value })
    $("new-name").value = ""
    used.add(entry.id)
    await afterwards(entry, `${entry.name} is there, and in force.`)
  }))
  $("import").addEventListener("change", tried(async () => {
    const [file] = $("import").files
    if (!file) return
    const entry = await send("POST", "/api/glossaries", { file })
    $("import").value = ""
    used.add(entry.id)
    await afterwards(entry, `${entry.name}: ${entry.terms} terms, in force.`)
  }))
  $("add-form").addEventListener("submit", tried(async () => {
    const row = { source: $("add-source").value, target: $("add-target").value }
    await put(`/api/glossaries/${editing.id}/terms`, { terms: [row] })
    $("add-source").value = $("add-target").value = ""
    await afterwards(editing, `${row.source} → ${row.target} is in.`)
    $("add-source").focus()
  }))
  $("add-file").addEventListener("change", tried(async () => {
    const [file] = $("add-file").files
    if (!file) return
    const entry = await send("PUT", `/api/glossaries/${editing.id}/terms`, { file })
    $("add-file").value = ""
    await afterwards(entry, `${entry.name} has ${entry.terms} terms now.`)
  }))
  $("find").addEventListener("input", tried(showTerms))

  return {
    wanted: () => [...used],
    async load(info) {
      readOnly = info.readOnly || !info.glossaries
      $("new-glossary").hidden = readOnly
      await refresh()
    },
    async use(id) {
      used.add(id)
      await refresh()
      if (editing?.id === id) await edit(list.find((each) => each.id === id))
      changed()
    },
  }
}
