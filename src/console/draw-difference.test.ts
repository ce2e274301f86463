import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drawDifference } from './draw-difference.ts'

test('words that went and came are marked, and the others stand once', () => {
  expect(
    String(drawDifference('Abrimos às 9h de segunda a sexta.', 'Abrimos às 10h de segunda a sábado!')),
  ).toBe('Abrimos às <del>9h </del><ins>10h </ins>de segunda a <del>sexta.</del><ins>sábado!</ins>')
  expect(String(drawDifference('Oi.', 'Oi.'))).toBe('Oi.')
})

test('without what came it is the text of before, without what went that of after', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', 'd '), { maxLength: 30 })
    .map((words) => words.join(' '))
  fc.assert(
    fc.property(text, text, (before, after) => {
      const drawn = String(drawDifference(before, after))
      expect(drawn.replace(/<ins>[^<]*<\/ins>/g, '').replace(/<\/?del>/g, '')).toBe(before)
      expect(drawn.replace(/<del>[^<]*<\/del>/g, '').replace(/<\/?ins>/g, '')).toBe(after)
    }),
  )
})
