import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ChatCompletionRequest {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: {
    readonly model: string
    readonly temperature?: number
    readonly max_tokens?: number
    readonly messages: readonly { readonly role: string; readonly content: string }[]
    /** Of the moderation and embedding endpoints. */
    readonly input?: readonly string[]
    readonly response_format?: {
      readonly type: string
      readonly json_schema?: { readonly name: string; readonly schema: unknown; readonly strict?: boolean }
    }
    readonly tools?: readonly { readonly function: { readonly name: string; readonly parameters: unknown } }[]
  }
}

/** What the server does with a request. */
export type Behaviour =
  /** A completion whose content is this value as JSON; as a tool call where tools were offered. */
  | { readonly kind: 'answer'; readonly value: unknown }
  /** Category scores of the moderation endpoint. */
  | { readonly kind: 'moderation'; readonly scores: Readonly<Record<string, number | null>> }
  /** A vector of each text. */
  | { readonly kind: 'vectors'; readonly of: (text: string) => readonly number[] }
  /** A completion with just this text as its content. */
  | { readonly kind: 'content'; readonly text: string }
  /** An error in OpenAI's form; it quotes the prompt, as providers do. */
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** The connection is accepted and nothing ever comes. */
  | { readonly kind: 'hang' }
  /** Bytes that are no JSON, under the given type. */
  | { readonly kind: 'garbage'; readonly type: string }
  /** JSON that ends in the middle. */
  | { readonly kind: 'cut_json' }
  /** The connection is torn down before any answer. */
  | { readonly kind: 'reset' }

export interface OpenAiServer {
  readonly baseUrl: string
  readonly requests: ChatCompletionRequest[]
  /** What the next requests get, one each; the last one goes on for all that follow. */
  behave(...behaviours: readonly (Behaviour | ((request: ChatCompletionRequest) => Behaviour))[]): void
  close(): Promise<void>
}

/** A local server that speaks OpenAI's chat completions, keeps what it was sent, and fails on demand. */
export async function startOpenAiServer(): Promise<OpenAiServer> {
  const requests: ChatCompletionRequest[] = []
  let plan: readonly (Behaviour | ((request: ChatCompletionRequest) => Behaviour))[] = []
  const server = createServer(async (incoming, response) => {
    const request = await readRequest(incoming)
    requests.push(request)
    const next = plan[0] ?? { kind: 'status', status: 500 }
    if (plan.length > 1) plan = plan.slice(1)
    respond(request, incoming, response, typeof next === 'function' ? next(request) : next)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    behave(...behaviours) {
      requests.length = 0
      plan = behaviours
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function readRequest(incoming: IncomingMessage): Promise<ChatCompletionRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  const body = JSON.parse(Buffer.concat(chunks).toString('utf8'))
  return { path: incoming.url ?? '', headers: incoming.headers, body }
}

function respond(
  request: ChatCompletionRequest,
  incoming: IncomingMessage,
  response: ServerResponse,
  behaviour: Behaviour,
): void {
  const send = (status: number, body: string, headers: Readonly<Record<string, string>> = {}) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
  switch (behaviour.kind) {
    case 'answer':
      send(200, JSON.stringify(completion(request, behaviour.value)))
      return
    case 'moderation': {
      const results = [{ flagged: false, category_scores: behaviour.scores }]
      send(200, JSON.stringify({ id: 'modr-1', model: request.body.model, results }))
      return
    }
    case 'vectors': {
      const data = request.body.input!.map((text, index) => ({
        object: 'embedding',
        index,
        embedding: behaviour.of(text),
      }))
      send(200, JSON.stringify({ object: 'list', model: request.body.model, data }))
      return
    }
    case 'content':
      send(200, JSON.stringify(completionOf(request, { role: 'assistant', content: behaviour.text })))
      return
    case 'status': {
      const message = `Failed (${behaviour.status}) on: ${JSON.stringify(request.body.messages)}`
      send(
        behaviour.status,
        JSON.stringify({ error: { message, type: 'test', code: null } }),
        behaviour.headers,
      )
      return
    }
    case 'hang':
      return
    case 'garbage':
      send(200, '<html><body>It works!</body></html>', { 'content-type': behaviour.type })
      return
    case 'cut_json':
      send(200, JSON.stringify(completion(request, {})).slice(0, 60))
      return
    case 'reset':
      incoming.socket.resetAndDestroy()
  }
}

function completion(request: ChatCompletionRequest, value: unknown) {
  const text = JSON.stringify(value)
  const tool = request.body.tools?.[0]?.function.name
  if (tool === undefined) return completionOf(request, { role: 'assistant', content: text })
  const call = { id: 'call_1', type: 'function', function: { name: tool, arguments: text } }
  return completionOf(request, { role: 'assistant', content: null, tool_calls: [call] })
}

function completionOf(request: ChatCompletionRequest, message: Readonly<Record<string, unknown>>) {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_780_000_000,
    model: request.body.model,
    choices: [{ index: 0, finish_reason: 'stop', message: { refusal: null, ...message } }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  }
}
