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
  ['week: 1', 'esperava um texto'],
])('a document %j that is no YAML, or other YAML, is refused in the reader’s language', (text, said) => {
  const { faults } = readYaml('calendar' satisfies RuleKind, text, 'pt')
  const words = faults.map(({ detail }) => wordRuleFault('pt', detail))
  expect(words.join('\n')).toContain(said)
})
