import type { Language } from './language.ts'

/** Zones where most people speak one of the languages that Recado speaks beside English, as tzdata names them. */
const ZONES: Readonly<Record<Exclude<Language, 'en'>, string>> = {
  pt: `
    America/Araguaina America/Bahia America/Belem America/Boa_Vista America/Campo_Grande America/Cuiaba
    America/Eirunepe America/Fortaleza America/Maceio America/Manaus America/Noronha America/Porto_Velho
    America/Recife America/Rio_Branco America/Santarem America/Sao_Paulo
    Africa/Bissau Africa/Luanda Africa/Maputo Africa/Sao_Tome Atlantic/Azores Atlantic/Cape_Verde Atlantic/Madeira
    Europe/Lisbon`,
  es: `
    America/Argentina/Buenos_Aires America/Argentina/Catamarca America/Argentina/Cordoba America/Argentina/Jujuy
    America/Argentina/La_Rioja America/Argentina/Mendoza America/Argentina/Rio_Gallegos America/Argentina/Salta
    America/Argentina/San_Juan America/Argentina/San_Luis America/Argentina/Tucuman America/Argentina/Ushuaia
    America/Asuncion America/Bahia_Banderas America/Bogota America/Buenos_Aires America/Cancun America/Caracas
    America/Catamarca America/Chihuahua America/Ciudad_Juarez America/Cordoba America/Costa_Rica America/Coyhaique
    America/El_Salvador America/Guatemala America/Guayaquil America/Havana America/Hermosillo America/Jujuy
    America/La_Paz America/Lima America/Managua America/Matamoros America/Mazatlan America/Mendoza America/Merida
    America/Mexico_City America/Monterrey America/Montevideo America/Ojinaga America/Panama America/Puerto_Rico
    America/Punta_Arenas America/Santiago America/Santo_Domingo America/Tegucigalpa America/Tijuana
    Africa/Ceuta Africa/Malabo Atlantic/Canary Europe/Madrid Pacific/Easter Pacific/Galapagos`,
}
const LANGUAGE_BY_ZONE = new Map(
  (['pt', 'es'] as const).flatMap((language) =>
    ZONES[language]
      .trim()
      .split(/\s+/)
      .map((zone) => [zone, language]),
  ),
)

/**
 * What Recado itself calls what a new workspace starts with, until somebody names it otherwise. The queue is for what no
 * rule sends elsewhere, and leaves `atendimento` and `vendas` to those whom people make: names are taken once.
 */
const FIRST_NAMES = {
  pt: {
    queue: 'geral',
    calendar: 'Horário de atendimento',
    slaPolicy: 'Todas as conversas',
    key: 'primeira chave',
  },
  es: {
    queue: 'general',
    calendar: 'Horario de atención',
    slaPolicy: 'Todas las conversaciones',
    key: 'primera clave',
  },
  en: { queue: 'support', calendar: 'Business hours', slaPolicy: 'Every thread', key: 'first key' },
} as const satisfies Record<Language, object>

/** The names in the language of a workspace's time zone, which is all that it says of where its people are. */
export function chooseFirstNames(timeZone: string) {
  // `Brazil/East` is another name of `America/Sao_Paulo`.
  const { timeZone: known } = new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions()
  return FIRST_NAMES[LANGUAGE_BY_ZONE.get(known) ?? 'en']
}
