import { html } from 'hono/html'
import { LANGUAGES } from '../domain/language.ts'
import type { Visit } from './console-env.ts'
import { drawIcon } from './draw-icon.ts'
import { listPages, type PageName } from './list-pages.ts'
import { THEMES, type Theme } from './read-preferences.ts'
import { assetUrl } from './serve-assets.ts'
import { frameWords } from './words/frame.ts'
import { LOCALES } from './words.ts'

/** What a template makes: text with everything that it was given escaped. */
export type Html = ReturnType<typeof html>

/** The pages' languages in their own words. */
const LANGUAGE_NAMES = { pt: 'Português', es: 'Español', en: 'English' } as const

interface PageParts {
  readonly title: string
  readonly active: PageName | null
  readonly body: Html
}

/** A whole page for somebody who is signed in: navigation, search, keyboard map, and the page itself. */
export function drawPage(visit: Visit, { title, active, body }: PageParts): Html {
  const words = frameWords[visit.language]
  return drawDocument(
    visit,
    title,
    html`<a class="skip" href="#content">${words.skip}</a>
      <div class="frame">
        <header class="side">
          <a class="brand" href="/console"><img src="${assetUrl('icon.svg')}" alt="" width="28" height="28">Recado</a>
          <nav aria-label="${words.navigation}"><ul>${listPages(visit).map(
            (
              page,
              index,
            ) => html`<li><a href="${page.path}" ${page.name === active ? html`aria-current="page"` : ''}
              aria-keyshortcuts="Alt+${(index + 1) % 10}">${drawIcon(page.icon)}<span>${words.pages[page.name]}</span></a></li>`,
          )}</ul></nav>
          <div class="side-end">
            <button type="button" class="quiet" data-opens="finder" aria-keyshortcuts="Control+K">
              ${drawIcon('search')}<span>${words.find}</span><kbd>ctrl K</kbd></button>
            <button type="button" class="quiet" data-opens="keys" aria-keyshortcuts="?">
              ${drawIcon('command')}<span>${words.keys}</span><kbd>?</kbd></button>
            ${drawPerson(visit)}
          </div>
        </header>
        <main id="content" tabindex="-1">${drawGivenBack(visit.language)}${body}</main>
      </div>
      <p class="offline" role="status" data-offline hidden>${words.offline}</p>
      <p class="offline" role="alert" data-failed hidden>${words.notArrived}</p>
      ${drawDialogs(visit)}`,
    html`data-live="/console/live?since=${visit.arrivedAt.toISOString()}"`,
  )
}

/** Where the browser shows what was typed into a form that was refused, and not taken: nobody types it twice. */
export function drawGivenBack(language: Visit['language']): Html {
  const words = frameWords[language]
  return html`<p class="note" role="status" data-returned hidden>${words.returned}</p>
    <section class="note stack" data-kept hidden><label>${words.kept}<textarea rows="4" readonly></textarea></label></section>`
}

/** A page for nobody in particular, such as signing in. */
export function drawBarePage(
  visitor: { readonly language: Visit['language']; readonly theme: Theme },
  title: string,
  body: Html,
): Html {
  return drawDocument(visitor, title, html`<main id="content" class="bare">${body}</main>`, '')
}

function drawDocument(
  { language, theme }: { readonly language: Visit['language']; readonly theme: Theme },
  title: string,
  body: Html,
  attributes: Html | '',
): Html {
  return html`<!doctype html>
<html lang="${LOCALES[language]}" data-theme="${theme}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="htmx-config" content='{"includeIndicatorStyles":false,"allowEval":false,"historyCacheSize":0,"scrollIntoViewOnBoost":false}'>
<title>${title} · Recado</title>
<link rel="icon" href="${assetUrl('icon.svg')}" type="image/svg+xml">
<link rel="preload" href="${assetUrl('inter.woff2')}" as="font" type="font/woff2" crossorigin>
<link rel="stylesheet" href="${assetUrl('console.css')}">
<script src="${assetUrl('htmx.js')}" defer></script>
<script src="${assetUrl('console.js')}" type="module"></script>
</head>
<body ${attributes}>${body}</body>
</html>`
}

function drawPerson(visit: Visit): Html {
  const words = frameWords[visit.language]
  return html`<details class="person">
    <summary>${drawIcon('user')}<span>${visit.member.name}</span></summary>
    <div class="menu">
      <p><strong>${visit.workspace.name}</strong><br><small>${visit.member.email}</small></p>
      ${
        visit.workspaces.length < 2
          ? ''
          : html`<form method="post" action="/console/preferences"><label>${words.workspace}
              <select name="workspace" data-submits>${visit.workspaces.map(
                (one) =>
                  html`<option value="${one.id}" ${one.id === visit.workspace.id ? 'selected' : ''}>${one.name}</option>`,
              )}</select></label></form>`
      }
      <form method="post" action="/console/preferences"><label>${words.language}
        <select name="language" data-submits>${LANGUAGES.map(
          (tag) =>
            html`<option value="${tag}" lang="${LOCALES[tag]}" ${tag === visit.language ? 'selected' : ''}>${LANGUAGE_NAMES[tag]}</option>`,
        )}</select></label></form>
      <form method="post" action="/console/preferences"><label>${words.theme}
        <select name="theme" data-submits>${THEMES.map(
          (theme) =>
            html`<option value="${theme}" ${theme === visit.theme ? 'selected' : ''}>${words.themes[theme]}</option>`,
        )}</select></label></form>
      <a href="/console/account">${words.account}</a>
      <form method="post" action="/console/sign-out"><button class="quiet">${drawIcon('log-out')}${words.signOut}</button></form>
    </div>
  </details>`
}

function drawDialogs(visit: Visit): Html {
  const words = frameWords[visit.language]
  return html`<dialog id="finder" class="finder" aria-label="${words.find}">
      <input type="search" name="q" placeholder="${words.findHint}" aria-label="${words.find}" autocomplete="off"
        hx-get="/console/find" hx-trigger="input changed delay:150ms, toggle" hx-target="#found" autofocus>
      <div id="found" role="listbox" aria-label="${words.find}"></div>
    </dialog>
    <dialog id="keys" aria-labelledby="keys-title">
      <h2 id="keys-title">${words.keys}</h2>
      <dl class="keys" data-keys data-next="${words.nextItem}" data-previous="${words.previousItem}"></dl>
      <form method="dialog"><button class="quiet" autofocus>${words.close}</button></form>
    </dialog>`
}
