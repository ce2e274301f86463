/** Letters of other scripts that are drawn like a Latin one. Used only where most of a text is Latin. */
export const LOOK_ALIKES: Readonly<Record<string, string>> = pairs(
  'аa вb еe ёe кk мm нh оo рp сc тt уy хx ѕs іi їi јj ԁd ԛq ԝw һh ґr гr пn иu ьb зe ' +
    'αa βb γy δd εe ζz ηn θo ιi κk λl μu νv οo πn ρp σo ςc τt υu χx ωw ' +
    'ɑa ɡg ɩi ɪi ʀr ʏy ʙb ɢg ʜh ʟl ɴn ꜱs ᴀa ᴄc ᴅd ᴇe ᴊj ᴋk ᴍm ᴏo ᴘp ᴛt ᴜu ᴠv ᴡw ᴢz ǝe ɐa ɹr ʇt ɯm ʌv',
)

/** Latin letters that have no decomposition. */
export const SPECIAL_LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  Æ: 'ae',
  œ: 'oe',
  Œ: 'oe',
  ø: 'o',
  Ø: 'o',
  ł: 'l',
  Ł: 'l',
  đ: 'd',
  Đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ħ: 'h',
  ŧ: 't',
  ɨ: 'i',
  ƒ: 'f',
  '’': "'",
  '‘': "'",
  '´': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '–': '-',
  '—': '-',
  '‐': '-',
  '‑': '-',
  '\u00a0': ' ',
  '\u2028': '\n',
  '\u2029': '\n',
}

/** Digits and signs that stand for letters inside words, by character code. */
export const LEET: Readonly<Record<number, number>> = Object.fromEntries(
  ['0o', '1i', '3e', '4a', '5s', '7t', '@a', '$s', '!i', '|l', '€e'].map((pair) => [
    pair.charCodeAt(0),
    pair.charCodeAt(1),
  ]),
)

/** The lower-case letter of a circled or squared letter that Unicode does not decompose, else null. */
export function circledLetter(code: number): number | null {
  if (code >= 0x1f150 && code <= 0x1f169) return 97 + code - 0x1f150
  if (code >= 0x1f170 && code <= 0x1f189) return 97 + code - 0x1f170
  return null
}

function pairs(list: string): Record<string, string> {
  return Object.fromEntries(list.split(' ').map((pair) => [[...pair][0]!, [...pair][1]!]))
}
