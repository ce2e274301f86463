/** What is read of a text: a question stands at its beginning or at its end. */
const HEAD_CHARS = 2000
const TAIL_CHARS = 500

/** Chat spellings of the three languages, written out; several words where the spelling stands for several. */
const SPELLED_OUT: ReadonlyMap<string, string> = new Map(
  Object.entries({
    vc: 'voce',
    vcs: 'voces',
    cs: 'voces',
    oce: 'voce',
    q: 'que',
    k: 'que',
    pq: 'porque',
    xq: 'porque',
    pk: 'porque',
    tb: 'tambem',
    tbm: 'tambem',
    tmb: 'tambien',
    tmbn: 'tambien',
    tbn: 'tambien',
    hj: 'hoje',
    agr: 'agora',
    dps: 'depois',
    msm: 'mesmo',
    qdo: 'quando',
    qnd: 'quando',
    qto: 'quanto',
    qnto: 'quanto',
    qnt: 'quanto',
    qts: 'quantos',
    cmo: 'como',
    kd: 'cade',
    pra: 'para',
    pro: 'para',
    p: 'para',
    pfv: 'favor',
    pfvr: 'favor',
    pff: 'favor',
    porfa: 'favor',
    xfa: 'favor',
    xfavor: 'favor',
    porfis: 'favor',
    obg: 'obrigado',
    obgd: 'obrigado',
    vlw: 'valeu',
    blz: 'beleza',
    dnd: 'donde',
    cdo: 'cuando',
    toy: 'estoy',
    fds: 'fim de semana',
    findi: 'fin de semana',
    finde: 'fin de semana',
    wknd: 'weekend',
    hr: 'hora',
    hrs: 'horas',
    h: 'horas',
    sab: 'sabado',
    dom: 'domingo',
    wpp: 'whatsapp',
    zap: 'whatsapp',
    whats: 'whatsapp',
    wsp: 'whatsapp',
    insta: 'instagram',
    cel: 'celular',
    u: 'you',
    ur: 'your',
    r: 'are',
    pls: 'please',
    plz: 'please',
    thx: 'thanks',
    bday: 'birthday',
    tmrw: 'tomorrow',
    tmr: 'tomorrow',
    appt: 'appointment',
    rn: 'right now',
    gonna: 'going to',
    wanna: 'want to',
  }),
)

/**
 * The words of a text: lower case, without accents, chat spellings written out, letters a–z or digits only.
 * Texts longer than 2,500 characters are read at their beginning and end.
 */
export function splitWords(text: string): string[] {
  const read =
    text.length > HEAD_CHARS + TAIL_CHARS ? `${text.slice(0, HEAD_CHARS)} ${text.slice(-TAIL_CHARS)}` : text
  const folded = read
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\p{M}'’]/gu, '')
  const words: string[] = []
  for (const found of folded.match(/[a-z]+|[0-9]+/g) ?? []) {
    // "ooooi" and "oi" are one word; no word of the three languages has a letter three times in a row.
    const word = found.replace(/([a-z])\1{2,}/g, '$1')
    const spelled = SPELLED_OUT.get(word)
    if (spelled === undefined) words.push(word)
    else words.push(...spelled.split(' '))
  }
  return words
}
