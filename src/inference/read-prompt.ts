import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { AppError } from '../errors.ts'

const FrontMatter = z.object({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/u),
  version: z.int().min(1),
  temperature: z.number().min(0).max(2),
  max_tokens: z.int().min(1),
  variables: z.array(z.string()),
})

export interface Prompt {
  /** `id@version`, stored with every decision that used it. */
  readonly version: string
  readonly temperature: number
  readonly maxTokens: number
  /** Fills both texts; values are put in as they are and never read for variables themselves. */
  render(values: Readonly<Record<string, string>>): { readonly system: string; readonly user: string }
}

const FILE = /^---\n(?<head>[\s\S]*?)\n---\n# System\n(?<system>[\s\S]*?)\n# User\n(?<user>[\s\S]*)$/u
const VARIABLE = /\{\{(\w+)\}\}/gu

/** Reads a prompt of prompts/ by its id; throws `not_configured` where its file is not a prompt. */
export function readPrompt(id: string): Prompt {
  return parsePrompt(id, readFileSync(new URL(`../../prompts/${id}.md`, import.meta.url), 'utf8'))
}

/** A prompt from the text of its file: front matter, then the sections `# System` and `# User`. */
export function parsePrompt(id: string, text: string): Prompt {
  const parts = FILE.exec(text.replaceAll('\r\n', '\n'))?.groups
  const head = FrontMatter.safeParse(parts === undefined ? null : parse(parts.head!))
  if (parts === undefined || !head.success || head.data.id !== id)
    throw broken(id, 'its front matter or a section')
  const { version, temperature, max_tokens, variables } = head.data
  const used = new Set([...text.matchAll(VARIABLE)].map(([, name]) => name!))
  const isListed = used.size === variables.length && variables.every((name) => used.has(name))
  if (!isListed) throw broken(id, 'its list of variables')
  const fill = (section: string, values: Readonly<Record<string, string>>) =>
    section.trim().replace(VARIABLE, (_, name: string) => {
      const value = values[name]
      if (value === undefined) throw broken(id, `no value for ${name}`)
      return value
    })
  return {
    version: `${id}@${version}`,
    temperature,
    maxTokens: max_tokens,
    render: (values) => ({ system: fill(parts.system!, values), user: fill(parts.user!, values) }),
  }
}

function broken(id: string, what: string): AppError {
  return new AppError('not_configured', `The prompt prompts/${id}.md cannot be used: ${what}`)
}
