// What the page asks of its server. Every address is on it; a key, where one is needed, goes in a header.

const KEY = "qantara.key"

export class Refused extends Error {
  constructor(status, text) {
    super(text)
    this.status = status
  }
}

export const key = {
  get: () => localStorage.getItem(KEY) ?? "",
  set: (value) => localStorage.setItem(KEY, value),
}

async function asked(path, options = {}) {
  const headers = new Headers(options.headers)
  if (key.get()) headers.set("Authorization", `Bearer ${key.get()}`)
  let answer
  try {
    answer = await fetch(path, { ...options, headers })
  } catch (error) {
    if (error.name === "AbortError") throw error
    throw new Refused(0, "The server does not answer.")
  }
  if (!answer.ok) {
    const told = await answer.json().catch(() => ({}))
    throw new Refused(answer.status, told.error ?? `The server says ${answer.status}.`)
  }
  return answer
}

const json = (method, value, options = {}) => ({
  ...options,
  method,
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(value),
})

const read = async (path, options) => {
  const answer = await asked(path, options)
  return answer.status === 204 ? null : answer.json()
}

export const get = (path) => read(path)
export const post = (path, value) => read(path, json("POST", value))
export const put = (path, value) => read(path, json("PUT", value))
export const remove = (path) => read(path, { method: "DELETE" })

export function send(method, path, fields) {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  return read(path, { method, body: form })
}

// The objects of an answer that comes line by line.
export async function* lines(path, value, signal) {
  const answer = await asked(path, json("POST", value, { signal }))
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ""
  for (;;) {
    const { done, value: chunk } = await reader.read()
    if (done) break
    const whole = (rest + chunk).split("\n")
    rest = whole.pop()
    for (const line of whole) if (line) yield JSON.parse(line)
  }
}

// A file of the server, kept under its name: with the key in the header, which a plain link could not send.
export async function save(path, name) {
  const answer = await asked(path)
  give(await answer.blob(), name)
}

export function give(blob, name) {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
