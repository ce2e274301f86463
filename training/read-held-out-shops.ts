import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { EVALS, readCaseFile, readShop } from '../src/evals/read-shop.ts'
import { type ShopFile, toShop } from './measure-shop.ts'

/** The businesses of evals/, which nothing is trained on, with their single messages: those written to be hard, and everyday ones. */
export function readHeldOutShops(): { readonly name: string; readonly shop: ShopFile }[] {
  const names = readdirSync(join(EVALS, 'knowledge')).map((file) => file.replace('.json', ''))
  return names.sort().flatMap((name) => {
    const hard = readMessages('messages', name)
    if (hard.length === 0) return []
    const everyday = readMessages('everyday', name).map((message) => ({
      ...message,
      everyday: true as const,
    }))
    const { business, entries } = readShop(name)
    const messages = [...hard, ...everyday]
    return [{ name, shop: toShop({ business, entries: entries as ShopFile['entries'], messages }) }]
  })
}

function readMessages(folder: string, name: string): ShopFile['messages'] {
  const path = join(EVALS, 'cases', folder, `${name}.jsonl`)
  if (!existsSync(path)) return []
  return readCaseFile(path).map(({ messages: [message], tags }) => ({
    text: message!.text,
    lang: tags.language,
    expected: message!.expected!.entry ?? null,
    category: message!.expected!.category!,
  }))
}
