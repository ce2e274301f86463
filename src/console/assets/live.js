// @ts-check
// What happens elsewhere while a page is open: the server names it, and whatever on the page listens to that name loads itself
// anew.

import { showKept } from './forms.js'

/** After an answer that ended the line for good, as a restart behind a proxy gives, in milliseconds. */
const RETRY_MS = 3000

const live = document.body.dataset.live
if (live !== undefined) follow(live)

/** @param {string} url */
function follow(url) {
  const offline = document.querySelector('[data-offline]')
  /** @type {EventSource | undefined} */
  let source
  let isBehind = false
  const connect = () => {
    source?.close()
    const opened = new EventSource(url)
    source = opened
    opened.addEventListener('open', () => {
      offline?.setAttribute('hidden', '')
      if (isBehind) catchUp()
      isBehind = false
    })
    opened.addEventListener('error', () => {
      offline?.removeAttribute('hidden')
      isBehind = true
      if (opened.readyState === EventSource.CLOSED) setTimeout(connect, RETRY_MS)
    })
    opened.addEventListener('happened', (event) => {
      const [kind] = /** @type {MessageEvent} */ (event).data.split('.')
      tell(kind)
      if (/^(draft|thread|message|reply)$/.test(kind)) refreshFollowed()
    })
  }
  connect()
  addEventListener('pagehide', () => source?.close())
  // A page that the browser kept while somebody was on another shows what was then.
  addEventListener('pageshow', (event) => {
    if (!event.persisted) return
    isBehind = true
    connect()
  })
}

/** @param {string} kind */
function tell(kind) {
  document.body.dispatchEvent(new CustomEvent(`happened:${kind}`))
}

/** Nobody said what happened while there was no line. */
function catchUp() {
  for (const kind of ['draft', 'thread', 'message']) tell(kind)
  refreshFollowed()
}

let isRefreshing = false
let isAsked = false

/** Looks again at what is open, and draws it anew where somebody changed it; what is being typed stays. */
async function refreshFollowed() {
  isAsked = true
  if (isRefreshing) return
  isRefreshing = true
  try {
    while (isAsked) {
      isAsked = false
      const followed = /** @type {HTMLElement | null} */ (document.querySelector('[data-follow]'))
      if (followed === null) return
      const answer = await fetch(followed.dataset.follow ?? '', { headers: { 'hx-request': 'true' } })
      const fresh = new DOMParser()
        .parseFromString(await answer.text(), 'text/html')
        .getElementById(followed.id)
      if (fresh !== null && fresh.dataset.version !== followed.dataset.version && followed.isConnected)
        replace(followed, fresh)
    }
  } finally {
    isRefreshing = false
  }
}

/** @param {HTMLElement} followed @param {HTMLElement} fresh */
function replace(followed, fresh) {
  const typed = fieldsOf(followed).filter(({ form }) => form !== null && isTypedIn(form))
  const focused = followed.contains(document.activeElement) ? document.activeElement : null
  const selection =
    focused instanceof HTMLTextAreaElement ? [focused.selectionStart, focused.selectionEnd] : []
  // A dialog that is open goes with what it was about.
  followed.querySelector('dialog[open]')?.removeAttribute('open')
  followed.replaceWith(fresh)
  // @ts-expect-error htmx is a script of its own
  window.htmx.process(fresh)
  // What is on its way is not lost.
  const lost = typed.filter(
    (field) =>
      field instanceof HTMLTextAreaElement &&
      field.form?.classList.contains('htmx-request') === false &&
      !fieldsOf(fresh).some((one) => signOf(one) === signOf(field)),
  )
  showKept(lost.map(({ value }) => value))
  for (const field of typed) {
    const same = fieldsOf(fresh).find((one) => signOf(one) === signOf(field))
    const isKnown =
      !(same instanceof HTMLSelectElement) || [...same.options].some(({ value }) => value === field.value)
    if (same !== undefined && isKnown) same.value = field.value
  }
  if (focused === null) return
  const again = [...fresh.querySelectorAll('input, textarea, select, button, a, summary')].find(
    (one) => signOf(one) === signOf(focused),
  )
  if (again instanceof HTMLElement) again.focus()
  const [start, end] = selection
  if (again instanceof HTMLTextAreaElement && start !== undefined)
    again.setSelectionRange(start, end ?? start)
}

/** @param {ParentNode} root @returns {(HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement)[]} what is filled in */
function fieldsOf(root) {
  return [
    ...root.querySelectorAll(
      'input:not([type="hidden"], [type="checkbox"], [type="radio"]), textarea, select',
    ),
  ]
}

/** Whom words are for is kept with them, though nobody chose it. @param {HTMLFormElement} form */
function isTypedIn(form) {
  return fieldsOf(form).some(
    (field) => !(field instanceof HTMLSelectElement) && field.value !== field.defaultValue,
  )
}

/** What tells an element from the others, in this drawing and in the next. @param {Element} element */
function signOf(element) {
  const form = element.closest('form')?.getAttribute('action')
  const names = ['name', 'href', 'aria-keyshortcuts'].map((name) => element.getAttribute(name))
  return [element.tagName, form, ...names].join(' ')
}
