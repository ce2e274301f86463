import type { Assessment } from '../domain/assessment.ts'
import { openApi } from './open-api.ts'

/** Prints what a text is and what moved the scores. */
export async function classify(text: string, isComment: boolean): Promise<void> {
  const api = await openApi()
  try {
    const body = { items: [{ text, surface: isComment ? 'comment' : 'dm' }] }
    const { data } = await api.call<{ data: Assessment[] }>('POST', '/v1/classify', body)
    const { category, language, labels, evidence, reply_owed } = data[0]!
    process.stdout.write(
      `${category} · ${language.tag} · ${reply_owed ? 'a reply is owed' : 'no reply is owed'}\n\n`,
    )
    for (const [name, { score, threshold, fired }] of Object.entries(labels)) {
      const bar = '█'.repeat(Math.round(score * 20)).padEnd(20, '░')
      process.stdout.write(
        `  ${name.padEnd(12)} ${bar} ${score.toFixed(3)} ${fired ? `≥ ${threshold.toFixed(2)}` : ''}\n`,
      )
    }
    for (const { label, cue, weight } of evidence)
      process.stdout.write(`  ${label}: “${cue}” ${weight.toFixed(1)}\n`)
  } finally {
    await api.close()
  }
}
