import { setTimeout as sleep } from 'node:timers/promises'
import type { Gap } from '../domain/knowledge-gap.ts'
import type { Suggestion } from '../domain/knowledge-suggestion.ts'
import type { DemoApi } from './demo-api.ts'
import { UNANSWERED } from './unanswered.ts'

/** A message counts once its decision has settled, and the upkeep looks every few seconds. */
const PATIENCE_MS = 45_000
const LOOK_MS = 3000

/** Asks what nothing answers, answers one of it as a person would, and prints the gaps and the entry that come of it. */
export async function showGaps(api: DemoApi, run: string, print: (text: string) => void): Promise<void> {
  for (const [i, [text, reply]] of Object.entries(UNANSWERED).entries()) {
    const { body } = await api.request('POST', '/v1/messages', {
      external_id: `${run}-gap-${i}`,
      channel: { id: 'demo-draft', kind: 'instagram' },
      surface: 'dm',
      thread: { external_id: `${run}-gap-${i}` },
      contact: { external_id: `${run}-gap-${i}` },
      text,
    })
    const { thread_id } = body as { thread_id: string }
    if (reply !== null) await api.request('POST', `/v1/threads/${thread_id}/replies`, { text: reply })
  }
  const until = Date.now() + PATIENCE_MS
  let found: Found = { gaps: [], suggestions: [] }
  while (Date.now() < until && found.suggestions.length === 0) {
    await api.request('POST', '/v1/kb/gaps/refresh')
    await sleep(LOOK_MS)
    found = await readFound(api)
  }
  print('\nWhat the knowledge lacks\n------------------------')
  for (const gap of found.gaps) print(`${String(gap.questions).padStart(3)} × ${gap.title}`)
  for (const { question, answer } of found.suggestions) {
    print(`Proposed from a person's reply: ${question} → ${answer}`)
  }
  if (found.gaps.length === 0) print('Nothing yet: GET /v1/kb/gaps shows it within the hour.')
}

interface Found {
  readonly gaps: readonly Gap[]
  readonly suggestions: readonly Suggestion[]
}

async function readFound(api: DemoApi): Promise<Found> {
  const gaps = await api.request('GET', '/v1/kb/gaps?limit=5')
  const suggestions = await api.request('GET', '/v1/kb/suggestions')
  return {
    gaps: (gaps.body as { data: Gap[] }).data,
    suggestions: (suggestions.body as { data: Suggestion[] }).data.filter(({ kind }) => kind === 'entry'),
  }
}
