import type { Outcome } from './retrieval-calibrate.ts'

export interface ConfidentOutcome extends Outcome {
  readonly confidence: number
}

const percent = (part: number, of: number) => (of === 0 ? '-' : ((100 * part) / of).toFixed(1))

/** Recall of the ranker beside BM25 and the cosine, and what happens at the two thresholds, by language and kind. */
export function reportOutcomes(
  outcomes: readonly ConfidentOutcome[],
  thresholds: { readonly faq: number; readonly auto: number },
): string[] {
  const lines = [
    'lang kind          n  recall@1 @3   cosine@1 @3   bm25@1 @3   answered at auto (wrong)   at faq (wrong)',
  ]
  for (const language of ['pt', 'es', 'en', 'all']) {
    for (const kind of ['seen', 'novel', 'absent', 'unanswered', 'specific', 'foreign', 'all']) {
      const own = outcomes.filter(
        ({ list }) =>
          (language === 'all' || list.language === language) &&
          (kind === 'all' || list.kind === kind) &&
          list.isSameLanguage,
      )
      if (own.length > 0) lines.push(`${language.padEnd(4)} ${kind.padEnd(11)}${line(own, thresholds)}`)
    }
  }
  return lines
}

function line(own: readonly ConfidentOutcome[], thresholds: { faq: number; auto: number }): string {
  const asked = own.filter(({ list }) => list.bm25Place >= 0)
  const recall = (place: (o: ConfidentOutcome) => number) =>
    [1, 3]
      .map((k) =>
        percent(asked.filter((o) => place(o) >= 0 && place(o) < k).length, asked.length).padStart(5),
      )
      .join(' ')
  const at = (threshold: number) => {
    const answered = own.filter((o) => o.confidence >= threshold)
    const wrong = answered.filter((o) => !o.isRight)
    return `${percent(answered.length, own.length)}% of ${own.length}, wrong ${wrong.length}/${answered.length} = ${percent(wrong.length, answered.length)}%`
  }
  return `${String(own.length).padStart(5)}  ${recall((o) => o.place)}   ${recall((o) => o.list.cosinePlace)}   ${recall((o) => o.list.bm25Place)}   ${at(thresholds.auto)}   ${at(thresholds.faq)}`
}
