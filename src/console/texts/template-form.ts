import { TemplateDocument, TemplateInput } from '../../domain/template.ts'

/** The fields of a template's form; samples are lines of `name=value`. */
function documentOf(form: FormData): Record<string, unknown> {
  const orNull = (name: string) => {
    const text = String(form.get(name) ?? '').trim()
    return text === '' ? null : text
  }
  return {
    header: orNull('header'),
    body: String(form.get('body') ?? ''),
    footer: orNull('footer'),
    fallback: orNull('fallback'),
    samples: readSamples(String(form.get('samples') ?? '')),
  }
}

export const readDocument = (form: FormData): TemplateDocument => TemplateDocument.parse(documentOf(form))

export const readInput = (form: FormData): TemplateInput =>
  TemplateInput.parse({
    ...documentOf(form),
    name: form.get('name'),
    language: form.get('language'),
    category: form.get('category'),
  })

/** The document as far as it can be read, for a preview of what is being typed. */
export function readUnfinished(form: FormData): TemplateDocument | null {
  return TemplateDocument.safeParse(documentOf(form)).data ?? null
}

function readSamples(text: string): Record<string, string> {
  const pairs = text
    .split('\n')
    .map((line) => /^\s*([^=\s]+)\s*=\s*(.+)$/.exec(line))
    .filter((match) => match !== null)
  return Object.fromEntries(pairs.map(([, name, value]) => [name!, value!.trim()]))
}

export const writeSamples = (samples: Readonly<Record<string, string>>): string =>
  Object.entries(samples)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')
