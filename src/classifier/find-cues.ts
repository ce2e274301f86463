import { normaliseText } from '../inference/normalise-text.ts'
import { CUES, type Cue, type CueKind } from './classification.ts'
import { CUE_PATTERNS, NOT_AFTER } from './cue-patterns.ts'

/** A burst of long messages; a person's plain words may stand at its very end. */
const LOOKED_AT = 50_000
const compiled = new Map<CueKind, RegExp>(
  CUES.map((kind) => [
    kind,
    new RegExp(CUE_PATTERNS[kind].map((p) => `(?<![a-z0-9])(?:${p})`).join('|'), 'g'),
  ]),
)

/** Plain words that decide a route whatever the model says, in the order of the text; at most one a kind. */
export function findCues(text: string): Cue[] {
  const { text: plain, starts, ends } = normaliseText(text.slice(0, LOOKED_AT))
  // Line breaks and runs of spaces read as one space each, so that offsets stay.
  const flat = plain.replace(/\s/g, ' ')
  const cues = CUES.flatMap((kind): Cue[] => {
    const match = firstMatch(flat, kind)
    if (match === null) return []
    const start = starts[match.start]!
    const end = ends[match.end - 1]!
    return [{ kind, cue: text.slice(start, end), start, end }]
  })
  return cues.sort((a, b) => a.start - b.start)
}

function firstMatch(flat: string, kind: CueKind): { start: number; end: number } | null {
  for (const match of flat.matchAll(compiled.get(kind)!)) {
    if (match[0].trim().length === 0) continue
    const before = flat.slice(Math.max(0, match.index - 40), match.index)
    if (NOT_AFTER[kind]?.test(before) === true) continue
    const lead = match[0].length - match[0].trimStart().length
    return { start: match.index + lead, end: match.index + match[0].trimEnd().length }
  }
  return null
}
