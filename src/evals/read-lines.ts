import { readFileSync } from 'node:fs'

/** A sentence of a file of lines, with its slots and choices still open. */
export interface WrittenLine {
  readonly family: string
  readonly label: string
  readonly text: string
  /** What the other half of the pair says, which differs in few words and does no harm. */
  readonly contrast: string | null
}

/**
 * Reads a file of sentences: `## family: label` begins a family, each line after it is a sentence, `hateful => harmless`
 * a pair of them, and a line that begins with `# ` is a remark.
 */
export function readLines(path: string): WrittenLine[] {
  const found: WrittenLine[] = []
  let [family, label] = ['', '']
  for (const [at, line] of readFileSync(path, 'utf8').split('\n').entries()) {
    const heading = /^## (\w+): (\w+)$/.exec(line)
    if (heading !== null) [family, label] = [heading[1]!, heading[2]!]
    if (line === '' || line.startsWith('# ') || heading !== null) continue
    if (label === '') throw new Error(`${path}:${at + 1}: a sentence stands before any family`)
    const [text, contrast] = line.split(' => ')
    found.push({ family, label, text: text!, contrast: contrast ?? null })
  }
  return found
}
