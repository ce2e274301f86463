import type { Replay } from '../replay/replay-decision.ts'
import { openApi } from './open-api.ts'

/** Works a decision out again and prints in what it differs; ends with 1 where what was kept of it gives another. */
export async function replay(id: string, options: { readonly with: 'kept' | 'current' }): Promise<void> {
  const api = await openApi()
  try {
    const path = `/v1/decisions/${encodeURIComponent(id)}/replay`
    const body = options.with === 'current' ? { with: 'current' } : undefined
    const found = await api.call<Replay>(body === undefined ? 'GET' : 'POST', path, body)
    const { kept, replayed } = found.route
    process.stdout.write(
      `${found.decision_id}: ${found.state}, ${kept}${replayed === null || replayed === kept ? '' : ` → ${replayed}`}\n`,
    )
    for (const { stage, field, kept, replayed } of found.differences)
      process.stdout.write(
        `  ${stage} ${field}\n    kept     ${JSON.stringify(kept)}\n    replayed ${JSON.stringify(replayed)}\n`,
      )
    if (found.state === 'different' && options.with === 'kept') process.exitCode = 1
  } finally {
    await api.close()
  }
}
