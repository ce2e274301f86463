import { createMiddleware } from 'hono/factory'
import { parse as parseYaml } from 'yaml'
import { cleanText } from '../domain/text.ts'
import { AppError } from '../errors.ts'
import type { AppEnv } from './app-env.ts'

const MIB = 1024 * 1024
/** Imports carry whole files. */
const LIMITS = [{ path: '/v1/kb/imports', bytes: 25 * MIB }]
const DEFAULT_LIMIT = 2 * MIB
/** Documents that people write by hand may come as YAML. */
const YAML_PATHS = /^\/v1\/policies(?:\/|$)/
// Escapes that JSON allows and a database or UTF-8 does not.
const UNSAFE_ESCAPE = /\\u0000|\\u[dD][89a-fA-F]/

/**
 * Reads a body once, within its size limit, as UTF-8. In JSON, U+0000 and lone surrogates become U+FFFD before any
 * handler sees them. Throws `too_large`; malformed JSON is left for the validator to name.
 */
export const readBody = createMiddleware<AppEnv>(async (c, next) => {
  if (c.req.raw.body === null) return next()
  const limit = LIMITS.find(({ path }) => c.req.path === path)?.bytes ?? DEFAULT_LIMIT
  const tooLarge = () => new AppError('too_large', `A body here may have at most ${limit / MIB} MiB`)
  if (Number(c.req.header('content-length') ?? 0) > limit) throw tooLarge()
  const bytes = await collect(c.req.raw.body, limit)
  if (bytes === null) throw tooLarge()
  const type = (c.req.header('content-type') ?? '').toLowerCase()
  const headers = new Headers(c.req.raw.headers)
  const isYaml = /^application\/(?:x-)?yaml\b/.test(type) && YAML_PATHS.test(c.req.path)
  if (isYaml) headers.set('content-type', 'application/json')
  const text = isYaml
    ? yamlToJson(bytes.toString('utf8'))
    : type.includes('json')
      ? bytes.toString('utf8')
      : null
  c.req.raw = new Request(c.req.raw.url, {
    method: c.req.raw.method,
    headers,
    signal: c.req.raw.signal,
    body: text === null ? bytes : cleanJson(text),
  })
  return next()
})

async function collect(
  stream: ReadableStream<Uint8Array>,
  limit: number,
): Promise<Buffer<ArrayBuffer> | null> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of stream) {
    size += chunk.byteLength
    if (size > limit) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Throws `malformed_json` where it is no YAML; the parser itself refuses aliases that multiply. */
function yamlToJson(text: string): string {
  try {
    return JSON.stringify(parseYaml(text)) ?? 'null'
  } catch (cause) {
    throw new AppError('malformed_json', 'The body is not YAML', { cause })
  }
}

function cleanJson(text: string): string {
  if (!UNSAFE_ESCAPE.test(text)) return text
  try {
    return JSON.stringify(JSON.parse(text), (_key, value) => cleanValue(value))
  } catch {
    return text
  }
}

/** A text, or an object with its names, as every database takes them. */
function cleanValue(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [cleanText(name), inner]))
}
