import { html } from 'hono/html'
import { hasScope } from '../../access/scopes.ts'
import { LANGUAGES } from '../../domain/language.ts'
import { renderTemplate } from '../../domain/render-template.ts'
import {
  type Template,
  TemplateCategory,
  type TemplateDocument,
  type TemplateInput,
  type TemplateVersion,
} from '../../domain/template.ts'
import type { Visit } from '../console-env.ts'
import { drawIcon } from '../draw-icon.ts'
import type { Html } from '../draw-page.ts'
import { formatInstant } from '../format-instant.ts'
import { reviewWords } from '../words/review.ts'
import { textsWords } from '../words/texts.ts'
import { writeSamples } from './template-form.ts'

const PATH = '/console/words/templates'
const BADGES = { draft: '', submitted: 'warn', approved: 'good', rejected: 'bad', superseded: '' } as const

/** All templates, and those that are ready to begin from. */
export function drawTemplates(
  visit: Visit,
  templates: readonly Template[],
  ready: readonly TemplateInput[],
): Html {
  const words = textsWords[visit.language]
  const mayWrite = hasScope(visit.scopes, 'templates:write')
  const beginnings = html`<details class="card"><summary>${words.ready}</summary><ul class="items">${ready.map(
    ({ name, language, body }, at) =>
      html`<li><a class="item" href="${PATH}/new?ready=${at}"><span class="row"><strong>${name}</strong><span class="badge">${reviewWords[visit.language].languages[language]}</span></span><p class="muted">${body}</p></a></li>`,
  )}</ul></details>`
  return html`<div class="row"><p class="muted">${words.templatesLead}</p>
      ${mayWrite ? html`<a class="button primary end" href="${PATH}/new" aria-keyshortcuts="n">${drawIcon('plus')}${words.add}<kbd>n</kbd></a>` : ''}</div>
    ${
      templates.length === 0
        ? html`<div class="empty card">${drawIcon('file-text')}<h2>${words.noTemplates}</h2><p>${words.noTemplatesLead}</p></div>`
        : html`<ul class="stack entries">${templates.map(
            ({
              id,
              name,
              language,
              category,
              latest,
            }) => html`<li><a class="card entry" data-item href="${PATH}/${id}"><strong>${name}</strong><p>${latest.document.body}</p>
            <span class="row"><span class="badge ${BADGES[latest.state]}">${words.states[latest.state]}</span><span class="badge">${words.kinds[category]}</span>
              <small class="muted end">${reviewWords[visit.language].languages[language]} · ${words.version(latest.version)}</small></span></a></li>`,
          )}</ul>`
    }${mayWrite && ready.length > 0 ? beginnings : ''}`
}

interface TemplateParts {
  /** Null for one that is being made. */
  readonly template: Template | null
  readonly given: Pick<TemplateInput, 'name' | 'language' | 'category'> & {
    readonly document: TemplateDocument
  }
  readonly approved: TemplateVersion | null
  readonly versions: readonly TemplateVersion[]
  readonly note: Html | ''
}

/** A template as a form, with how it will go out, what changed, and who may decide. */
export function drawTemplate(visit: Visit, parts: TemplateParts): Html {
  const words = textsWords[visit.language]
  const { template, given, note } = parts
  const path = `${PATH}/${template?.id ?? 'new'}`
  const mayWrite = hasScope(visit.scopes, 'templates:write')
  return html`<p><a href="${PATH}" aria-keyshortcuts="u">${words.back}</a></p>${note}
    <div class="split wide"><form class="card fields" method="post" action="${path}">
      <input type="hidden" name="revision" value="${template?.revision ?? 0}">
      <fieldset class="fields" ${mayWrite ? '' : 'disabled'}>${template === null ? drawNames(visit, given) : html`<h2>${template.name}</h2>`}
        ${drawDocument(visit, given.document)}
        ${mayWrite ? html`<div><button class="primary" aria-keyshortcuts="s">${words.save}<kbd>s</kbd></button></div>` : ''}</fieldset></form>
    <div class="stack">${drawPreview(visit, given.document)}${template === null ? '' : drawState(visit, template, parts)}</div></div>`
}

function drawNames(visit: Visit, { name, language, category }: TemplateParts['given']): Html {
  const words = textsWords[visit.language]
  return html`<div class="pair"><label>${words.name}<input name="name" value="${name}" required maxlength="100"><span class="hint">${words.nameHint}</span></label>
    <label>${words.language}<select name="language">${LANGUAGES.map(
      (one) =>
        html`<option value="${one}" ${one === language ? 'selected' : ''}>${reviewWords[visit.language].languages[one]}</option>`,
    )}</select></label>
    <label>${words.kind}<select name="category">${TemplateCategory.options.map(
      (one) =>
        html`<option value="${one}" ${one === category ? 'selected' : ''}>${words.kinds[one]}</option>`,
    )}</select></label></div>`
}

function drawDocument(visit: Visit, { header, body, footer, fallback, samples }: TemplateDocument): Html {
  const words = textsWords[visit.language]
  const live = html`hx-post="${PATH}/preview" hx-include="closest form" hx-trigger="input changed delay:200ms" hx-target="#preview" hx-swap="outerHTML"`
  return html`<label>${words.header}<input name="header" value="${header ?? ''}" maxlength="200" ${live}></label>
    <label>${words.body}<textarea name="body" rows="5" required maxlength="4096" aria-keyshortcuts="e" ${live}>${body}</textarea></label>
    <label>${words.footer}<input name="footer" value="${footer ?? ''}" maxlength="200" ${live}></label>
    <label>${words.samples}<textarea name="samples" rows="2" ${live}>${writeSamples(samples)}</textarea><span class="hint">${words.samplesHint}</span></label>
    <label>${words.fallback}<textarea name="fallback" rows="2" maxlength="4096">${fallback ?? ''}</textarea></label>`
}

/** The words with the samples filled in. */
export function drawPreview(visit: Visit, document: TemplateDocument | null): Html {
  const words = textsWords[visit.language]
  const text = document === null ? '' : renderTemplate(document, document.samples).text
  return html`<section id="preview" class="card stack"><h3>${words.preview}</h3><p class="said bubble" role="status">${text}</p></section>`
}

function drawState(visit: Visit, template: Template, { approved, versions }: TemplateParts): Html {
  const words = textsWords[visit.language]
  const { latest } = template
  const path = `${PATH}/${template.id}`
  const hidden = html`<input type="hidden" name="revision" value="${template.revision}"><input type="hidden" name="version" value="${latest.version}">`
  const submit =
    latest.state === 'draft' && hasScope(visit.scopes, 'templates:write')
      ? html`<form method="post" action="${path}/submit">${hidden}<button>${words.submit}</button></form>`
      : ''
  const decide =
    latest.state === 'submitted' && hasScope(visit.scopes, 'templates:approve')
      ? html`<div class="actions"><form method="post" action="${path}/approve">${hidden}<button class="primary">${words.approve}</button></form>
        <form class="row" method="post" action="${path}/reject">${hidden}<input name="reason" required maxlength="1000" aria-label="${words.reason}" placeholder="${words.reason}"><button>${words.reject}</button></form></div>`
      : ''
  return html`<section class="card stack"><div class="row"><h3>${words.version(latest.version)}</h3><span class="badge ${BADGES[latest.state]}">${words.states[latest.state]}</span></div>
      ${latest.findings.length === 0 ? '' : html`<div class="note warn"><strong>${words.findings}</strong><ul>${latest.findings.map(({ pointer, detail }) => html`<li><code>${pointer}</code> ${detail}</li>`)}</ul></div>`}
      ${submit}${decide}</section>
    ${approved === null || approved.version === latest.version ? '' : drawDifference(visit, approved.document, latest.document)}
    <section class="card stack"><h3>${words.versions}</h3><ul>${versions.map(
      ({
        version,
        state,
        created_at,
      }) => html`<li>${words.version(version)} <span class="badge ${BADGES[state]}">${words.states[state]}</span>
        <small class="muted">${formatInstant(visit, new Date(created_at))}</small></li>`,
    )}</ul></section>`
}

/** Both texts, line by line where they differ. */
function drawDifference(visit: Visit, before: TemplateDocument, after: TemplateDocument): Html {
  const words = textsWords[visit.language]
  const linesOf = ({ header, body, footer }: TemplateDocument) =>
    [header, ...body.split('\n'), footer].filter((line) => line !== null && line.trim() !== '') as string[]
  const [old, fresh] = [linesOf(before), linesOf(after)]
  const gone = old.filter((line) => !fresh.includes(line))
  const added = fresh.filter((line) => !old.includes(line))
  return html`<section class="card stack"><h3>${words.difference}</h3>${
    gone.length + added.length === 0
      ? html`<p class="muted">${words.same}</p>`
      : html`<p class="said">${gone.map((line) => html`<del>${line}</del>\n`)}${added.map((line) => html`<ins>${line}</ins>\n`)}</p>`
  }</section>`
}
