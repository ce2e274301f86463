import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LANGUAGES } from '../domain/language.ts'
import { chooseLanguage } from './words.ts'

/** Words that really are the same in two of the languages. */
const WORDS = ['Recado', 'Normal', 'spam', 'SLA', 'VIP', 'FAQ', 'Total', 'no', 'Error', 'e-mail']
const BRANDS = ['WhatsApp', 'Instagram', 'Facebook', 'Messenger']
const SAME = new Set([...WORDS, ...BRANDS])

const folder = join(import.meta.dirname, 'words')

/** Every word by its path; a word with blanks is filled with marks. */
function flatten(words: unknown, path: string): [string, string][] {
  if (typeof words === 'string') return [[path, words]]
  if (typeof words === 'function') return [[path, String(words('·', '·', '·'))]]
  return Object.entries(words as object).flatMap(([name, value]) => flatten(value, `${path}.${name}`))
}

test.each(readdirSync(folder))(
  '%s is translated: no word is missing, empty, or the same twice',
  async (file) => {
    const module = (await import(join(folder, file))) as Record<string, unknown>
    const pages = Object.values(module).filter((value) => typeof value === 'object' && value !== null)
    expect(pages.length).toBeGreaterThan(0)
    for (const page of pages) {
      const byLanguage = LANGUAGES.map(
        (language) => new Map(flatten((page as Record<string, unknown>)[language], '')),
      )
      const faults: string[] = []
      for (const path of new Set(byLanguage.flatMap((words) => [...words.keys()]))) {
        const said = byLanguage.map((words) => words.get(path)?.trim() ?? '')
        if (said.includes('')) faults.push(`${path} is missing`)
        const isSame = new Set(said).size < said.length && !said.some((word) => SAME.has(word))
        if (isSame) faults.push(`${path}: ${said.join(' | ')}`)
      }
      expect(faults).toEqual([])
    }
  },
)

test('a browser gets the first of its languages that the pages have', () => {
  expect(chooseLanguage('fr-FR,fr;q=0.9,es-MX;q=0.8,en;q=0.7')).toBe('es')
  expect(chooseLanguage('pt-BR')).toBe('pt')
  expect(chooseLanguage(undefined)).toBe('pt')
})
