import { describe, expect, test } from 'vitest'
import type { Category } from '../domain/assessment.ts'
import type { Passage } from '../domain/passage.ts'
import type { DraftOutcome } from '../responder/draft-request.ts'
import type { Verdict } from './decide.ts'
import { summariseHandoff } from './summarise-handoff.ts'

interface Given {
  texts?: string[]
  carried?: string[]
  history?: { from: 'customer' | 'shop'; text: string }[]
  contactName?: string | null
  attachments?: number
  category?: Category
  reasons?: string[]
  route?: Verdict['route']
  draft?: DraftOutcome | null
  passages?: Passage[]
  ruleLabels?: string[]
}

function summarise(given: Given) {
  const { texts = ['Quero falar com alguém'], carried = [], category = 'needs_human' } = given
  const row = (text: string, i: number) => ({
    text,
    attachments: i === 0 ? Array.from({ length: given.attachments ?? 0 }, () => ({ kind: 'image' })) : [],
  })
  const label = (score: number) => ({ score, threshold: 0.5, fired: true })
  const outcome = {
    turn: {
      messages: texts.map(row),
      carried: carried.map((text) => row(text, 1)),
      history: given.history ?? [],
      contact: { name: given.contactName ?? null },
      settings: { help_text: 'Ligue 188, a qualquer hora.' },
    },
    verdict: {
      route: given.route ?? 'human',
      reasons: given.reasons ?? ['wants_human'],
      draft: 'drop',
      needsPerson: true,
      priority: 'high',
    },
    assessment: {
      category,
      labels: { spam: label(0.91), hate: label(0.92), faq: label(0.93), needs_human: label(0.94) },
    },
    moderation: { queue: null },
    draft: given.draft ?? null,
    passages: given.passages ?? [],
  }
  // Only what a summary reads is made; a whole turn comes from the database.
  const placement = {
    queue: { id: 'que_1', name: 'suporte' },
    priority: 'high' as const,
    labels: given.ruleLabels ?? [],
    routing: { rule: null, version: 0 },
  }
  return summariseHandoff(outcome as unknown as Parameters<typeof summariseHandoff>[0], placement)
}

const passage = (id: string, confidence: number) => ({ entry: { external_id: id }, confidence }) as Passage

describe('the summary', () => {
  test('quotes the whole turn, what was carried first, and the customer’s message before it', () => {
    const { summary } = summarise({
      carried: ['Qual o horário?'],
      texts: ['  ', 'alguém aí?'],
      history: [
        { from: 'customer', text: 'Oi, bom dia' },
        { from: 'shop', text: 'Olá!' },
      ],
    })
    expect(summary).toBe('“Qual o horário? / alguém aí?”\n↩ “Oi, bom dia”')
  })

  test('counts attachments, and is only that where nothing was written', () => {
    expect(summarise({ texts: ['olha'], attachments: 2 }).summary).toBe('“olha”\n📎 2')
    expect(summarise({ texts: [''], attachments: 1 }).summary).toBe('📎 1')
  })

  test('holds no personal data, also of the message before', () => {
    const { summary } = summarise({
      texts: [
        'Meu nome é Teodora Quintanilha, cpf 529.982.247-25, fone (11) 98765-4321. Cadê meu pedido?',
        'Respondam para teo@correio.example, a Teodora agradece',
      ],
      history: [{ from: 'customer', text: 'Aqui é a Quintanilha, CEP 04567-010' }],
    })
    expect(summary).not.toMatch(/teodora|quintanilha|529|98765|teo@|04567/iu)
    expect(summary).toMatch(/\[CPF_1\].*\[PHONE_1\].*Cadê meu pedido\?.*\[EMAIL_1\]/u)
  })

  test('does not give away the name that the platform told', () => {
    const { summary } = summarise({ texts: ['aqui Severina, quero ajuda'], contactName: 'Severina Brandão' })
    expect(summary).toBe('“aqui [NAME_1], quero ajuda”')
  })

  test('is cut to 280 characters, never through the middle of one', () => {
    expect(summarise({ texts: ['😡'.repeat(280)] }).summary).toBe(`“${'😡'.repeat(280)}”`)
    const { summary } = summarise({ texts: ['😡'.repeat(281)] })
    expect(summary).toBe(`“${'😡'.repeat(279)}…”`)
    expect(summary.isWellFormed()).toBe(true)
  })
})

describe('labels and queue', () => {
  test.each([
    ['danger', 'urgente'],
    ['wants_human', 'atendente'],
    ['attachment_only', 'anexo'],
    ['partly_answered', 'follow-up'],
    ['processing_failed', 'falha'],
    ['known_customer', 'cliente'],
  ])('%s suggests the label %s', (reason, label) => {
    expect(summarise({ reasons: [reason] }).labels).toEqual([label])
  })

  test('a reason without a label suggests none; a category other than needs_human is one', () => {
    expect(summarise({ reasons: ['no_answer'] }).labels).toEqual([])
    expect(summarise({ reasons: ['hate', 'known_customer'], category: 'hate' }).labels).toEqual([
      'cliente',
      'hate',
    ])
  })

  test('the queue and its priority are those that routing chose, and its labels come after the suggested ones', () => {
    expect(summarise({ ruleLabels: ['vip', 'atendente'] })).toMatchObject({
      queue: 'suporte',
      queue_id: 'que_1',
      routing: { rule: null, version: 0 },
      priority: 'high',
      labels: ['atendente', 'vip'],
    })
  })

  test('danger comes with the workspace’s help text, and nothing else does', () => {
    const danger = { reasons: ['danger', 'hate'], route: 'quarantine' as const }
    expect(summarise(danger).help_text).toBe('Ligue 188, a qualquer hora.')
    expect(summarise({}).help_text).toBeNull()
  })

  test('the confidence is that of the category', () => {
    expect(summarise({ category: 'hate' })).toMatchObject({ category: 'hate', confidence: 0.92 })
  })
})

describe('what was tried', () => {
  test('names the three best entries and why there is no draft', () => {
    const passages = [passage('a', 0.814), passage('b', 0.5), passage('c', 0.4), passage('d', 0.3)]
    const draft: DraftOutcome = {
      kind: 'none',
      reason: 'provider_timeout',
      citations: [],
      promptVersion: null,
    }
    expect(summarise({ passages, draft }).tried).toEqual([
      'found a (0.81)',
      'found b (0.50)',
      'found c (0.40)',
      'no draft: provider_timeout',
    ])
  })

  test('names a draft with its confidence, and nothing where nothing was tried', () => {
    const draft = { kind: 'drafted', reply: { confidence: 0.7 }, isPartial: true } as DraftOutcome
    expect(summarise({ draft }).tried).toEqual(['drafted (0.70)'])
    expect(summarise({}).tried).toEqual([])
  })
})
