import { randomUUID } from 'node:crypto'

/**
 * A provider of promptfoo that asks a running Recado: sends the messages of a case into a thread of its own and answers with
 * the decision of the last one. RECADO_URL and RECADO_API_KEY say where, RECADO_CHANNEL names a channel of kind `other`.
 */
// promptfoo takes a provider by the default export alone.
// biome-ignore lint/style/noDefaultExport: see above
export default class RecadoProvider {
  #url = process.env.RECADO_URL ?? 'http://127.0.0.1:8787'
  #fetch

  constructor({ config } = {}) {
    this.#fetch = config?.fetch ?? fetch
  }

  id() {
    return 'recado'
  }

  async callApi(_prompt, { vars }) {
    const thread = randomUUID()
    const messages = typeof vars.messages === 'string' ? JSON.parse(vars.messages) : vars.messages
    let output = null
    for (const { from, text } of messages) {
      const response = await this.#fetch(`${this.#url}/v1/messages`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${process.env.RECADO_API_KEY}`,
          'content-type': 'application/json',
          prefer: 'wait=20',
        },
        body: JSON.stringify({
          external_id: randomUUID(),
          channel: { id: process.env.RECADO_CHANNEL ?? 'promptfoo', kind: 'other' },
          surface: vars.surface ?? 'dm',
          thread: { external_id: thread },
          contact: { external_id: thread },
          text,
          direction: from === 'person' ? 'outbound' : 'inbound',
        }),
      })
      const body = await response.json()
      if (!response.ok) return { error: `${response.status} ${body.detail ?? body.title}` }
      output = body
    }
    return output?.route === undefined ? { error: 'Recado has not decided in time' } : { output }
  }
}
