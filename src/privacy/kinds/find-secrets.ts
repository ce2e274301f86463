import { matchPattern } from '../match-pattern.ts'

/** A code or password that somebody gives away: the word for it, and what follows with a digit in it. */
export const findSecrets = matchPattern(
  'SECRET',
  /(?<=\b(?:senha|contrase[ñn]a|clave|password|passcode|pin|token|otp|c[oó]digo (?:de )?(?:verifica[çc][ãa]o|verificaci[oó]n|acesso|acceso)|verification code)\b(?! (?:curp|pix|do wi-?fi|de acesso))[^\n\d]{0,16}?[\s:=])(?=\S{0,30}\d)\S{4,31}/giu,
)
