import { expect, test } from 'vitest'
import { wordRuleFault } from '../words/rule-faults.ts'
import { RULE_STORES, type RuleKind, readYaml } from './rule-documents.ts'

/** Every message that a schema was given for a fault, in English: what zod says by itself is in none of them. */
function messagesOf(schema: unknown): Set<string> {
  const seen = new Set<unknown>()
  const found = new Set<string>()
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null || seen.has(node)) return
    seen.add(node)
    const def = (node as { _zod?: { def: Record<string, unknown> } })._zod?.def
    const { error, getter } = def ?? {}
    if (typeof error === 'function') found.add(String(error({})))
    if (typeof getter === 'function') walk(getter())
    for (const part of Object.values(def ?? node)) walk(part)
  }
  walk(schema)
  return found
}

test.each(Object.entries(RULE_STORES))(
  'whatever the schema of a %s refuses is said in all languages',
  (_kind, store) => {
    const messages = messagesOf(store.schema)
    expect(messages.size).toBeGreaterThan(1)
    const english = [...messages].filter((message) =>
      (['pt', 'es'] as const).some((language) => wordRuleFault(language, message) === message),
    )
    expect(english).toEqual([])
  },
)

test.each([
  ['a: [1', 'na linha 1'],
  ['name: a\nname: b', 'a segunda está na linha 2'],
  ['a: *b', 'não dá para ler'],
  ['week: 1', 'esperava um registro'],
  ['week: 1', 'falta, e precisa estar aqui'],
])('a document %j that is no YAML, or other YAML, is refused in the reader’s language', (text, said) => {
  const { faults } = readYaml('calendar' satisfies RuleKind, text, 'pt')
  const words = faults.map(({ detail }) => wordRuleFault('pt', detail))
  expect(words.join('\n')).toContain(said)
})

test('what zod says by itself of a document is Brazilian', () => {
  const text =
    'name: a\nposition: -1\nsteps: [{after_s: 99999999, target: {kind: role, role: level_2}}]\nconditions: 1'
  const { faults } = readYaml('escalation_policy' satisfies RuleKind, text, 'pt')
  expect(faults).toEqual([
    { pointer: '/conditions', detail: 'Entrada inválida: esperava um objeto, recebeu um número' },
    { pointer: '/steps/0/after_s', detail: expect.stringMatching(/^Grande demais: /) },
    { pointer: '/position', detail: expect.stringMatching(/^Pequeno demais: /) },
  ])
})
