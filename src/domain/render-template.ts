import { readVariables } from './read-variables.ts'
import type { Rendered, TemplateDocument, Variables } from './template.ts'

/**
 * Fills variables in. A value is taken as it is: braces in it stay braces. What has neither a value nor a fallback stays as it
 * is written and is named as missing, so that nobody sends it by accident.
 */
export function renderTemplate(
  { header, body, footer }: Pick<TemplateDocument, 'header' | 'body' | 'footer'>,
  values: Variables,
): Rendered {
  const missing = new Set<string>()
  const used = new Set<string>()
  const fill = (text: string) => fillIn(text, values, missing, used)
  const parts = {
    header: header === null ? null : fill(header),
    body: fill(body),
    footer: footer === null ? null : fill(footer),
  }
  return {
    ...parts,
    text: [parts.header, parts.body, parts.footer].filter((part) => part !== null).join('\n\n'),
    missing: [...missing],
    unused: Object.keys(values).filter((name) => !used.has(name)),
  }
}

function fillIn(text: string, values: Variables, missing: Set<string>, used: Set<string>): string {
  let filled = ''
  let at = 0
  for (const { name, fallback, start, end } of readVariables(text)) {
    const given = Object.hasOwn(values, name) ? values[name]!.trim() : ''
    if (Object.hasOwn(values, name)) used.add(name)
    const value = given === '' ? fallback : given
    if (value === null) missing.add(name)
    filled += text.slice(at, start) + (value ?? text.slice(start, end))
    at = end
  }
  return filled + text.slice(at)
}
