import { LANGUAGES } from '../../domain/language.ts'
import { inPlace, type Scored } from '../measure-run.ts'
import { riskCoverage } from '../metrics/area-under-risk-coverage.ts'
import { binsOf } from '../metrics/expected-calibration-error.ts'
import { drawChart } from './draw-chart.ts'

type Pair = readonly [number, 0 | 1]

/** What was stated of all turns that it was stated of. */
export function statedOf(scored: readonly Scored[], what: string): Pair[] {
  return scored.flatMap(({ score }) =>
    score.turns.flatMap(({ stated }) => (stated[what] ? [stated[what]] : [])),
  )
}

const SHARE = { scale: { domain: [0, 1] }, axis: { format: '.0%', tickCount: 5 } }

/** How often came true what was stated, in bins of equal numbers; the diagonal is what a perfect estimate gives. */
export function drawReliability(title: string, pairs: readonly Pair[]) {
  const bins = binsOf(pairs).map((bin) => ({ ...bin }))
  return drawChart(`${title}: stated probability and how often it came true`, {
    layer: [
      {
        data: {
          values: [
            { stated: 0, came: 0 },
            { stated: 1, came: 1 },
          ],
        },
        mark: { type: 'line', color: 'var(--soft)', strokeDash: [4, 4] },
        encoding: {
          x: { field: 'stated', type: 'quantitative' },
          y: { field: 'came', type: 'quantitative' },
        },
      },
      {
        data: { values: bins },
        mark: { type: 'line', color: 'var(--one)', point: { filled: true, color: 'var(--one)', size: 45 } },
        encoding: {
          x: { field: 'stated', type: 'quantitative', title: 'stated', ...SHARE },
          y: { field: 'came', type: 'quantitative', title: 'came true', ...SHARE },
        },
      },
    ],
  })
}

/** The share of wrong drafts among the surest, for every share of drafts that might go out, by language. */
export function drawRiskCoverage(scored: readonly Scored[]) {
  const values = LANGUAGES.flatMap((language) =>
    riskCoverage(statedOf(inPlace(scored, language), 'draft_right')).map((point) => ({ ...point, language })),
  )
  return drawChart('Wrong drafts among the surest, by the share that goes out and by language', {
    data: { values },
    mark: { type: 'line', interpolate: 'step-after', strokeWidth: 2 },
    encoding: {
      x: { field: 'coverage', type: 'quantitative', title: 'share of drafts that go out', ...SHARE },
      y: { field: 'risk', type: 'quantitative', title: 'wrong among them', ...SHARE },
      color: { field: 'language', type: 'nominal', sort: [...LANGUAGES] },
    },
  })
}

const STEPS = Array.from({ length: 51 }, (_, i) => i / 50)

/** What a threshold on the confidence of drafts would let out: how many, and how many of those right. */
export function drawSweep(scored: readonly Scored[]) {
  const pairs = statedOf(scored, 'draft_right')
  const values = STEPS.flatMap((threshold) => {
    const out = pairs.filter(([confidence]) => confidence >= threshold)
    const right = out.filter(([, isRight]) => isRight === 1).length
    return [
      { threshold, what: 'goes out', share: out.length / (pairs.length || 1) },
      ...(out.length === 0 ? [] : [{ threshold, what: 'right among those', share: right / out.length }]),
    ]
  })
  return drawChart('Share of drafts above a threshold, and share of right ones among them', {
    data: { values },
    mark: { type: 'line', strokeWidth: 2 },
    encoding: {
      x: { field: 'threshold', type: 'quantitative', title: 'threshold on the confidence', ...SHARE },
      y: { field: 'share', type: 'quantitative', title: null, ...SHARE },
      color: { field: 'what', type: 'nominal', sort: ['goes out', 'right among those'] },
    },
  })
}
