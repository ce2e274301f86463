// @ts-check
// What every page does in the browser: keys and dialogs here, forms and what happens elsewhere in files of their own.
// An element says its key itself, by aria-keyshortcuts, so that the map of keys can never differ from what they do.

import './forms.js'
import './live.js'

/** @param {EventTarget | null} target */
function isTyping(target) {
  if (isSwitch(target)) return false
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  )
}

/** What is pressed rather than written in. @param {EventTarget | null} target */
function isSwitch(target) {
  return target instanceof HTMLInputElement && /^(checkbox|radio)$/.test(target.type)
}

/** Where a slash begins a word in a field that takes quick replies. @param {EventTarget | null} target */
function isAtWord(target) {
  if (!(target instanceof HTMLTextAreaElement) || target.dataset.quick === undefined) return false
  return /(^|\s)$/.test(target.value.slice(0, target.selectionStart))
}

/** @returns {HTMLElement[]} what can be seen and used now, in the open dialog or else on the page */
function withKeys() {
  const root = document.querySelector('dialog[open]') ?? document
  return /** @type {HTMLElement[]} */ ([...root.querySelectorAll('[aria-keyshortcuts]')]).filter(
    (element) => element.getClientRects().length > 0 && !element.hasAttribute('disabled'),
  )
}

/** @param {KeyboardEvent} event */
function nameOf(event) {
  if (event.ctrlKey || event.metaKey)
    return `Control+${event.key.length === 1 ? event.key.toUpperCase() : event.key}`
  if (event.altKey) return `Alt+${event.code.replace(/^(Digit|Key)/, '')}`
  return event.key
}

/** What a key means now: in the item that somebody stands on, or else where it stands first. @param {string} name */
function ofKey(name) {
  const known = withKeys().filter((one) => one.getAttribute('aria-keyshortcuts')?.split(' ').includes(name))
  const item = document.activeElement?.closest('[data-item]')
  return known.find((one) => item?.contains(one)) ?? known[0]
}

/** Nothing is decided about an item that nobody stands on: its key goes there first. @param {HTMLElement} element */
function use(element) {
  const item = /** @type {HTMLElement | null} */ (element.closest('[data-item]:not(a)'))
  if (item !== null && !item.contains(document.activeElement)) item.focus()
  else if (/^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) && !isSwitch(element)) element.focus()
  else element.click()
}

/** Moves to the item so many further on, and opens it where it is a link. @param {number} step */
function moveBy(step) {
  const items = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('[data-item]')])
  if (items.length === 0) return
  const at = items.findIndex(
    (item) => item.getAttribute('aria-current') === 'true' || item.contains(document.activeElement),
  )
  const next = items[Math.min(items.length - 1, Math.max(0, at + step))]
  if (next?.matches('a')) next.click()
  else next?.focus()
  next?.scrollIntoView({ block: 'nearest' })
}

// On a phone the pages and the parts of one stand in a row that is wider than it: the open one is seen.
for (const open of document.querySelectorAll('nav [aria-current]')) {
  const row = open.closest('nav')
  if (row === null || row.scrollWidth <= row.clientWidth) continue
  row.scrollLeft += open.getBoundingClientRect().left - row.getBoundingClientRect().left - row.clientWidth / 3
}

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.isComposing) return
  const name = nameOf(event)
  if (name === '/' && isAtWord(event.target)) {
    event.preventDefault()
    openDialog('quick')
    return
  }
  if (isTyping(event.target) && name.length === 1) return
  if (event.key === 'Escape' && isTyping(event.target)) {
    const field = /** @type {HTMLElement} */ (event.target)
    field.blur()
    const item = field.closest('[data-item]')
    if (item instanceof HTMLElement) item.focus()
    return
  }
  // Enter does what it does everywhere: in a field, on a link, on a button.
  if (event.key === 'Enter' && event.target instanceof Element) {
    if (name === 'Control+Enter' && event.target instanceof HTMLTextAreaElement)
      event.target.form?.requestSubmit()
    if (event.target.closest('a, button, summary, input, textarea, select') !== null) return
  }
  const element = ofKey(name)
  if (element !== undefined) {
    event.preventDefault()
    use(element)
    return
  }
  if (document.querySelector('dialog[open]') !== null) return
  if (name === 'j') moveBy(1)
  if (name === 'k') moveBy(-1)
})

document.addEventListener('click', (event) => {
  const target = event.target instanceof Element ? event.target : null
  const opener = target?.closest('[data-opens]')
  if (opener !== null && opener !== undefined) openDialog(opener.getAttribute('data-opens') ?? '')
  const closer = target?.closest('[data-closes]')
  closer?.closest('dialog')?.close()
  // A click beside a dialog closes it.
  if (target instanceof HTMLDialogElement && target.open && event.detail > 0) target.close()
  const person = document.querySelector('details.person[open]')
  if (person !== null && !person.contains(target)) person.removeAttribute('open')
})

document.addEventListener('change', (event) => {
  const field = event.target
  if (field instanceof HTMLSelectElement && field.hasAttribute('data-submits')) field.form?.requestSubmit()
})

// A slider shows its value beside it.
document.addEventListener('input', (event) => {
  const field = event.target
  if (!(field instanceof HTMLInputElement) || field.dataset.shows === undefined) return
  const shown = document.getElementById(field.dataset.shows)
  if (shown !== null) shown.textContent = field.value
})

// A card is dragged into another column; what that means the server says.
/** @type {HTMLElement | null} */
let dragged = null
/** The column that it was taken from: the board may be drawn anew meanwhile. @type {string | undefined} */
let draggedFrom
document.addEventListener('dragstart', (event) => {
  dragged = event.target instanceof HTMLElement ? event.target.closest('[data-drags]') : null
  draggedFrom = columnOf(dragged)?.dataset.drop
})
/** @param {Element | null} element @returns {HTMLElement | null | undefined} */
function columnOf(element) {
  return element?.closest('[data-drop]')
}
/** Where it would be dropped; back in its own column it is left as it is. @param {DragEvent} event */
function dropOf(event) {
  const column = dragged !== null && event.target instanceof Element ? columnOf(event.target) : null
  return column?.dataset.drop === draggedFrom ? null : column
}
document.addEventListener('dragover', (event) => {
  if (dropOf(event)) event.preventDefault()
})
document.addEventListener('drop', (event) => {
  const column = dropOf(event)
  if (!column || dragged === null) return
  event.preventDefault()
  const form = document.createElement('form')
  form.method = 'post'
  form.action = `${dragged.dataset.drags}/${column.dataset.drop}`
  for (const [name, value] of Object.entries({ revision: dragged.dataset.revision ?? '', from: 'board' })) {
    const field = document.createElement('input')
    Object.assign(field, { type: 'hidden', name, value })
    form.append(field)
  }
  document.body.append(form)
  form.submit()
})

// Words that are picked go where somebody writes: an open dialog takes the caret away, so its place is kept.
let caret = 0
document.addEventListener('click', (event) => {
  const picked = event.target instanceof Element ? event.target.closest('[data-inserts]') : null
  const field = document.querySelector('textarea[data-quick]')
  if (!(picked instanceof HTMLElement) || !(field instanceof HTMLTextAreaElement)) return
  picked.closest('dialog')?.close()
  field.focus()
  field.setRangeText(picked.dataset.inserts ?? '', caret, caret, 'end')
})

/** The caret in the field that is written in, or else its end. */
function keepCaret() {
  const field = document.querySelector('textarea[data-quick]')
  if (!(field instanceof HTMLTextAreaElement)) return
  caret = document.activeElement === field ? field.selectionStart : field.value.length
}

/** @param {string} id */
function openDialog(id) {
  const dialog = document.getElementById(id)
  if (!(dialog instanceof HTMLDialogElement) || dialog.open) return
  keepCaret()
  const map = dialog.querySelector('[data-keys]')
  if (map instanceof HTMLElement) drawKeys(map)
  dialog.showModal()
  // What has the focus may stand at its end; it is read from its beginning.
  dialog.scrollTop = 0
  const search = dialog.querySelector('input[type="search"]')
  if (search instanceof HTMLInputElement) {
    search.value = ''
    search.dispatchEvent(new Event('toggle'))
  }
}

/** Lists what can be pressed on this page now. @param {HTMLElement} map */
function drawKeys(map) {
  const rows = withKeys().map((element) => [
    element.getAttribute('aria-keyshortcuts') ?? '',
    element.getAttribute('aria-label') ?? labelOf(element),
  ])
  if (document.querySelector('[data-item]') !== null) {
    rows.unshift(['j', map.dataset.next ?? ''], ['k', map.dataset.previous ?? ''])
  }
  // Each item of a list has the same keys; they are named once.
  const named = rows.filter(([keys], at) => rows.findIndex(([other]) => other === keys) === at)
  map.replaceChildren(
    ...named.flatMap(([keys, label]) => {
      const term = document.createElement('dt')
      for (const key of (keys ?? '').split(' ')) {
        const cap = document.createElement('kbd')
        cap.textContent = key
        term.append(cap, ' ')
      }
      const meaning = document.createElement('dd')
      meaning.textContent = label ?? ''
      return [term, meaning]
    }),
  )
}

/** An element's words without the key caps in it. @param {HTMLElement} element */
function labelOf(element) {
  if (
    element instanceof HTMLInputElement ||
    element instanceof HTMLTextAreaElement ||
    element instanceof HTMLSelectElement
  ) {
    return element.labels?.[0]?.firstChild?.textContent?.trim() ?? element.placeholder
  }
  const copy = /** @type {HTMLElement} */ (element.cloneNode(true))
  for (const cap of copy.querySelectorAll('kbd, .count')) cap.remove()
  return copy.textContent?.replace(/\s+/g, ' ').trim()
}

// The finder: arrows choose, enter opens.
document.addEventListener('keydown', (event) => {
  const finder = document.querySelector('dialog.finder[open]')
  if (finder === null || !/^(ArrowDown|ArrowUp|Enter)$/.test(event.key)) return
  const options = /** @type {HTMLElement[]} */ ([...finder.querySelectorAll('[role="option"]')])
  const at = options.findIndex((option) => option.getAttribute('aria-selected') === 'true')
  event.preventDefault()
  if (event.key === 'Enter') {
    options[Math.max(0, at)]?.click()
    return
  }
  const next = Math.min(options.length - 1, Math.max(0, at + (event.key === 'ArrowDown' ? 1 : -1)))
  options.forEach((option, index) => {
    option.setAttribute('aria-selected', String(index === next))
  })
  options[next]?.scrollIntoView({ block: 'nearest' })
})
