/** Every kind of personal data that has a name of its own; a placeholder is `[KIND_n]`. */
export const KINDS = [
  'NAME',
  'EMAIL',
  'PHONE',
  'ADDRESS',
  'CEP',
  'HANDLE',
  'BIRTHDATE',
  'CARD',
  'SECURITY_CODE',
  'SECRET',
  'IBAN',
  'PIX_KEY',
  'CPF',
  'CNPJ',
  'RG',
  'CURP',
  'RFC',
  'DNI',
  'CUIT',
  'RUT',
  'CEDULA',
  'RUC',
  'ID',
  'ORDER',
] as const
export type Kind = (typeof KINDS)[number]

/** A stretch of a text, in UTF-16 offsets, that holds personal data of one kind. */
export interface Span {
  readonly kind: Kind
  readonly start: number
  readonly end: number
}

/** Finds one kind, or a few that belong together. Pure; it may overlap with what others find. */
export type Finder = (text: string) => Span[]
