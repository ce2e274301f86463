// @ts-check
// What is sent from a page: once, and with a word where it did not arrive. What was refused stands in its form again.

const KEPT = 'recado.sent'

/** @param {HTMLFormElement} form @returns {(HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement)[]} */
function wordsOf(form) {
  return [
    ...form.querySelectorAll(
      'input:not([type="hidden"], [type="password"], [type="file"]), textarea, select',
    ),
  ]
}

/** @param {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} field */
function isTicked(field) {
  return field instanceof HTMLInputElement && /^(checkbox|radio)$/.test(field.type)
}

document.addEventListener('submit', (event) => {
  // A field may be named as what a form says of itself: attributes are the form's own.
  const form = /** @type {HTMLFormElement} */ (event.target)
  if (event.defaultPrevented || form.getAttribute('method') !== 'post') return
  if (form.ariaBusy === 'true') {
    event.preventDefault()
    return
  }
  form.ariaBusy = 'true'
  // Before anybody is signed in, what is sent is not theirs to be kept.
  if (document.body.dataset.live === undefined) return
  const values = wordsOf(form).map((field) =>
    isTicked(field) ? /** @type {HTMLInputElement} */ (field).checked : field.value,
  )
  sessionStorage.setItem(KEPT, JSON.stringify({ action: form.getAttribute('action'), values }))
})

// A page that the browser kept is not sending any more.
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[aria-busy]')) form.removeAttribute('aria-busy')
})

const kept = sessionStorage.getItem(KEPT)
sessionStorage.removeItem(KEPT)
if (kept !== null && document.querySelector('[data-refused]') !== null) fillIn(JSON.parse(kept))

/** @param {{ action: string, values: (string | boolean)[] }} sent */
function fillIn({ action, values }) {
  const form = [...document.forms].find((one) => one.getAttribute('action') === action)
  const fields = form === undefined ? [] : wordsOf(form)
  if (fields.length !== values.length) return
  fields.forEach((field, at) => {
    const value = values[at]
    if (typeof value === 'boolean') /** @type {HTMLInputElement} */ (field).checked = value
    else if (value !== undefined) field.value = value
    // Whoever looks sees where to go on.
    const hidden = field.closest('details')
    if (hidden !== null) hidden.open = true
  })
}

// What htmx sends tells nobody by itself that it failed.
for (const name of ['htmx:responseError', 'htmx:sendError', 'htmx:timeout']) {
  document.addEventListener(name, (event) => {
    const { requestConfig } = /** @type {CustomEvent} */ (event).detail
    if (requestConfig.verb !== 'get') document.querySelector('[data-failed]')?.removeAttribute('hidden')
  })
}
document.addEventListener('htmx:beforeRequest', () => {
  document.querySelector('[data-failed]')?.setAttribute('hidden', '')
})
