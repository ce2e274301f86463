// Numbers of orders, invoices and parcels are no personal data and are needed to understand a message.
const ORDER_BEFORE =
  /(?:pedido|compra|order|orden|protocolo|ticket|chamado|nota(?: fiscal)?|nf-?e?|fatura|factura|invoice|boleto|rastre(?:io|amento)|tracking|gu[ií]a|env[ií]o|reserva|booking|c[oó]digo|barcode|barras|upc|produto|producto|sku|ean|folio|lote|lot|case|caso|reclamo|serial|serie|sn|s\/n|ref\.?|n[º°.]|no\.|#)\s*(?:de (?:rastreio|rastreamento|env[ií]o|barras|acesso)|d[oe]l? produc?to)?\s*(?:é|es|is|o|number|n[uú]mero|[a-c])?\s*[:#nº°.]*\s*$/iu
// Capitals right before a number make it a code, such as a parcel's.
const CODE_BEFORE = /[A-Z]{2,}-?$/u

/** Whether what stands in front of a number makes it one of an order, a product or a parcel. */
export function isOrderBefore(before: string): boolean {
  return ORDER_BEFORE.test(before) || CODE_BEFORE.test(before)
}
