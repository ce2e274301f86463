import { describe, expect, test } from 'vitest'
import { DEFAULT_POLICY } from './default-policy.ts'
import type { PolicyDocument } from './policy.ts'
import { readThresholds } from './read-thresholds.ts'

const SHIPPED = 0.42
const document: PolicyDocument = {
  ...DEFAULT_POLICY.document,
  spam: {
    dm: { review: null, act: 0.9 },
    comment: { review: 0.6, act: 0.7 },
    languages: { es: { act: 0.95 }, en: { review: 0.8, act: 0.5 } },
  },
}

describe('readThresholds', () => {
  test('a surface without a review threshold of its own has the classifier’s', () => {
    expect(readThresholds(document, 'spam', 'dm', 'pt', SHIPPED)).toEqual({ review: SHIPPED, act: 0.9 })
  })

  test('each surface has its own', () => {
    expect(readThresholds(document, 'spam', 'comment', 'pt', SHIPPED)).toEqual({ review: 0.6, act: 0.7 })
  })

  test('a language replaces only what it names, on every surface', () => {
    expect(readThresholds(document, 'spam', 'dm', 'es', SHIPPED)).toEqual({ review: SHIPPED, act: 0.95 })
    expect(readThresholds(document, 'spam', 'comment', 'es', SHIPPED)).toEqual({ review: 0.6, act: 0.95 })
  })

  test('nothing is hidden below the score at which it is reviewed', () => {
    expect(readThresholds(document, 'spam', 'dm', 'en', SHIPPED)).toEqual({ review: 0.8, act: 0.8 })
    expect(readThresholds(document, 'spam', 'dm', 'pt', 0.97)).toEqual({ review: 0.97, act: 0.97 })
  })

  test('a language that could not be named has the surface’s', () => {
    expect(readThresholds(document, 'spam', 'comment', 'und', SHIPPED)).toEqual({ review: 0.6, act: 0.7 })
  })

  test('labels do not share thresholds', () => {
    expect(readThresholds(document, 'hate', 'comment', 'en', SHIPPED)).toEqual({ review: SHIPPED, act: 0.8 })
  })
})
