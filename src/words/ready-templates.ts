import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { TemplateInput } from '../domain/template.ts'

const READY = new URL('./ready-templates.json', import.meta.url)

/** What most shops say, in three languages, to start from: somebody still submits it and somebody else approves it. */
export function readReadyTemplates(): TemplateInput[] {
  return z.array(TemplateInput).parse(JSON.parse(readFileSync(READY, 'utf8')))
}
