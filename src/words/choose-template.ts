import { and, eq, inArray, isNotNull, isNull } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { templateChannels, templates, templateVersions } from '../db/schema.ts'
import type { Language } from '../domain/language.ts'
import { renderTemplate } from '../domain/render-template.ts'
import type { TemplateCategory, TemplateDocument, Variables } from '../domain/template.ts'
import { AppError, NotFoundError } from '../errors.ts'
import { readFirstName } from '../responder/read-first-name.ts'

/** Approved words for somebody on a channel, ready to be sent. */
export interface ApprovedWords {
  readonly templateId: string
  readonly name: string
  readonly version: number
  readonly language: Language
  readonly category: TemplateCategory
  /** The channel rejected or paused the version, so its fallback is said. */
  readonly isFallback: boolean
  readonly text: string
  /** Variables that nobody gave a value: words with any are not sent. */
  readonly missing: readonly string[]
}

export interface Addressee {
  readonly channelId: string
  readonly contactName: string | null
}

/** Values that are known without anybody giving them; what somebody gives prevails. */
export function knownValues(contactName: string | null): Variables {
  const first = readFirstName(contactName)
  return {
    ...(first === null ? {} : { first_name: first }),
    ...(contactName === null ? {} : { name: contactName }),
  }
}

/**
 * The approved words of a template for somebody on a channel. Throws `not_found`, and `conflict` where it is retired, where
 * nothing of it is approved, and where the channel refused it and it has no fallback.
 */
export async function chooseTemplate(
  db: Db,
  workspaceId: string,
  id: string,
  { channelId, contactName }: Addressee,
  values: Variables = {},
): Promise<ApprovedWords> {
  const wordFor = await openTemplate(db, workspaceId, id, channelId)
  return wordFor(contactName, values)
}

/** As `chooseTemplate`, for many on one channel: the template is read once. Throws what it throws. */
export async function openTemplate(
  db: Db,
  workspaceId: string,
  id: string,
  channelId: string,
): Promise<(contactName: string | null, values: Variables) => ApprovedWords> {
  const [template] = await db
    .select()
    .from(templates)
    .where(and(eq(templates.workspace_id, workspaceId), eq(templates.id, id)))
  if (template === undefined) throw new NotFoundError('template', id)
  if (template.retired_at !== null) throw new AppError('conflict', `Template ${id} is retired`)
  if (template.approved_version === null)
    throw new AppError('conflict', `Nothing of template ${id} is approved`)
  const [sayable] = await findSayable(db, workspaceId, channelId, eq(templates.id, id))
  if (sayable === undefined) {
    throw new AppError('conflict', `Channel ${channelId} refused template ${id}, which has no fallback`)
  }
  return (contactName, values) => fill(sayable, contactName, values)
}

/** The approved words of the named templates in every language that there are some in; none for those that may not be said. */
export async function findApprovedWords(
  db: Db,
  workspaceId: string,
  names: readonly string[],
  { channelId, contactName }: Addressee,
): Promise<ApprovedWords[]> {
  if (names.length === 0) return []
  const found = await findSayable(db, workspaceId, channelId, inArray(templates.name, [...names]))
  return found.map((sayable) => fill(sayable, contactName, {}))
}

/** What is approved of a template and may be said on a channel, before anybody's values are filled in. */
interface Sayable extends Omit<ApprovedWords, 'text' | 'missing'> {
  readonly said: Pick<TemplateDocument, 'header' | 'body' | 'footer'>
}

async function findSayable(
  db: Db,
  workspaceId: string,
  channelId: string,
  which: ReturnType<typeof eq>,
): Promise<Sayable[]> {
  const rows = await db
    .select({ template: templates, version: templateVersions, status: templateChannels.status })
    .from(templates)
    .innerJoin(
      templateVersions,
      and(
        eq(templateVersions.template_id, templates.id),
        eq(templateVersions.version, templates.approved_version),
      ),
    )
    .leftJoin(
      templateChannels,
      and(
        eq(templateChannels.template_id, templates.id),
        eq(templateChannels.version, templateVersions.version),
        eq(templateChannels.channel_id, channelId),
      ),
    )
    .where(and(eq(templates.workspace_id, workspaceId), isNull(templates.retired_at), which))
  return rows.flatMap(({ template, version: { version, document }, status }): Sayable[] => {
    const isFallback = status === 'rejected' || status === 'paused'
    if (isFallback && document.fallback === null) return []
    const said = isFallback ? { header: null, body: document.fallback!, footer: null } : document
    const { id: templateId, name, language, category } = template
    return [{ templateId, name, version, language, category, isFallback, said }]
  })
}

function fill({ said, ...words }: Sayable, contactName: string | null, values: Variables): ApprovedWords {
  return { ...words, ...renderTemplate(said, { ...knownValues(contactName), ...values }) }
}

/** Which of the names have an approved template in at least one language. */
export async function findApprovedNames(
  db: Db,
  workspaceId: string,
  names: readonly string[],
): Promise<ReadonlySet<string>> {
  if (names.length === 0) return new Set()
  const rows = await db
    .selectDistinct({ name: templates.name })
    .from(templates)
    .where(
      and(
        eq(templates.workspace_id, workspaceId),
        inArray(templates.name, [...names]),
        isNotNull(templates.approved_version),
        isNull(templates.retired_at),
      ),
    )
  return new Set(rows.map(({ name }) => name))
}
