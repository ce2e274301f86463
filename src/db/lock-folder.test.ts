import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockFolder, readHolder } from './lock-folder.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'recado-lock-'))
  file = join(folder, 'recado.lock')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const write = (holder: unknown) => writeFileSync(file, JSON.stringify(holder))
const read = () => JSON.parse(readFileSync(file, 'utf8')) as unknown
/** A process that lives as long as this one, and is another. */
const LIVING = process.ppid

/** The pid of a process that has ended. */
async function deadPid(): Promise<number> {
  const child = spawn('true')
  await new Promise((resolve) => child.once('exit', resolve))
  return child.pid!
}

test('a folder is taken with the own pid, and free again after release', () => {
  const lock = lockFolder(folder)
  expect(read()).toEqual({ pid: process.pid, address: null })
  lock.release()
  expect(existsSync(file)).toBe(false)
})

test('a folder that a living process holds is refused with its pid and address, and its lock is left alone', () => {
  write({ pid: LIVING, address: 'http://127.0.0.1:8787' })
  expect(() => lockFolder(folder)).toThrow(
    expect.objectContaining({
      code: 'data_locked',
      message: `${folder} is in use by process ${LIVING}, serving at http://127.0.0.1:8787`,
    }),
  )
  expect(read()).toEqual({ pid: LIVING, address: 'http://127.0.0.1:8787' })
})

test('a holder that serves nothing is named by its pid alone', () => {
  write({ pid: LIVING, address: null })
  expect(() => lockFolder(folder)).toThrow(`${folder} is in use by process ${LIVING}`)
})

test('a lock whose process is gone is taken over', async () => {
  write({ pid: await deadPid(), address: 'http://127.0.0.1:8787' })
  expect(readHolder(folder)).toBeNull()
  lockFolder(folder)
  expect(read()).toEqual({ pid: process.pid, address: null })
})

test.each(['', '{"pid":', 'null', '{}', '"x"'])('a broken lock file (%s) is taken over', (content) => {
  writeFileSync(file, content)
  expect(readHolder(folder)).toBeNull()
  lockFolder(folder)
  expect(read()).toEqual({ pid: process.pid, address: null })
})

test('a lock with the own pid is of a former life, as in a container that restarts', () => {
  write({ pid: process.pid, address: 'http://127.0.0.1:1' })
  lockFolder(folder)
  expect(read()).toEqual({ pid: process.pid, address: null })
})

test('a published address stands beside the pid, and no other file is left', () => {
  lockFolder(folder).publishAddress('http://127.0.0.1:4321')
  expect(read()).toEqual({ pid: process.pid, address: 'http://127.0.0.1:4321' })
  expect(readdirSync(folder)).toEqual(['recado.lock'])
})

test('the holder is read with its address, and is null where there is none', () => {
  expect(readHolder(folder)).toBeNull()
  write({ pid: LIVING, address: 'http://127.0.0.1:8787' })
  expect(readHolder(folder)).toEqual({ pid: LIVING, address: 'http://127.0.0.1:8787' })
})

test('a folder that does not exist is an error of its own, not a lock', () => {
  expect(() => lockFolder(join(folder, 'absent'))).toThrow(/ENOENT/)
})
