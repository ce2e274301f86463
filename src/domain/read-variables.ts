/** A place in a text where something is filled in. */
export interface Variable {
  /** `1`, or a name. */
  readonly name: string
  /** What stands there where no value is given; null for nothing. */
  readonly fallback: string | null
  readonly start: number
  readonly end: number
}

/** `{{1}}`, and `{first_name}` or `{first_name|amigo}`. */
const VARIABLE = /\{\{([1-9]\d?)\}\}|\{([a-z][a-z0-9_]{0,39})(?:\|([^{}|]{0,100}))?\}/gu

/** The variables of a text, in order. */
export function readVariables(text: string): Variable[] {
  return [...text.matchAll(VARIABLE)].map((match) => ({
    name: (match[1] ?? match[2])!,
    fallback: match[3] ?? null,
    start: match.index,
    end: match.index + match[0].length,
  }))
}

/** Whether a text holds braces that are no variable: somebody meant one and wrote it otherwise. */
export function hasStrayBraces(text: string): boolean {
  return /[{}]/u.test(text.replace(VARIABLE, ''))
}
