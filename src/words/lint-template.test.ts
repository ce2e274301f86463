import { describe, expect, test } from 'vitest'
import { renderTemplate } from '../domain/render-template.ts'
import { type TemplateCategory, TemplateDocument } from '../domain/template.ts'
import { lintTemplate } from './lint-template.ts'
import { readReadyTemplates } from './ready-templates.ts'

const codes = (document: object, category: TemplateCategory = 'utility') =>
  lintTemplate(category, TemplateDocument.parse(document)).map(({ code, severity }) => `${severity} ${code}`)

describe('the lint', () => {
  test('finds nothing in plain words with a sample for each variable', () => {
    expect(codes({ body: 'Seu pedido {order_id} saiu hoje.', samples: { order_id: '204518' } })).toEqual([])
    expect(codes({ body: 'Pedido {{1}}, entrega {{2}} hoje.', samples: { 1: 'a', 2: 'b' } })).toEqual([])
  })

  test.each<[string, object, TemplateCategory, string]>([
    ['a variable without a sample', { body: 'Oi {name}!' }, 'utility', 'error variable_without_sample'],
    [
      'a sample without a variable',
      { body: 'Oi!', samples: { x: '1' } },
      'utility',
      'error sample_without_variable',
    ],
    [
      'numbers beside names',
      { body: 'Oi {name}, {{1}}.', samples: { name: 'a', 1: 'b' } },
      'utility',
      'error variables_mixed',
    ],
    [
      'numbers with a gap',
      { body: 'Oi {{1}} e {{3}}.', samples: { 1: 'a', 3: 'b' } },
      'utility',
      'error positions_missing',
    ],
    ['braces that are no variable', { body: 'Oi {Nome}!' }, 'utility', 'error variable_malformed'],
    ['braces in the fallback', { body: 'Oi!', fallback: 'Oi {{x}}!' }, 'utility', 'error variable_malformed'],
    [
      'a fallback that asks for more',
      { body: 'Oi!', fallback: 'Oi {name}!' },
      'utility',
      'error variable_without_sample',
    ],
    [
      'a variable at an edge',
      { body: '{name} chegou', samples: { name: 'a' } },
      'utility',
      'warning variable_at_edge',
    ],
    [
      'variables side by side',
      { body: 'Oi {a} {b}.', samples: { a: 'a', b: 'b' } },
      'utility',
      'warning variables_adjacent',
    ],
    [
      'a body too long for its channel',
      { body: 'a'.repeat(1025), channels: ['whatsapp'] },
      'utility',
      'error too_long',
    ],
    [
      'a header too long once filled in',
      { header: 'Oi {a}', body: 'x', samples: { a: 'a'.repeat(60) }, channels: ['whatsapp'], fallback: 'x' },
      'utility',
      'error too_long',
    ],
    [
      'advertising in a service message',
      { body: 'Aproveite 20% de desconto hoje.' },
      'utility',
      'warning too_promotional',
    ],
    ['shouting', { body: 'CHEGOU A SUA ENCOMENDA NA LOJA' }, 'utility', 'warning too_promotional'],
    [
      'marketing without a way out',
      { body: 'Ofertas novas para você.' },
      'marketing',
      'error opt_out_missing',
    ],
    [
      'no fallback for WhatsApp',
      { body: 'Oi!', channels: ['whatsapp'] },
      'utility',
      'warning fallback_missing',
    ],
  ])('finds %s', (_name, document, category, found) => {
    expect(codes(document, category)).toContain(found)
  })

  test('takes marketing that says how to opt out', () => {
    const footer = 'Responda SAIR para não receber mais.'
    expect(codes({ body: 'Ofertas com 20% de desconto.', footer }, 'marketing')).toEqual([])
  })
})

describe('rendering', () => {
  const document = TemplateDocument.parse({
    header: 'Pedido {{1}}',
    body: 'Oi {first_name|amiga}, {order} sai hoje.',
    footer: 'Loja',
    samples: {},
  })

  test('fills in values, falls back, and names what is missing and what nothing takes', () => {
    expect(renderTemplate(document, { 1: '204518', other: 'x' })).toEqual({
      text: 'Pedido 204518\n\nOi amiga, {order} sai hoje.\n\nLoja',
      header: 'Pedido 204518',
      body: 'Oi amiga, {order} sai hoje.',
      footer: 'Loja',
      missing: ['order'],
      unused: ['other'],
    })
  })

  test('takes values as they are, braces and all, and blank ones as none', () => {
    const { body, missing } = renderTemplate(document, { order: '{first_name}', first_name: ' ' })
    expect(body).toBe('Oi amiga, {first_name} sai hoje.')
    expect(missing).toEqual(['1'])
  })
})

test('the ready templates are six in three languages, without a fault, and whole with their samples', () => {
  const ready = readReadyTemplates()
  const names = ['order_confirmation', 'appointment_reminder', 'faq_answer', 'away', 'hand_off', 'opt_out']
  expect(new Set(ready.map(({ name, language }) => `${name} ${language}`))).toEqual(
    new Set(names.flatMap((name) => ['pt', 'es', 'en'].map((language) => `${name} ${language}`))),
  )
  for (const { name, language, category, ...document } of ready) {
    expect(lintTemplate(category, document), `${name} ${language}`).toEqual([])
    expect(renderTemplate(document, document.samples).missing).toEqual([])
  }
})
