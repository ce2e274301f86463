import { expect, test } from 'vitest'
import { nameError } from './errors.ts'

test('what a log says of an error has its frames, and no line of its message that looks like one', () => {
  const { name, at } = nameError(new Error('Failed query\nparams: oi\n    at rua das Flores 12'))
  expect(name).toBe('Error')
  expect(at[0]).toContain('errors.test.ts')
  expect(at.join('\n')).not.toContain('Flores')
})
