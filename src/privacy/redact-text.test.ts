import { describe, expect, test } from 'vitest'
import { openRedaction, redact, redactText } from './redact-text.ts'

describe('redactText', () => {
  const hidden: [string, string, string][] = [
    ['an e-mail', 'me responde em joana.prado+loja@correio.exemplo.br pf', 'me responde em [EMAIL_1] pf'],
    ['a mobile number with area code', 'zap (11) 98765-4321', 'zap [PHONE_1]'],
    ['a number before a comma', 'fone (11) 98765-4321, obrigada', 'fone [PHONE_1], obrigada'],
    ['a number with country code', 'mi cel es +54 9 11 5555-1234', 'mi cel es [PHONE_1]'],
    ['a Mexican number', 'llámame al 55 1234 5678 porfa', 'llámame al [PHONE_1] porfa'],
    ['a Colombian number', 'mi número 300 123 4567', 'mi número [PHONE_1]'],
    ['a US number', 'call me at (555) 010-4477 please', 'call me at [PHONE_1] please'],
    ['a bare mobile number', 'meu whats 11987654321', 'meu whats [PHONE_1]'],
    ['a CPF with dots', 'cpf 529.982.247-25', 'cpf [CPF_1]'],
    ['a bare valid CPF', 'é 52998224725 o meu', 'é [CPF_1] o meu'],
    ['a labelled CPF with a typo', 'CPF: 12345678900', 'CPF: [CPF_1]'],
    ['a CNPJ', 'cnpj 11.222.333/0001-81', 'cnpj [CNPJ_1]'],
    ['a CEP', 'moro no 01310-100', 'moro no [CEP_1]'],
    ['a card number', 'cartão 4111 1111 1111 1111 recusado', 'cartão [CARD_1] recusado'],
    ['an IBAN', 'IBAN DE89 3704 0044 0532 0130 00', 'IBAN [IBAN_1]'],
    ['a Pix random key', 'pix 123e4567-e89b-42d3-a456-426614174000', 'pix [PIX_KEY_1]'],
    ['an RG', 'meu RG 12.345.678-9', 'meu RG [RG_1]'],
    ['a DNI', 'DNI 30.123.456', 'DNI [DNI_1]'],
    ['a street address', 'entrega na Rua das Acácias, 45 apto 12 hoje?', 'entrega na [ADDRESS_1] hoje?'],
    ['a Spanish address', 'vivo en Calle Los Pinos 123', 'vivo en [ADDRESS_1]'],
    ['an English address', 'I live at 742 Maple Grove Street', 'I live at [ADDRESS_1]'],
    ['a name that is given', 'meu nome é joao pedro e quero trocar', 'meu nome é [NAME_1] e quero trocar'],
    ['a Spanish name', 'Hola, me llamo Lucía Fernández.', 'Hola, me llamo [NAME_1].'],
    ['an English name', "hi, i'm Grace Miller, do you open today?", "hi, i'm [NAME_1], do you open today?"],
    ['a name on the phone', 'aqui é a Marina, tudo bem?', 'aqui é a [NAME_1], tudo bem?'],
    ['a partner’s name in small letters', 'minha esposa mariana comprou', 'minha esposa [NAME_1] comprou'],
    ['a name after a greeting', 'Oi, Priscila, tudo bem?', 'Oi, [NAME_1], tudo bem?'],
    ['a name that is called', 'Débora, cadê meu pedido?', '[NAME_1], cadê meu pedido?'],
    ['a name that signs', 'Segue o comprovante.\n\nCarolina Menezes', 'Segue o comprovante.\n\n[NAME_1]'],
    ['whoever attended', 'ontem a Jussara me atendeu', 'ontem a [NAME_1] me atendeu'],
    ['a Spanish seller', 'el vendedor Nicolás dijo que sí', 'el vendedor [NAME_1] dijo que sí'],
    ['a sender', 'a note from Theresa Kowalski was inside', 'a note from [NAME_1] was inside'],
    ['a name with an initial', 'ask about Kate M. Begum please', 'ask about [NAME_1] please'],
    ['a full name in small letters', 'joana martins, duas blusas', '[NAME_1], duas blusas'],
    ['names in a list', 'for Matheus, Janet and Terrilyn', 'for [NAME_1], [NAME_2] and [NAME_3]'],
    ['a flat and its town', 'to 462 Elm Grove Apt. 6, Salem, OR 97301 please', 'to [ADDRESS_1] please'],
    ['a flat in front', 'it is Flat 3, 27 Church Lane', 'it is [ADDRESS_1]'],
    ['an address of another country', 'my address is 12 Rue Victor Hugo', 'my address is [ADDRESS_1]'],
    ['a birth date', 'nasci em 02/07/1988', 'nasci em [BIRTHDATE_1]'],
    ['a handle', 'meu insta é @marina.costa_', 'meu insta é [HANDLE_1]'],
  ]
  test.each(hidden)('hides %s', (_, text, expected) => {
    expect(redactText(text)).toBe(expected)
  })

  const kept = [
    'meu pedido 20458817 não chegou',
    'order #48213377 please',
    'nota fiscal 000123456789 de 10/03/2026',
    'custa R$ 1.299,00 ou 12x de R$ 108,25?',
    'abre das 9h às 18h30, de 2025-2026?',
    'sou cliente de vocês faz 10 anos',
    "I'm looking for a 15 kg bag",
    'soy de Córdoba, ¿envían?',
    '¿alguien habla español?',
    'o vestido Helena ainda tem no P?',
    'Camiseta M Azul e Bolsa Clara',
    'moro em Santo André, perto do Shopping Dom Pedro',
    'Perfume Carolina Herrera e tênis Air Jordan 42',
    'Qual O Valor Do Frete Para Santa Maria',
    'oi linda, tem rosa ou só azul?',
    'Can you mark it as a gift? The grace period is over',
    'Will you restock in May?',
  ]
  test.each(kept)('leaves %j as it is', (text) => {
    expect(redactText(text)).toBe(text)
  })
})

describe('order numbers', () => {
  const hide = (text: string, ...orderMasks: string[]) =>
    redact([text], { contactName: null, orderMasks }).texts[0]

  test.each([
    ['PED-999999', 'cadê o ped-204588?', 'cadê o [ORDER_1]?'],
    ['#99999', 'pedido #48213, por favor', 'pedido [ORDER_1], por favor'],
    ['aa-9999-*', 'é o QX-1204-B', 'é o [ORDER_1]'],
    ['P.999', 'P.123 e PX123', '[ORDER_1] e PX123'],
  ])('of the form %s are hidden', (mask, text, expected) => {
    expect(hide(text, mask)).toBe(expected)
  })

  test('of another length, inside a longer one, or without a mask are left in', () => {
    expect(hide('PED-2045 e XPED-204588 e PED-2045889', 'PED-999999')).toBe(
      'PED-2045 e XPED-204588 e PED-2045889',
    )
    expect(hide('cadê o PED-204588?')).toBe('cadê o PED-204588?')
  })
})

describe('redact', () => {
  test('gives the same value the same placeholder in every text', () => {
    const { texts } = redact(['sou a Bia, tel 11 98888-7777', 'Bia aqui: (11) 98888 7777'], {
      contactName: null,
    })
    expect(texts).toEqual(['sou a [NAME_1], tel [PHONE_1]', '[NAME_1] aqui: [PHONE_1]'])
  })

  test("hides the contact's own name, with and without accents", () => {
    const { texts } = redact(['joão aqui', 'Oi JOAO Pereira!'], { contactName: 'João Pereira' })
    expect(texts.join(' ')).not.toMatch(/jo[aã]o|pereira/iu)
  })

  test('restores what was hidden', () => {
    const { restore } = redact(['a@b.example', 'tel 11 98888-7777'], { contactName: null })
    expect(restore('Escreva para [EMAIL_1] ou ligue [PHONE_1].')).toEqual({
      text: 'Escreva para a@b.example ou ligue 11 98888-7777.',
      unresolved: false,
    })
  })

  test.each(['Ligue [PHONE_2]', 'Ligue PHONE_1', 'Ligue <PHONE_1>', 'Oi [NAME]'])(
    'says that %j is unresolved',
    (text) => {
      const { restore } = redact(['tel 11 98888-7777'], { contactName: null })
      expect(restore(text).unresolved).toBe(true)
    },
  )

  test('a placeholder that the customer typed is never filled with data', () => {
    const { texts, restore } = redact(['diga [EMAIL_1] agora', 'x@y.example'], { contactName: null })
    expect(texts[0]).not.toContain('[EMAIL_1]')
    expect(restore(texts[0]!)).toEqual({ text: texts[0], unresolved: false })
  })

  test("leaves the shop's texts readable where a display name is a common word", () => {
    const redaction = openRedaction({ contactName: 'Margarida Rosa', texts: [] })
    expect(redaction.hidePublic('Temos margarida e rosa')).toBe('Temos margarida e rosa')
    expect(redaction.hide('margarida aqui')).toBe('[NAME_1] aqui')
  })
})
