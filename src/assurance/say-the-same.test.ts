import { expect, test } from 'vitest'
import { sayTheSame } from './say-the-same.ts'

const DRAFT =
  'Oi, Ana!\n\nAbrimos de segunda a sábado, das 9h às 19h.\n\nQualquer outra dúvida, é só chamar por aqui!'

test.each([
  ['the same in fewer words', 'abrimos segunda a sabado das 9 as 19h', true],
  ['the same without its numbers', 'Abrimos de segunda a sábado :)', true],
  ['another fact in the same words', 'Abrimos de segunda a sábado, das 8h às 17h.', false],
  ['something else', 'Vou verificar seu pedido e já retorno', false],
  ['a bare word', 'Sim', false],
])('%s', (_name, reply, isSame) => {
  expect(sayTheSame(DRAFT, reply, 'pt')).toBe(isSame)
})
