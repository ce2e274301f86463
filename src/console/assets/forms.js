// @ts-check
// What is sent from a page: once, and with a word where it did not arrive. What was refused stands in its form again.

const KEPT = 'recado.sent'

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Field */

/** What is filled in, but for passwords and files. @param {HTMLFormElement} form @returns {Field[]} */
function wordsOf(form) {
  return [
    ...form.querySelectorAll(
      'input:not([type="hidden"], [type="password"], [type="file"], [data-reveals]), textarea, select',
    ),
  ]
}

/** @param {Field} field */
function isTicked(field) {
  return field instanceof HTMLInputElement && /^(checkbox|radio)$/.test(field.type)
}

/** What stands in a field that somebody changed; null in one that is as it was drawn. @param {Field} field */
function typedIn(field) {
  if (isTicked(field)) {
    const { checked, defaultChecked } = /** @type {HTMLInputElement} */ (field)
    return checked === defaultChecked ? null : checked
  }
  const drawn =
    field instanceof HTMLSelectElement
      ? ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value
      : field.defaultValue
  return field.value === drawn ? null : field.value
}

/** @param {HTMLFormElement} form */
function keep(form) {
  // Before anybody is signed in, what is sent is not theirs to be kept.
  if (document.body.dataset.live === undefined) return
  const fields = wordsOf(form)
  const values = fields.map(typedIn)
  const written = values.filter(
    (value, at) => typeof value === 'string' && !(fields[at] instanceof HTMLSelectElement),
  )
  sessionStorage.setItem(KEPT, JSON.stringify({ action: form.getAttribute('action'), values, written }))
}

document.addEventListener('submit', (event) => {
  // A field may be named as what a form says of itself: attributes are the form's own.
  const form = /** @type {HTMLFormElement} */ (event.target)
  // A password that is shown is sent, and kept by the browser, as a password.
  for (const box of form.querySelectorAll('input[data-reveals]:checked')) {
    const shown = /** @type {HTMLInputElement} */ (box)
    shown.checked = false
    reveal(shown)
  }
  if (event.defaultPrevented || form.getAttribute('method') !== 'post') return
  if (form.ariaBusy === 'true') {
    event.preventDefault()
    return
  }
  form.ariaBusy = 'true'
  keep(form)
})

document.addEventListener('change', (event) => {
  const box = event.target
  if (box instanceof HTMLInputElement && box.dataset.reveals !== undefined) reveal(box)
})

/** Shows the password in the field that a tick names, or covers it again. @param {HTMLInputElement} box */
function reveal(box) {
  const field = box.form?.elements.namedItem(box.dataset.reveals ?? '')
  if (field instanceof HTMLInputElement) field.type = box.checked ? 'text' : 'password'
}

// A page that the browser kept is not sending any more.
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[aria-busy]')) form.removeAttribute('aria-busy')
})

giveBack()

/** Puts what was sent and refused where it was typed: what somebody else changed meanwhile stays as it is drawn now. */
function giveBack() {
  const kept = sessionStorage.getItem(KEPT)
  sessionStorage.removeItem(KEPT)
  if (kept === null || document.querySelector('[data-refused]') === null) return
  /** @type {{ action: string, values: (string | boolean | null)[], written: string[] }} */
  const { action, values, written } = JSON.parse(kept)
  const form = [...document.forms].find(
    (one) => one.getAttribute('action') === action && wordsOf(one).length === values.length,
  )
  if (form === undefined) {
    showKept(written)
    return
  }
  if (written.length > 0) document.querySelector('[data-returned]')?.removeAttribute('hidden')
  wordsOf(form).forEach((field, at) => {
    const value = values[at]
    if (value === null || value === undefined) return
    if (typeof value === 'boolean') /** @type {HTMLInputElement} */ (field).checked = value
    else field.value = value
    // Whoever looks sees where to go on.
    const hidden = field.closest('details')
    if (hidden !== null) hidden.open = true
  })
}

/** Shows words that no form on the page takes any more, to be copied. @param {string[]} words */
export function showKept(words) {
  const place = document.querySelector('[data-kept]')
  const field = place?.querySelector('textarea')
  const text = words.filter((one) => one.trim() !== '').join('\n\n')
  if (!(place instanceof HTMLElement) || !field || text === '') return
  field.value = text
  place.hidden = false
}

// What htmx sends tells nobody by itself that it failed.
for (const name of ['htmx:responseError', 'htmx:sendError', 'htmx:timeout']) {
  document.addEventListener(name, (event) => {
    const { requestConfig } = /** @type {CustomEvent} */ (event).detail
    if (requestConfig.verb !== 'get') document.querySelector('[data-failed]')?.removeAttribute('hidden')
  })
}
document.addEventListener('htmx:beforeRequest', (event) => {
  document.querySelector('[data-failed]')?.setAttribute('hidden', '')
  const { elt, requestConfig } = /** @type {CustomEvent} */ (event).detail
  // A field by itself only asks how it would look.
  const form = elt.matches('form, button') ? elt.closest('form') : null
  if (requestConfig.verb === 'get' || form === null) return
  for (const said of document.querySelectorAll('[data-kept], [data-returned]'))
    said.setAttribute('hidden', '')
  keep(form)
})
document.addEventListener('htmx:afterSettle', (event) => {
  if (/** @type {CustomEvent} */ (event).detail.requestConfig.verb !== 'get') giveBack()
})
