import { readConfig } from '../../src/config.ts'
import type { Context } from '../../src/context.ts'
import { appendEvents, type NewEvent } from '../../src/db/append-event.ts'
import { outbox } from '../../src/db/schema.ts'
import { systemActor } from '../../src/domain/actor.ts'
import { deliverPending } from '../../src/outbox/deliver-pending.ts'
import { openTransport, type Transport } from '../../src/outbox/open-transport.ts'
import { startTestApp, type TestApp, type TestWorkspace } from './start-test-app.ts'
import { startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts'

/** An app whose clock the test moves, a transport that may reach this machine, and receivers that are closed after. */
export interface OutboxBench {
  readonly test: TestApp
  readonly ctx: Context
  readonly transport: Transport
  /** Sets the clock to the machine's, so that signatures verify, and forgets what earlier tests left owed. */
  reset(): Promise<void>
  advance(ms: number): void
  receiver(): Promise<WebhookReceiver>
  endpoint(workspace: TestWorkspace, url: string, events?: string[]): Promise<{ id: string; secret: string }>
  /** Appends events as any verb does. */
  append(workspace: TestWorkspace, ...news: NewEvent[]): Promise<string[]>
  /** Delivers until nothing more is due. Answers how many attempts were made. */
  deliverDue(transport?: Transport): Promise<number>
  close(): Promise<void>
}

export async function openOutboxBench(overrides: Partial<Context> = {}): Promise<OutboxBench> {
  let now = Date.now()
  const config = readConfig({ RECADO_DEMO: 'off', LOG_LEVEL: 'silent', WEBHOOK_ALLOW_PRIVATE: 'on' })
  const test = await startTestApp({ config, clock: () => new Date(now), ...overrides })
  const { ctx } = test
  const transport = openTransport({ allowsPrivate: true })
  const receivers: WebhookReceiver[] = []
  return {
    test,
    ctx,
    transport,
    async reset() {
      now = Date.now()
      await ctx.db.delete(outbox)
    },
    advance(ms) {
      now += ms
    },
    async receiver() {
      const receiver = await startWebhookReceiver()
      receivers.push(receiver)
      return receiver
    },
    async endpoint(workspace, url, events = []) {
      const response = await workspace.request('POST', '/v1/webhook-endpoints', { url, events })
      return (await response.json()) as { id: string; secret: string }
    },
    append: (workspace, ...news) =>
      ctx.db.transaction((tx) =>
        appendEvents(ctx, tx, { workspaceId: workspace.id, actor: systemActor('test') }, news),
      ),
    async deliverDue(through = transport) {
      let attempts = 0
      for (;;) {
        const started = await deliverPending(ctx, through, { limit: 100, exceptEndpointIds: [] })
        if (started.length === 0) return attempts
        attempts += started.length
        await Promise.all(started.map(({ done }) => done))
      }
    },
    async close() {
      await transport.close()
      await Promise.all(receivers.map((receiver) => receiver.close()))
      await test.close()
    },
  }
}
