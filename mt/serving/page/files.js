// Files: dropped or chosen, sent, watched, fetched.

import { get, remove, save, send } from "./api.js"
import { made } from "./draw.js"

const LOOKED = 500 // milliseconds between two looks at a file that is being translated
const $ = (id) => document.getElementById(id)

export function files({ wanted, trouble }) {
  async function one(file) {
    const told = made("span", { role: "status" }, "is sent")
    const bar = made("progress", { max: 1 })
    bar.setAttribute("aria-label", `Progress of ${file.name}`)
    const item = made("li", {}, made("bdi", {}, file.name), bar, told)
    $("file-list").prepend(item)
    try {
      let state = await send("POST", "/api/documents", { file, glossary: wanted().join(",") })
      const path = `/api/documents/${state.id}`
      while (state.status === "waiting" || state.status === "translating") {
        if (state.total) Object.assign(bar, { max: state.total, value: state.done })
        told.textContent = state.status === "waiting" ? "waits for its turn" : `${state.done} of ${state.total} sentences`
        await new Promise((go) => setTimeout(go, LOOKED))
        state = await get(`${path}?key=${state.key}`)
      }
      bar.remove()
      if (state.status === "error") throw new Error(state.error)
      const terms = Object.entries(state.terms).map(([status, count]) => `${count} ${status}`)
      told.textContent = [`${state.total} sentences`, terms.length ? `terms: ${terms.join(", ")}` : "", ...state.notes].filter(Boolean).join("; ")
      const fetched = made("button", { type: "button" }, "Download")
      fetched.setAttribute("aria-label", `Download ${state.name}`)
      fetched.addEventListener("click", () => save(`${path}/content?key=${state.key}`, state.name).catch(trouble))
      const away = made("button", { type: "button" }, "Remove")
      away.setAttribute("aria-label", `Remove ${state.name}`)
      away.addEventListener("click", () => remove(`${path}?key=${state.key}`).catch(() => {}).then(() => item.remove()))
      item.append(fetched, away)
    } catch (error) {
      bar.remove()
      told.textContent = error.message
    }
  }

  const all = (list) => [...list].forEach(one)

  $("file").addEventListener("change", () => {
    all($("file").files)
    $("file").value = ""
  })
  // A file that is dropped beside the box would be opened by the browser in the page's place.
  for (const kind of ["dragenter", "dragover"]) {
    document.addEventListener(kind, (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return
      event.preventDefault()
      $("files").open = true
      $("drop").classList.add("over")
    })
  }
  document.addEventListener("dragleave", (event) => event.relatedTarget || $("drop").classList.remove("over"))
  document.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return
    event.preventDefault()
    $("drop").classList.remove("over")
    all(event.dataTransfer.files)
  })
}
