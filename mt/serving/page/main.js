// The page: what is typed is translated as one goes, and everything else hangs on the sentences that come back.

import { get, key, lines, Refused } from "./api.js"
import { colours, dark, light, mirror, placeOf, target, whole } from "./draw.js"
import { files } from "./files.js"
import { glossaries } from "./glossaries.js"
import { history } from "./history.js"
import { inspector } from "./inspector.js"
import { theme } from "./theme.js"

const PAUSE = 300 // milliseconds without typing after which a text is translated
const REDRAWN = 250 // milliseconds between two drawings of a long text that is coming in

const $ = (id) => document.getElementById(id)
const panes = { source: $("mirror"), target: $("target") }
const state = { text: "", sentences: [], palette: new Map(), chosen: new Map(), info: null }
let waiting, running

function say(text) {
  $("status").textContent = text
}

function trouble(error) {
  if (error?.name === "AbortError") return
  $("trouble").textContent = error ? error.message : ""
  $("trouble").hidden = !error
  if (error instanceof Refused && [400, 403].includes(error.status) && state.info?.keyRequired) $("key-form").hidden = false
}

function draw() {
  state.palette = colours(state.sentences)
  mirror(panes.source, $("source").value, $("source").value === state.text ? state.sentences : [], state.palette)
  target(panes.target, state.text, state.sentences, state.palette)
  summary()
}

function summary() {
  const counts = {}
  for (const { terms } of state.sentences) for (const { status } of terms) counts[status] = (counts[status] ?? 0) + 1
  const found = state.sentences.reduce((sum, { findings }) => sum + findings.length, 0)
  const risky = state.sentences.filter((sentence) => sentence.risky).length
  const said = ["kept", "repaired", "missed"].filter((status) => counts[status]).map((status) => `${counts[status]} ${status}`)
  const parts = [said.length ? `Terms: ${said.join(", ")}.` : "", found ? `Found: ${found}.` : "", risky ? `Check first: ${risky}.` : ""]
  $("summary").textContent = parts.filter(Boolean).join(" ")
}

async function translate() {
  clearTimeout(waiting)
  running?.abort()
  const text = $("source").value
  if (!text.trim()) {
    Object.assign(state, { text: "", sentences: [] })
    draw()
    inspect.close()
    return
  }
  const own = (running = new AbortController())
  $("busy").hidden = false
  const coming = []
  let drawn = Date.now()
  const show = () => {
    Object.assign(state, { text, sentences: [...coming] })
    draw()
    inspect.again()
    drawn = Date.now()
  }
  try {
    let expected = 0
    for await (const line of lines("/api/translate", { text, glossary: glossary.wanted() }, own.signal)) {
      if (line.error) throw new Refused(400, line.error)
      if ("sentences" in line) expected = line.sentences
      else if ("check" in line) for (const number of line.check) coming[number].risky = true
      else coming.push(state.chosen.has(line.source) ? { ...state.chosen.get(line.source), start: line.start } : line)
      if (expected > 20 && Date.now() - drawn > REDRAWN) show()
    }
    show()
    trouble(null)
    say(`Translated: ${coming.length} sentence${coming.length === 1 ? "" : "s"}.`)
  } catch (error) {
    trouble(error)
  } finally {
    if (running === own) $("busy").hidden = true
  }
}

function later() {
  clearTimeout(waiting)
  waiting = setTimeout(translate, PAUSE)
}

// A sentence that a person chose or wrote takes the place of the decoder's, here and while one types on.
function replace(number, sentence) {
  const put = { ...sentence, start: state.sentences[number].start }
  state.sentences[number] = put
  state.chosen.set(put.source, put)
  draw()
}

function forget(source) {
  state.chosen.delete(source)
  translate()
}

const inspect = inspector({
  sentence: (number) => state.sentences[number],
  replace,
  forget,
  trouble,
  wanted: () => glossary.wanted(),
  termAdded: (id) => glossary.use(id),
  kept: () => past.add(state.text, whole(state.text, state.sentences)),
  colour: (term) => state.palette.get(term) ?? 0,
})
const glossary = glossaries({ changed: translate, trouble, listed: (list) => inspect.glossaries(list) })
const past = history({
  restore(text) {
    $("source").value = text
    translate()
    $("source").focus()
  },
})

function type() {
  mirror(panes.source, $("source").value, state.sentences, state.palette)
  later()
}

function lightCaret() {
  const field = $("source")
  if (document.activeElement !== field || field.value !== state.text) return
  const caret = Array.from(field.value.slice(0, field.selectionStart)).length
  for (const [number, { start, sourceTokens }] of state.sentences.entries()) {
    const k = sourceTokens.findIndex(([from, to]) => start + from <= caret && caret <= start + to)
    if (k >= 0) return light(panes, state.sentences, "source", number, k)
  }
  dark(panes)
}

function lit(which, element) {
  const place = placeOf(element)
  if (place) light(panes, state.sentences, which, ...place)
  else dark(panes)
}

function step(word, by) {
  const words = [...panes.target.querySelectorAll(".word")]
  const next = words[Math.min(Math.max(words.indexOf(word) + by, 0), words.length - 1)]
  if (!next) return
  word.tabIndex = -1
  next.tabIndex = 0
  next.focus()
}

function listen() {
  $("source").addEventListener("input", type)
  document.addEventListener("selectionchange", lightCaret)
  // The marks lie under the field: what is there at the pointer is looked for through it.
  $("source").addEventListener("mousemove", (event) =>
    lit("source", document.elementsFromPoint(event.clientX, event.clientY).find((each) => each.closest(".word") && panes.source.contains(each))),
  )
  $("source").addEventListener("mouseleave", () => dark(panes))
  panes.target.addEventListener("mouseover", (event) => lit("target", event.target))
  panes.target.addEventListener("mouseleave", () => dark(panes))
  panes.target.addEventListener("focusin", (event) => lit("target", event.target))
  panes.target.addEventListener("click", (event) => {
    const place = placeOf(event.target)
    if (place) inspect.open(...place)
  })
  panes.target.addEventListener("keydown", (event) => {
    const word = event.target.closest(".word")
    if (!word) return
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -1e6, End: 1e6 }
    if (event.key in steps) step(word, steps[event.key])
    else if (event.key === "Enter" || event.key === " ") inspect.open(...placeOf(word), true)
    else return
    event.preventDefault()
  })
  $("clear").addEventListener("click", () => {
    $("source").value = ""
    translate()
    $("source").focus()
  })
  $("copy").addEventListener("click", async () => {
    const text = whole(state.text, state.sentences)
    try {
      await navigator.clipboard.writeText(text)
      say("Copied.")
    } catch {
      say("The browser does not let the page copy.")
    }
    past.add(state.text, text)
  })
  $("keep-history").addEventListener("click", () => {
    past.add(state.text, whole(state.text, state.sentences))
    say("Kept in the history.")
  })
  $("key-form").addEventListener("submit", (event) => {
    event.preventDefault()
    key.set($("key").value.trim())
    $("key-form").hidden = true
    begin()
  })
}

async function begin() {
  try {
    state.info = await get("/api/info")
    $("model").textContent = `Arabic to English, model ${state.info.model}, on this server alone`
    $("signature").textContent = state.info.signature
    $("key-form").hidden = !state.info.keyRequired || Boolean(key.get())
    inspect.may({ correct: state.info.corrections, terms: state.info.glossaries && !state.info.readOnly })
    if (state.info.keyRequired && !key.get()) return
    await glossary.load(state.info)
    trouble(null)
  } catch (error) {
    trouble(error)
  }
  const given = new URLSearchParams(location.hash.slice(1)).get("q")
  if (given && !$("source").value) $("source").value = given
  translate()
}

theme($("theme"))
files({ wanted: () => glossary.wanted(), trouble })
listen()
begin()
