// Texts and translations that were kept, in this browser and nowhere else.

import { give } from "./api.js"
import { made } from "./draw.js"

const KEPT = "qantara.history"
const MOST = 100
const LONGEST = 20_000 // characters of a text; a browser keeps some megabytes in all
const $ = (id) => document.getElementById(id)

export function history({ restore }) {
  const read = () => JSON.parse(localStorage.getItem(KEPT) ?? "[]")

  function write(list) {
    for (let most = MOST; most; most = Math.floor(most / 2)) {
      try {
        localStorage.setItem(KEPT, JSON.stringify(list.slice(0, most)))
        break
      } catch {
        // The browser's room is full: the oldest go.
      }
    }
    draw()
  }

  function draw() {
    const items = read().map((each) => {
      const back = made("button", { type: "button", className: "back", onclick: () => restore(each.source) },
        made("span", { lang: "ar", dir: "rtl" }, each.source), made("span", { className: "soft" }, each.target))
      const away = made("button", { type: "button", onclick: () => write(read().filter((other) => other.time !== each.time)) }, "Forget")
      away.setAttribute("aria-label", `Forget ${each.target.slice(0, 40)}`)
      return made("li", {}, back, away)
    })
    $("history-list").replaceChildren(...(items.length ? items : [made("li", { className: "soft" }, "Nothing is kept yet.")]))
  }

  $("history-clear").addEventListener("click", () => write([]))
  $("history-export").addEventListener("click", () =>
    give(new Blob([read().map((each) => JSON.stringify(each)).join("\n")], { type: "application/jsonl" }), "history.jsonl"))
  draw()

  return {
    add(source, target) {
      if (!source.trim() || source.length > LONGEST) return
      write([{ time: new Date().toISOString(), source, target }, ...read().filter((each) => each.source !== source)])
    },
  }
}
