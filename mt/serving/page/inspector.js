// One sentence at a time: what became of its terms, what to check, other renderings, a correction, a new term.

import { post, put } from "./api.js"
import { made } from "./draw.js"

const $ = (id) => document.getElementById(id)
const cut = (text, start, end) => Array.from(text).slice(start, end).join("")

export function inspector({ sentence, replace, forget, trouble, wanted, termAdded, kept, colour }) {
  let at = null // [sentence, word]
  let asked = 0
  let shown = "" // the English that stood here last
  const now = () => at && sentence(at[0])

  function close() {
    const word = at && document.querySelector(`#target .sentence[data-s="${at[0]}"] .word[data-k="${at[1]}"]`)
    at = null
    $("inspector").hidden = true
    choose()
    return word
  }

  function choose() {
    for (const each of document.querySelectorAll(".sentence.chosen")) each.classList.remove("chosen")
    if (at) for (const each of document.querySelectorAll(`.sentence[data-s="${at[0]}"]`)) each.classList.add("chosen")
  }

  function open(number, k, byKey = false) {
    at = [number, k]
    $("inspector").hidden = false
    show()
    others()
    prefill()
    $("inspector").scrollIntoView({ block: "nearest" })
    if (byKey) $("inspector-close").focus()
  }

  function show() {
    const pair = now()
    $("inspector-source").textContent = pair.source
    $("edit").value = shown = pair.target
    $("kept").textContent = ""
    $("term-told").textContent = ""
    const terms = pair.terms.map((term) =>
      made("li", {},
        made("span", { className: "badge" }, term.status),
        made("span", { className: `term c${colour(term.term)} ${term.status}` }, made("bdi", { lang: "ar" }, term.source), " → ", made("bdi", {}, term.target || "—")),
        made("small", {}, `${term.term}: ${term.why}`)))
    const findings = pair.findings.map((each) =>
      made("li", {},
        made("span", { className: "badge" }, each.kind),
        made("span", { className: "finding" }, where(pair, each)),
        made("small", {}, `${each.message} (${Math.round(100 * each.probability)} %)`)))
    const risk = pair.risk === null ? [] : [made("li", {}, `The English misleads with a probability of ${Math.round(100 * pair.risk)} %${pair.risky ? ": check it first" : ""}.`)]
    const nothing = made("li", {}, "Nothing: no term of a glossary stands in it, and nothing was found.")
    $("checks").replaceChildren(...(terms.length + findings.length ? [...findings, ...terms] : [nothing]), ...risk)
    choose()
  }

  const where = (pair, { source_span, target_span }) =>
    target_span ? cut(pair.target, ...target_span) : source_span ? cut(pair.source, ...source_span) : "the sentence"

  async function others() {
    const mine = ++asked
    const pair = now()
    const begun = cut(pair.target, 0, pair.targetTokens[at[1]]?.[0] ?? 0).trimEnd()
    $("others").replaceChildren(made("li", {}, "…"))
    try {
      const ask = (text) => post("/api/alternatives", { source: pair.source, begun: text, glossary: wanted() })
      const lists = await Promise.all(begun ? [ask(begun), ask("")] : [ask("")])
      if (mine !== asked || !at) return
      const found = new Map(lists.flatMap((list) => list.alternatives).map((each) => [each.target, each]))
      found.delete(now().target)
      const buttons = [...found.values()].slice(0, 10).map((each) =>
        made("li", {}, made("button", { type: "button", onclick: () => take(each) }, ...different(now().target, each.target))))
      $("others").replaceChildren(...(buttons.length ? buttons : [made("li", {}, "The model has no other.")]))
    } catch (error) {
      $("others").replaceChildren()
      trouble(error)
    }
  }

  // A rendering with the words that are not as in the present one marked.
  function different(present, other) {
    const [a, b] = [present.split(" "), other.split(" ")]
    let first = 0
    while (first < Math.min(a.length, b.length) && a[first] === b[first]) first++
    let last = 0
    while (last < Math.min(a.length, b.length) - first && a.at(-1 - last) === b.at(-1 - last)) last++
    const middle = b.slice(first, b.length - last).join(" ")
    const before = b.slice(0, first).join(" ")
    return [before, before && " ", made("strong", {}, middle || "·"), last ? ` ${b.slice(b.length - last).join(" ")}` : ""]
  }

  function take(pair) {
    const [number, k] = at
    replace(number, { ...pair, corrected: false })
    at = [number, Math.min(k, pair.targetTokens.length - 1)]
    show()
    others()
    prefill()
    $("kept").textContent = "Taken here; keep it as a correction to have it from now on."
    $("edit").focus()
  }

  async function keep(event) {
    event.preventDefault()
    const [number] = at
    const pair = now()
    try {
      const correction = await post("/api/corrections", { source: pair.source, target: $("edit").value.trim(), glossary: wanted() })
      replace(number, correction)
      show()
      $("kept").textContent = "Kept: this sentence is translated so from now on."
      kept()
    } catch (error) {
      trouble(error)
    }
  }

  // The Arabic and English of the word that was clicked: its term's, or those that it is linked to.
  function prefill() {
    const pair = now()
    const [, k] = at
    const [start, end] = pair.targetTokens[k] ?? [0, 0]
    const term = pair.terms.find(({ target_span: span }) => span && span[0] < end && start < span[1])
    const sources = new Set(pair.links.filter(([, j]) => j === k).map(([i]) => i))
    const targets = new Set(pair.links.filter(([i]) => sources.has(i)).map(([, j]) => j)).add(k)
    $("term-source").value = term ? term.source : run(pair.sourceTokens, pair.source, sources, Math.min(...sources))
    $("term-target").value = term ? term.target : run(pair.targetTokens, pair.target, targets, k)
  }

  // The words of a set that stand beside each other, with the word `k` among them.
  function run(tokens, text, words, k) {
    if (!words.has(k)) return ""
    let [first, last] = [k, k]
    while (words.has(first - 1)) first--
    while (words.has(last + 1)) last++
    return cut(text, tokens[first][0], tokens[last][1])
  }

  async function addTerm(event) {
    event.preventDefault()
    const row = { source: $("term-source").value.trim(), target: $("term-target").value.trim() }
    try {
      let id = $("term-glossary").value
      if (!id) ({ id } = await post("/api/glossaries", { name: "house" }))
      await put(`/api/glossaries/${id}/terms`, { terms: [row] })
      await termAdded(id)
      $("term-told").textContent = `${row.source} → ${row.target} is a term now.`
    } catch (error) {
      trouble(error)
    }
  }

  $("inspector-close").addEventListener("click", () => close()?.focus())
  $("inspector").addEventListener("keydown", (event) => event.key === "Escape" && close()?.focus())
  $("edit-form").addEventListener("submit", keep)
  $("reset").addEventListener("click", () => forget(now().source))
  $("term-form").addEventListener("submit", addTerm)

  return {
    open,
    close,
    // After the text was translated anew: the same place, if there is one still.
    again() {
      if (!at) return
      const pair = now()
      if (!pair || pair.source !== $("inspector-source").textContent) close()
      else {
        const [told, edited] = [$("term-told").textContent, $("edit").value]
        const same = pair.target === shown
        show()
        $("term-told").textContent = told
        if (same) $("edit").value = edited
        else others()
      }
    },
    may({ correct, terms }) {
      $("keep").hidden = !correct
      $("term-form").hidden = !terms
    },
    glossaries(list) {
      const kept = list.filter((each) => each.kept)
      const options = kept.map(({ id, name }) => made("option", { value: id }, name))
      $("term-glossary").replaceChildren(...(options.length ? options : [made("option", { value: "" }, "house (new)")]))
    },
  }
}
