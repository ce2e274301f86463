import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { readConfig } from '../config.ts'
import { loadModels } from './load-models.ts'

const SHIPPED = join(import.meta.dirname, '..', '..', 'models')
const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function copyModels(): string {
  const folder = mkdtempSync(join(tmpdir(), 'recado-models-'))
  folders.push(folder)
  const { files } = JSON.parse(readFileSync(join(SHIPPED, 'manifest.json'), 'utf8')) as { files: object }
  for (const name of ['manifest.json', ...Object.keys(files)])
    copyFileSync(join(SHIPPED, name), join(folder, name))
  return folder
}

test('the shipped models load and name themselves', async () => {
  const models = await loadModels(readConfig({}))
  expect(models.classifiers.embedded.id).toMatch(/^classifier-/)
  expect(models.chat).toBeNull()
})

test('one changed byte of a model is model_corrupt, naming the file', async () => {
  const folder = copyModels()
  const path = join(folder, 'classifier.bin')
  const bytes = readFileSync(path)
  bytes[bytes.length - 100]! ^= 1
  writeFileSync(path, bytes)
  await expect(loadModels(readConfig({}), folder)).rejects.toMatchObject({
    code: 'model_corrupt',
    message: expect.stringContaining('classifier.bin'),
  })
})

test('an absent model file and an absent manifest are model_corrupt', async () => {
  const folder = copyModels()
  rmSync(join(folder, 'classifier.bin'))
  await expect(loadModels(readConfig({}), folder)).rejects.toMatchObject({ code: 'model_corrupt' })
  rmSync(join(folder, 'manifest.json'))
  await expect(loadModels(readConfig({}), folder)).rejects.toMatchObject({ code: 'model_corrupt' })
})
