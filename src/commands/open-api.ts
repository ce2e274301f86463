import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readConfig } from '../config.ts'
import { readHolder } from '../db/lock-folder.ts'
import { AppError, type FieldError } from '../errors.ts'

/** The API as a command uses it: of the server that holds the data, or of the data itself where none runs. */
export interface CommandApi {
  /** Throws the problem that the API answered with. */
  call<T>(method: string, path: string, body?: unknown, contentType?: string): Promise<T>
  close(): Promise<void>
}

/**
 * Opens the data that the environment names. A folder that a server holds is reached through that server, with the key
 * of RECADO_API_KEY or of the folder's `first-api-key`; otherwise the same app runs in this process.
 */
export async function openApi(): Promise<CommandApi> {
  const config = readConfig()
  const holder = config.databaseUrl === null ? readHolder(config.dataDir) : null
  if (holder?.address) {
    const key = config.apiKey ?? readFirstKey(config.dataDir)
    const { address } = holder
    return { call: caller((path, init) => fetch(`${address}${path}`, init), key), close: async () => {} }
  }
  // Half of a second's imports, which a command that a server answers does not need.
  const { openOwnApp } = await import('./open-own-app.ts')
  const { request, firstKey, close } = await openOwnApp(config)
  try {
    return { call: caller(request, config.apiKey ?? firstKey ?? readFirstKey(config.dataDir)), close }
  } catch (error) {
    await close()
    throw error
  }
}

function readFirstKey(dataDir: string): string {
  const path = join(dataDir, 'first-api-key')
  if (!existsSync(path)) throw new AppError('unauthorized', `Set RECADO_API_KEY: there is no key in ${path}`)
  return readFileSync(path, 'utf8').trim()
}

function caller(
  send: (path: string, init: RequestInit) => Promise<Response>,
  key: string,
): CommandApi['call'] {
  return async <T>(method: string, path: string, body?: unknown, contentType = 'application/json') => {
    const isText = typeof body === 'string'
    const response = await send(path, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': contentType }),
      },
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
    })
    const answer = (await response.json()) as { detail?: string; errors?: FieldError[] }
    if (!response.ok) {
      throw new AppError('invalid_request', answer.detail ?? `The server answered ${response.status}`, {
        errors: answer.errors ?? [],
      })
    }
    return answer as T
  }
}
