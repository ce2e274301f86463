import { expect, test } from 'vitest'
import { hasScope, SCOPES } from './scopes.ts'

test('a scope allows itself and nothing else', () => {
  for (const needed of SCOPES) {
    const allowing = SCOPES.filter((scope) => hasScope([scope], needed))
    expect(allowing).toEqual(needed === '*' ? ['*'] : ['*', needed])
  }
})

test('no scope allows nothing', () => {
  expect(SCOPES.filter((needed) => hasScope([], needed))).toEqual([])
})
