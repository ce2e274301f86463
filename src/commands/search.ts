import type { Passage } from '../domain/passage.ts'
import { openApi } from './open-api.ts'

/** Prints what the knowledge says to a query, best first. */
export async function search(query: string, limit: number): Promise<void> {
  const api = await openApi()
  try {
    const { data } = await api.call<{ data: Passage[] }>('POST', '/v1/kb/search', { query, limit })
    if (data.length === 0) process.stdout.write('The knowledge has nothing to say to this.\n')
    for (const { entry, confidence, matched_by } of data) {
      const how = `${Math.round(confidence * 100)}% · ${matched_by.join(', ')}`
      process.stdout.write(
        `${entry.external_id} (${entry.language}, version ${entry.version}) · ${how}\n  ${entry.question}\n  ${entry.answer}\n\n`,
      )
    }
  } finally {
    await api.close()
  }
}
