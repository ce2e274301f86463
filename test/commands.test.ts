import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fillDataFolder } from './support/open-test-database.ts'

const ROOT = join(import.meta.dirname, '..')
const RECADO = join(ROOT, 'bin', 'recado.mjs')
const KEY = 'a-key-of-the-operator'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'recado-commands-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs Node as a process of its own, with a data folder, a key, and what else is given. */
function runNode(
  args: readonly string[],
  dataDir: string,
  { cwd = folder, ...given }: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const env = { PATH: process.env.PATH, DATA_DIR: dataDir, RECADO_API_KEY: KEY, ...given }
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  child.stderr.on('data', (chunk) => {
    err += chunk
  })
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })))
}

const recado = (dataDir: string, ...args: string[]) => runNode([RECADO, ...args], dataDir)

function writeFile(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

describe('a folder that nobody holds', { timeout: 60_000 }, () => {
  let dataDir: string
  let file: string
  let imported: Ended
  beforeAll(async () => {
    dataDir = join(folder, 'own')
    fillDataFolder(dataDir)
    file = writeFile(
      'perguntas.csv',
      '\uFEFFpergunta;resposta\nQue dias abrem?;Segunda, terça e sexta, das 9h às 19h\nE pix?;\nTem vaga na rua?;Sim, sempre.\n',
    )
    imported = await recado(dataDir, 'import', file)
  }, 60_000)

  test('import says what became of the file and ends with 1 where rows were bad; search then finds the rest', async () => {
    expect(imported.err).toContain(`${file}:3 /answer `)
    expect(imported.err).not.toContain(`${file}:2`)
    expect(imported).toMatchObject({ code: 1, out: '2 created, 0 changed, 0 unchanged\n' })
    const found = await recado(dataDir, 'search', '-n', '1', 'que', 'dias', 'abrem?')
    expect(found).toMatchObject({ code: 0, err: '' })
    expect(found.out).toMatch(/^que-dias-abrem \(pt, version 1\) · \d+% · .*text/)
    expect(found.out).toContain('  Segunda, terça e sexta, das 9h às 19h\n')
  })

  test('where it has keys and none is given, that is said in a line, and the process lets go of it', async () => {
    const ended = await runNode([RECADO, 'search', 'pix'], dataDir, { RECADO_API_KEY: '' })
    expect(ended).toEqual({
      code: 1,
      out: '',
      err: `recado: Set RECADO_API_KEY: there is no key in ${join(dataDir, 'first-api-key')}\n`,
    })
    expect(existsSync(join(dataDir, 'recado.lock'))).toBe(false)
  })
})

describe('a folder that a server holds', () => {
  /** A server that answers each request with the next of `answers`, in a folder whose lock names this process. */
  async function serve<T>(answers: readonly [number, unknown][], use: (dataDir: string) => Promise<T>) {
    const seen: { method: string; url: string; key: string; type: string; body: string }[] = []
    const server = createServer(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      const { method = '', url = '', headers } = request
      const [status, answer] = answers[Math.min(seen.length, answers.length - 1)]!
      seen.push({ method, url, key: headers.authorization ?? '', type: headers['content-type'] ?? '', body })
      response.writeHead(status, { 'content-type': 'application/json', connection: 'close' })
      response.end(JSON.stringify(answer))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const dataDir = mkdtempSync(join(folder, 'held-'))
    writeFileSync(join(dataDir, 'recado.lock'), JSON.stringify({ pid: process.pid, address }))
    const ended = await use(dataDir)
    await new Promise((resolve) => server.close(resolve))
    return { ended, seen }
  }

  test('classify asks that server and prints each label with its score', async () => {
    const label = (score: number) => ({ score, threshold: 0.5, fired: score >= 0.5 })
    const assessment = {
      category: 'spam',
      language: { tag: 'pt', score: 0.99 },
      labels: { spam: label(0.97), hate: label(0.01), faq: label(0), needs_human: label(0.02) },
      evidence: [{ label: 'spam', cue: 'ganhe dinheiro', start: 0, end: 14, weight: 3.21 }],
      reply_owed: true,
    }
    const { ended, seen } = await serve([[200, { data: [assessment] }]], (dataDir) =>
      recado(dataDir, 'classify', '--comment', 'ganhe dinheiro', 'fácil'),
    )
    expect(ended).toMatchObject({ code: 0, err: '' })
    expect(ended.out).toMatch(/^spam · pt · a reply is owed\n/)
    expect(ended.out).toMatch(/spam +█{19}░ 0\.970 ≥ 0\.50\n/)
    expect(ended.out).toMatch(/needs_human +░{20} 0\.020 \n/)
    expect(ended.out).toContain('  spam: “ganhe dinheiro” 3.2\n')
    expect(seen).toEqual([
      {
        method: 'POST',
        url: '/v1/classify',
        key: `Bearer ${KEY}`,
        type: 'application/json',
        body: '{"items":[{"text":"ganhe dinheiro fácil","surface":"comment"}]}',
      },
    ])
  })

  test('import sends it the file and waits until it is done', async () => {
    const state = { id: 'imp_1', state: 'queued', total: 0, processed: 0, errors: [] }
    const counts = { created: 3, updated: 2, unchanged: 1 }
    const path = writeFile('faq.md', '# Do you ship?\nYes.\n')
    const { ended, seen } = await serve(
      [
        [202, { ...state, ...counts }],
        [200, { ...state, ...counts, state: 'running', total: 6, processed: 2 }],
        [200, { ...state, ...counts, state: 'done', total: 6, processed: 6 }],
      ],
      (dataDir) => recado(dataDir, 'import', path),
    )
    expect(ended).toMatchObject({ code: 0, out: '3 created, 2 changed, 1 unchanged\n' })
    expect(seen[0]).toMatchObject({ type: 'text/markdown', body: '# Do you ship?\nYes.\n' })
    expect(seen.slice(1).map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /v1/kb/imports/imp_1',
      'GET /v1/kb/imports/imp_1',
    ])
  })

  test('replay says in what a decision differs, and ends with 1 only where what was kept gives another', async () => {
    const found = {
      decision_id: 'dec_1',
      state: 'different',
      route: { kept: 'auto_reply', replayed: 'review' },
      differences: [{ stage: 'confidence', field: 'draft', kept: 0.9, replayed: 0.4 }],
    }
    const { ended, seen } = await serve([[200, found]], (dataDir) => recado(dataDir, 'replay', 'dec_1'))
    expect(ended).toMatchObject({ code: 1, err: '' })
    expect(ended.out).toBe(
      'dec_1: different, auto_reply → review\n  confidence draft\n    kept     0.9\n    replayed 0.4\n',
    )
    const current = await serve([[200, found]], (dataDir) =>
      recado(dataDir, 'replay', 'dec_1', '--with', 'current'),
    )
    expect(current.ended.code).toBe(0)
    expect([...seen, ...current.seen].map(({ method, body }) => `${method} ${body}`)).toEqual([
      'GET ',
      'POST {"with":"current"}',
    ])
  })

  test('what the server refuses is said with its pointers, and ends with 1', async () => {
    const problem = { detail: 'The body does not have the expected shape' }
    const errors = [{ pointer: '/limit', detail: 'Too big' }]
    const { ended } = await serve([[422, { ...problem, errors }]], (dataDir) =>
      recado(dataDir, 'search', '--limit', '51', 'pix'),
    )
    expect(ended).toEqual({ code: 1, out: '', err: `recado: ${problem.detail}\n  /limit: Too big\n` })
  })
})

test('a file that cannot be imported is named, and nothing is opened', async () => {
  const untouched = join(folder, 'untouched')
  const cases = [
    ['faq.docx', 'it must end in .csv, .jsonl, .ndjson, .md, .markdown'],
    ['absent.csv', 'cannot be read: ENOENT'],
  ] as const
  const all = await Promise.all(cases.map(([file]) => recado(untouched, 'import', join(folder, file))))
  for (const [i, [file, reason]] of cases.entries()) {
    expect(all[i]).toMatchObject({ code: 1, out: '' })
    expect(all[i]!.err).toMatch(/^recado: .*\n$/)
    expect(all[i]!.err).toContain(file)
    expect(all[i]!.err).toContain(reason)
  }
  expect(existsSync(untouched)).toBe(false)
})

describe('what is wrong is said in a line, and the process ends', () => {
  test('where no database answers, without its password', async () => {
    const given = { DATABASE_URL: 'postgres://recado:a-password@127.0.0.1:1/recado' }
    const ended = await runNode([RECADO, 'migrate'], join(folder, 'unused'), given)
    expect(ended).toMatchObject({ code: 1, out: '' })
    expect(ended.err).toBe(
      'recado: The database of DATABASE_URL cannot be used: connect ECONNREFUSED 127.0.0.1:1\n',
    )
  })

  test('where the data folder cannot be made', async () => {
    const file = writeFile('no-folder', '')
    const ended = await runNode([RECADO, 'start'], join(file, 'data'), {})
    expect(ended).toMatchObject({ code: 1, out: '' })
    expect(ended.err).toBe(
      `recado: The folder ${join(file, 'data')} cannot be made: EEXIST: file already exists, mkdir '${file}'\n`,
    )
  })

  test.skipIf(process.platform !== 'linux')('where the data folder is to be one of the system', async () => {
    const ended = await runNode([RECADO, 'start'], '/proc/recado/data', {})
    expect(ended).toMatchObject({ code: 1, out: '' })
    expect(ended.err).toBe(
      "recado: The folder /proc/recado/data cannot be made: ENOENT: no such file or directory, mkdir '/proc/recado'\n",
    )
  })

  test('where a number is none', async () => {
    const ended = await recado(join(folder, 'unused'), 'search', '-n', 'many', 'horas')
    expect(ended).toMatchObject({ code: 1, out: '' })
    expect(ended.err).toContain("argument 'many' is invalid. It must be a whole number.")
  })

  test('before evals begin to run', async () => {
    const cases = [
      [['run', '--accept', 'safety'], 'without naming a suite'],
      [['run', '--accept', '--data', '.'], 'without naming a suite, --data'],
      [['run', '--data', '/not/there'], '--data must name a folder, and /not/there is none'],
      [['run', '--price-in', '0.4'], '--price-out must be a price'],
      [['export', 'quality', '--format', 'promptfoo'], 'quality has neither'],
    ] as const
    // One process for all: the cases are read once.
    const script = `const { runCli } = await import(${JSON.stringify(join(ROOT, 'src/cli.ts'))})
      for (const options of ${JSON.stringify(cases.map(([options]) => options))}) {
        await runCli(['node', 'recado', 'evals', ...options])
        process.stderr.write(\`\${process.exitCode}\\n\`)
        process.exitCode = 0
      }`
    const ended = await runNode(['--input-type=module', '-e', script], folder)
    expect(ended.out).toBe('')
    const lines = ended.err.split('\n').slice(0, -1)
    expect(lines).toHaveLength(2 * cases.length)
    for (const [i, [, reason]] of cases.entries()) {
      expect(lines[2 * i]).toMatch(/^recado: /)
      expect(lines[2 * i]).toContain(reason)
      expect(lines[2 * i + 1]).toBe('1')
    }
  })
})

test('a file .env is read where nothing else is set', async () => {
  const cwd = mkdtempSync(join(folder, 'dotenv-'))
  writeFileSync(join(cwd, '.env'), 'LOG_LEVEL=loud\nPORT=none\n')
  const ended = await runNode([RECADO, 'start'], folder, { cwd, PORT: '0' })
  expect(ended).toMatchObject({ code: 1, out: '' })
  expect(ended.err).toMatch(/^recado: The environment is not valid. LOG_LEVEL: /)
  expect(ended.err).not.toContain('PORT')
})

describe('a Node that is too old', () => {
  test.each([
    ['recado.mjs', '20.19.5'],
    ['recado.mjs', '22.17.9'],
    ['require-node.mjs', '20.19.5'],
  ])('%s says plainly under %s what is needed', async (script, version) => {
    const patch = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`
    const run = `${patch} Object.defineProperty(process, 'version', { value: 'v${version}' }); await import(${JSON.stringify(join(ROOT, 'bin', script))})`
    const ended = await runNode(['--input-type=module', '-e', run], folder)
    expect(ended).toMatchObject({ code: 1, out: '' })
    expect(ended.err).toContain(`Recado needs Node 22.18 or newer, and this is v${version}`)
    expect(ended.err).toContain('npm ci')
    expect(ended.err).not.toMatch(/Error|at .*:\d+/)
  })
})

describe('a server whose models are not what they should be', () => {
  test('says which file has another checksum, and ends', { timeout: 120_000 }, async () => {
    const copy = join(folder, 'copy')
    for (const part of ['bin', 'src', 'models', 'prompts', 'migrations', 'package.json'])
      cpSync(join(ROOT, part), join(copy, part), { recursive: true })
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
    const changed = join(copy, 'models', 'ranker.bin')
    const bytes = readFileSync(changed)
    bytes[bytes.length - 1]! ^= 1
    writeFileSync(changed, bytes)
    const started = await runNode([join(copy, 'bin', 'recado.mjs'), 'start'], join(folder, 'refused'))
    expect(started.code).toBe(1)
    expect(started.err).toMatch(
      /^recado: \S+ranker\.bin has the checksum [0-9a-f]{64}, but models\/manifest\.json says /m,
    )
  })
})
