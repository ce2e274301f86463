/** Somebody means to buy: told as `thread.lead_detected` and counted as a lead. */
export const LEAD_LABEL = 'lead'

/** Labels in the words of Brazilian desks, whatever the customer's language, so that a board has one word for one thing. */
const TOPICS: readonly { readonly label: string; readonly said: RegExp }[] = [
  {
    label: 'vendas',
    said: about(
      'quanto (?:custa|sai|fica)|qual (?:o|é o) (?:pre[cç]o|valor)|tem (?:dispon[ií]vel|em estoque)|quero comprar|or[cç]amento',
      'cu[aá]nto (?:cuesta|sale|vale)|quiero comprar|precio|presupuesto|tienen (?:en stock|disponible)',
      'how much (?:is|does|for)|price|in stock|want to (?:buy|order)|quote',
    ),
  },
  {
    label: LEAD_LABEL,
    said: about(
      'quero (?:comprar|encomendar|reservar|fechar|levar)|(?:gostaria de|posso|como fa[cç]o (?:para|pra)) (?:comprar|encomendar|reservar|fechar)|or[cç]amento|link (?:de|do|pra|para o?) pagamento|(?:separa|reserva) (?:um|uma|pra|para) (?:mim)?|vou (?:levar|querer)|fecha(?:r)? o pedido',
      '(?:quiero|quisiera|me gustar[ií]a) (?:comprar|encargar|reservar|llevar\\p{L}*)|c[oó]mo (?:compro|hago para comprar)|presupuesto|cotizaci[oó]n|link de pago|me lo llevo|ap[aá]rt(?:eme|ame|amelo)',
      "(?:want|would like|i[’']d like|ready) to (?:buy|order|purchase|reserve|book)|how (?:can|do) i (?:buy|order|purchase)|(?:a|get a|for a) quote|payment link|i[’']ll take (?:it|one|two|them)|hold one for me",
    ),
  },
  {
    label: 'reembolso',
    said: about(
      'reembols\\p{L}*|estorn\\p{L}*|meu dinheiro de volta|devolu[cç][aã]o do (?:valor|dinheiro)',
      'devoluci[oó]n del dinero|que me devuelvan|mi dinero',
      'refund\\p{L}*|money back|chargeback',
    ),
  },
  {
    label: 'troca',
    said: about(
      'troca(?:r)?|devolver|devolu[cç][aã]o',
      'cambiar(?:lo|la)?|cambio de|devoluci[oó]n',
      'exchange|return(?:s|ing)?',
    ),
  },
  {
    label: 'entrega',
    said: about(
      'entrega|rastrei\\p{L}*|n[aã]o chegou|frete|prazo de (?:entrega|envio)',
      'env[ií]o|seguimiento|no (?:lleg[oó]|ha llegado)',
      "delivery|shipping|tracking|(?:not|never|hasn[’']t) (?:arrived|come)",
    ),
  },
  {
    label: 'pagamento',
    said: about(
      'pagamento|boleto|pix|fatura|cobran[cç]a|parcela\\p{L}*|cobrad[oa]',
      'pago|factura|cobr[oa]|cuotas',
      'payment|invoice|charged|billing',
    ),
  },
  {
    label: 'urgente',
    said: about(
      'urgente|urg[eê]ncia|o quanto antes|ainda hoje|socorro',
      'cuanto antes|hoy mismo',
      'urgent(?:ly)?|asap|right away',
    ),
  },
  {
    label: 'follow-up',
    said: about(
      'ainda (?:estou )?(?:esperando|aguardando)|e a[ií]\\??$|alguma novidade|algu[eé]m a[ií]',
      'sigo esperando|alguna novedad|hay alguien',
      'still waiting|any (?:news|update)|anyone there',
    ),
  },
]

function about(...alternatives: readonly string[]): RegExp {
  return new RegExp(`(?<![\\p{L}\\d])(?:${alternatives.join('|')})(?![\\p{L}\\d])`, 'iu')
}

/** Labels that a turn proposes; whoever works on the thread puts them on or turns them down. */
export function suggestLabels(turn: {
  readonly texts: readonly string[]
  readonly isVip: boolean
  /** What the hand-off names, where there is one. */
  readonly handoffLabels: readonly string[]
}): string[] {
  const topics = TOPICS.filter(({ said }) => turn.texts.some((text) => said.test(text.trim())))
  return [
    ...new Set([
      ...(turn.isVip ? ['VIP'] : []),
      ...topics.map((topic) => topic.label),
      ...turn.handoffLabels,
    ]),
  ]
}
