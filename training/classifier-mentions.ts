import type { Language } from '../src/domain/language.ts'
import type { Group } from '../src/evals/fill-slots.ts'
import { makeRandom, pick } from '../src/evals/make-random.ts'
import { type Row, targets } from './classifier-row.ts'

/** Words for people in ordinary sentences, in whose place the name of a group can stand. */
const PEOPLE: Readonly<Record<Language, { one: string; many: string }>> = {
  pt: {
    one: 'cliente|amiga|amigo|vizinha|vizinho|marido|esposa|esposo|mãe|pai|filha|filho|irmã|irmão|tia|avó|namorada|namorado|sobrinha|sobrinho|paciente|atendente|vendedora|vendedor|funcionária|médico|médica',
    many: 'clientes|amigas|amigos|vizinhos|crianças|filhos|pessoas|convidados|pais|meninas|pacientes|alunos|funcionários|idosos|colegas|médicos|turistas|gente',
  },
  es: {
    one: 'cliente|amiga|amigo|vecina|vecino|marido|esposa|esposo|mamá|papá|madre|padre|hija|hijo|hermana|hermano|tía|abuela|novia|novio|sobrina|sobrino|paciente|vendedora|vendedor|empleada|empleado|médico|doctora',
    many: 'clientes|amigas|amigos|vecinos|niños|hijos|personas|invitados|padres|chicas|pacientes|alumnos|empleados|adultos|colegas|médicos|turistas|gente',
  },
  en: {
    one: 'my friend|a friend|my neighbour|my husband|my wife|my mum|my mom|my dad|my daughter|my son|my sister|my brother|my aunt|my gran|my girlfriend|my boyfriend|a patient|a customer|someone|somebody|a person',
    many: 'customers|friends|neighbours|kids|children|people|guests|parents|patients|students|staff|adults|colleagues|doctors|tourists|others',
  },
}

const SHARE = 4
const MOST_A_LANGUAGE = 5_000
const ORDINARY = /^(own_intents|own_everyday|clinc150|banking77|bitext|hint3|parallel_tico19|faquad)/

/**
 * Ordinary sentences with a group of people named where they spoke of a friend or of customers: what is asked in a shop
 * stays a question whoever it is about. A row stays in the group that it was made from, and so on its side of the split.
 */
export function mentionRows(rows: readonly Row[], groups: readonly Group[]): Row[] {
  const random = makeRandom(4)
  return (['pt', 'es', 'en'] as const).flatMap((language) => {
    const { one, many } = PEOPLE[language]
    const lists = [
      { word: new RegExp(`(?<![\\p{L}])(${one})(?![\\p{L}])`, 'iu'), of: 'singular' as const },
      { word: new RegExp(`(?<![\\p{L}])(${many})(?![\\p{L}])`, 'iu'), of: 'terms' as const },
    ]
    const sources = rows.filter(
      (row) => row.language === language && ORDINARY.test(row.set) && isHarmless(row),
    )
    const found = sources.flatMap((row) => {
      const list = lists.find(({ word }) => word.test(row.text))
      if (list === undefined) return []
      return Array.from({ length: SHARE }, (): Row => {
        const name = pick(pick(groups, random)[list.of][language], random)
        return {
          ...row,
          text: row.text.replace(list.word, name),
          frame: row.text,
          set: 'own_mentions',
          kind: 'substituted_mention',
          group: row.group.includes(':') ? row.group : `${row.set}:${row.group}`,
          targets: targets({ hate: 0, spam: 0, danger: 0 }, 2.5),
        }
      })
    })
    const step = Math.max(1, found.length / MOST_A_LANGUAGE)
    return Array.from(
      { length: Math.min(found.length, MOST_A_LANGUAGE) },
      (_, i) => found[Math.floor(i * step)]!,
    )
  })
}

function isHarmless({ targets: found }: Row): boolean {
  return found.spam?.value === 0 && (found.danger?.value ?? 0) === 0 && (found.hate?.value ?? 0) === 0
}
