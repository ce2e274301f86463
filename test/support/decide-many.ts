import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { drainTurns } from './drain-turns.ts'
import { putEntries } from './send-message.ts'
import type { TestApp, TestWorkspace } from './start-test-app.ts'

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../src/demo/${name}`, import.meta.url), 'utf8'))
const MESSAGES = read('messages.json') as readonly { text: string; surface: 'dm' | 'comment' }[]

/** So many messages in a thread, one after the other. */
const ROUNDS = 3
const BATCH = 100

/**
 * Decides so many messages of the demo shop in threads of three, so that some go on from others. `later` moves the clock on
 * between rounds, or people who ask the same would be a flood.
 */
export async function decideMany(
  app: TestApp,
  shop: TestWorkspace,
  count: number,
  later: () => void,
): Promise<void> {
  await putEntries(shop, read('pet-shop.json') as unknown[])
  const bodies = Array.from({ length: count }, (_, i) => bodyOf(i))
  for (let at = 0; at < count; at += MESSAGES.length) {
    const page = bodies.slice(at, at + MESSAGES.length)
    for (let round = 0; round < ROUNDS; round += 1) {
      const due = page.filter((_, i) => i % ROUNDS === round)
      for (let from = 0; from < due.length; from += BATCH) {
        const messages = due.slice(from, from + BATCH)
        const response = await shop.request('POST', '/v1/messages/batch', { messages })
        expect(response.status).toBe(200)
      }
      await drainTurns(app.ctx)
      later()
    }
  }
}

function bodyOf(i: number): Record<string, unknown> {
  const { text } = MESSAGES[i % MESSAGES.length]!
  const thread = Math.floor(i / ROUNDS)
  const { surface } = MESSAGES[(thread * ROUNDS) % MESSAGES.length]!
  return {
    external_id: `many-${i}`,
    channel: { id: 'shop', kind: 'instagram' },
    surface,
    thread: { external_id: `many-${thread}` },
    contact: { external_id: `many-${thread}`, name: thread % 2 === 0 ? 'Ana Clara' : 'Rui' },
    text,
    attachments: i % 17 === 0 ? [{ kind: 'image' }] : [],
  }
}
