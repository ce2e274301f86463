import { readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { SingleBar } from 'cli-progress'
import { decodeText } from '../domain/decode-text.ts'
import { AppError } from '../errors.ts'
import type { Import } from '../knowledge/start-import.ts'
import { openApi } from './open-api.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.csv': 'text/csv',
  '.jsonl': 'application/x-ndjson',
  '.ndjson': 'application/x-ndjson',
  '.md': 'text/markdown',
  '.markdown': 'text/markdown',
}
const POLL_MS = 200

/** Imports a file and waits for it, with a progress bar; ends with 1 where rows were bad, or there were none. */
export async function importFile(path: string): Promise<void> {
  const type = TYPES[extname(path).toLowerCase()]
  if (type === undefined) {
    throw new AppError(
      'invalid_request',
      `${path} is not a file that can be imported: it must end in ${Object.keys(TYPES).join(', ')}`,
    )
  }
  const source = readSource(path)
  const api = await openApi()
  const bar = new SingleBar({
    format: '{bar} {value}/{total} rows',
    clearOnComplete: true,
    noTTYOutput: false,
  })
  try {
    let state = await api.call<Import>('POST', '/v1/kb/imports', source, type)
    bar.start(state.total, 0)
    while (state.state === 'queued' || state.state === 'running') {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
      state = await api.call<Import>('GET', `/v1/kb/imports/${state.id}`)
      bar.setTotal(state.total)
      bar.update(state.processed)
    }
    bar.stop()
    report(path, state)
  } finally {
    bar.stop()
    await api.close()
  }
}

function readSource(path: string): string {
  try {
    return decodeText(readFileSync(path))
  } catch (error) {
    throw new AppError(
      'invalid_request',
      `${path} cannot be read: ${(error as NodeJS.ErrnoException).code}`,
      { cause: error },
    )
  }
}

function report(path: string, state: Import): void {
  process.stdout.write(`${state.created} created, ${state.updated} changed, ${state.unchanged} unchanged\n`)
  for (const error of state.errors)
    process.stderr.write(`${path}:${error.row} ${error.pointer} ${error.detail}\n`)
  if (state.total === 0) process.stderr.write(`${path} holds no question with an answer\n`)
  if (state.errors.length > 0 || state.total === 0) process.exitCode = 1
}
