// Light, dark, or as the system has it.

const KEPT = "qantara.theme"

export function theme(select) {
  const set = (value) => {
    if (value) document.documentElement.dataset.theme = value
    else delete document.documentElement.dataset.theme
  }
  select.value = localStorage.getItem(KEPT) ?? ""
  set(select.value)
  select.addEventListener("change", () => {
    localStorage.setItem(KEPT, select.value)
    set(select.value)
  })
}
