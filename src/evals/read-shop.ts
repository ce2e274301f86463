import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { EntryInput } from '../domain/knowledge-entry.ts'
import { type Case, toCase, WrittenCase } from './case.ts'

export const EVALS = join(import.meta.dirname, '../../evals')

export const Shop = z.object({ business: z.string(), language: z.string(), entries: z.array(EntryInput) })
export type Shop = z.infer<typeof Shop>

/** A business that nothing was trained on: what it answers. */
export function readShop(name: string): Shop {
  return Shop.parse(JSON.parse(readFileSync(join(EVALS, 'knowledge', `${name}.json`), 'utf8')))
}

/** The rows of one file of cases, checked. */
export function readCaseFile(path: string): Case[] {
  return readRows(path, WrittenCase).map(toCase)
}

export function readRows<Row extends z.ZodType>(path: string, row: Row): z.output<Row>[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => row.parse(JSON.parse(line)))
}
