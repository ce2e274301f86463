import { and, eq, isNull } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { templateChannels, templates, templateVersions } from '../db/schema.ts'
import type { Language } from '../domain/language.ts'
import { readVariables } from '../domain/read-variables.ts'
import type { AnswerFrame } from '../domain/template.ts'

/** The name of the template that answers are put into. */
const NAME = 'faq_answer'

/** The approved words around an answer, with {answer} where it stands; null where the workspace has none in the language. */
export async function readAnswerFrame(
  db: Db,
  workspaceId: string,
  channelId: string,
  language: Language,
): Promise<AnswerFrame | null> {
  const [row] = await db
    .select({
      id: templates.id,
      version: templateVersions.version,
      document: templateVersions.document,
      status: templateChannels.status,
    })
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
    .where(
      and(
        eq(templates.workspace_id, workspaceId),
        eq(templates.name, NAME),
        eq(templates.language, language),
        isNull(templates.retired_at),
      ),
    )
  if (row === undefined) return null
  const isFallback = row.status === 'rejected' || row.status === 'paused'
  const { header, body, footer, fallback } = row.document
  const text = isFallback ? fallback : [header, body, footer].filter((part) => part !== null).join('\n\n')
  if (text === null || !readVariables(text).some(({ name }) => name === 'answer')) return null
  return { templateId: row.id, version: row.version, isFallback, text }
}
