// Sentences as words and marks: what is drawn on both sides, and what lights up together.

export function made(name, properties = {}, ...children) {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(properties)) {
    if (key in element) element[key] = value
    else element.setAttribute(key, value)
  }
  element.append(...children)
  return element
}

const COLOURS = 8

// One colour a term, the same wherever it stands.
export function colours(sentences) {
  const found = new Map()
  for (const sentence of sentences) {
    for (const { term } of sentence.terms) if (!found.has(term)) found.set(term, found.size % COLOURS)
  }
  return found
}

// The characters of a text have places in code points; JavaScript counts in UTF-16.
function cutter(text) {
  const points = Array.from(text)
  return (start, end) => points.slice(start, end).join("")
}

const LENGTH = (text) => Array.from(text).length

// One side of a sentence: its words, each cut where a term or a finding begins or ends.
export function side(sentence, which, palette) {
  const text = sentence[which]
  const cut = cutter(text)
  const marks = [
    ...sentence.terms.map((each) => ({ span: each[`${which}_span`], classes: ["term", `c${palette.get(each.term) ?? 0}`, each.status] })),
    ...sentence.findings.map((each) => ({ span: each[`${which}_span`], classes: ["finding"] })),
  ].filter((mark) => mark.span)
  const pieces = (start, end) => {
    const edges = new Set([start, end])
    for (const { span } of marks) for (const edge of span) if (start < edge && edge < end) edges.add(edge)
    const places = [...edges].sort((a, b) => a - b)
    return places.slice(1).map((to, at) => {
      const from = places[at]
      const here = marks.filter(({ span }) => span[0] <= from && to <= span[1])
      if (!here.length) return cut(from, to)
      return made("span", { className: [...new Set(here.flatMap((mark) => mark.classes))].join(" ") }, cut(from, to))
    })
  }
  const out = []
  let at = 0
  sentence[`${which}Tokens`].forEach(([start, end], k) => {
    if (at < start) out.push(...pieces(at, start))
    out.push(made("span", { className: "word", "data-k": k }, ...pieces(start, end)))
    at = end
  })
  const length = LENGTH(text)
  if (at < length) out.push(...pieces(at, length))
  return out
}

// The Arabic behind the field that it is typed into: the same text in the same face, so that marks lie under its words.
export function mirror(element, text, sentences, palette) {
  const cut = cutter(text)
  const out = []
  let at = 0
  sentences.forEach((sentence, number) => {
    const end = sentence.start + LENGTH(sentence.source)
    if (cut(sentence.start, end) !== sentence.source) return
    out.push(cut(at, sentence.start))
    out.push(made("span", { className: "sentence", "data-s": number }, ...side(sentence, "source", palette)))
    at = end
  })
  // A line's end at the end of a text has no height unless something follows.
  out.push(cut(at), "\u200b")
  element.replaceChildren(...out)
}

// The English, with what stands between sentences in the Arabic between them here too.
export function target(element, text, sentences, palette) {
  const cut = cutter(text)
  const out = []
  let at = 0
  sentences.forEach((sentence, number) => {
    const between = cut(at, sentence.start)
    out.push(between || (number ? " " : ""))
    const className = ["sentence", sentence.corrected && "by-hand", sentence.risky && "risky"].filter(Boolean).join(" ")
    out.push(made("span", { className, "data-s": number }, ...side(sentence, "target", palette)))
    at = sentence.start + LENGTH(sentence.source)
  })
  element.replaceChildren(...out)
  for (const word of element.querySelectorAll(".word")) {
    word.setAttribute("role", "button")
    word.tabIndex = -1
  }
  const first = element.querySelector(".word")
  if (first) first.tabIndex = 0
}

// The whole English as text.
export function whole(text, sentences) {
  const cut = cutter(text)
  let out = ""
  let at = 0
  sentences.forEach((sentence, number) => {
    out += cut(at, sentence.start) || (number ? " " : "")
    out += sentence.target
    at = sentence.start + LENGTH(sentence.source)
  })
  return out + cut(at)
}

// Light up a word and what it is linked to; `which` side it is on.
export function light(panes, sentences, which, number, k) {
  dark(panes)
  const other = which === "source" ? "target" : "source"
  const sentence = sentences[number]
  if (!sentence) return
  const word = (side, index) => panes[side].querySelector(`.sentence[data-s="${number}"] .word[data-k="${index}"]`)
  word(which, k)?.classList.add("on")
  for (const [i, j, score] of sentence.links) {
    const [here, there] = which === "source" ? [i, j] : [j, i]
    if (here !== k) continue
    const linked = word(other, there)
    linked?.classList.add("with")
    linked?.style.setProperty("--by", score)
  }
}

export function dark(panes) {
  for (const pane of Object.values(panes)) {
    for (const word of pane.querySelectorAll(".on, .with")) {
      word.classList.remove("on", "with")
      word.style.removeProperty("--by")
    }
  }
}

// Where a word is: its sentence and its number in it.
export function placeOf(element) {
  const word = element?.closest?.(".word")
  const sentence = word?.closest(".sentence")
  return sentence ? [Number(sentence.dataset.s), Number(word.dataset.k)] : null
}
