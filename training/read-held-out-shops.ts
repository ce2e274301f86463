import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { EVALS, readCaseFile, readShop } from '../src/evals/read-shop.ts'
import { type ShopFile, toShop } from './measure-shop.ts'

/** The businesses of evals/, which nothing is trained on, with their single messages. */
export function readHeldOutShops(): { readonly name: string; readonly shop: ShopFile }[] {
  const names = readdirSync(join(EVALS, 'knowledge')).map((file) => file.replace('.json', ''))
  return names.sort().flatMap((name) => {
    const path = join(EVALS, 'cases', 'messages', `${name}.jsonl`)
    if (!existsSync(path)) return []
    const messages = readCaseFile(path).map(({ messages: [message], tags }) => ({
      text: message!.text,
      lang: tags.language,
      expected: message!.expected!.entry ?? null,
      category: message!.expected!.category!,
    }))
    const { business, entries } = readShop(name)
    return [{ name, shop: toShop({ business, entries: entries as ShopFile['entries'], messages }) }]
  })
}
