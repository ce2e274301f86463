import { and, eq, inArray, isNull, or } from 'drizzle-orm'
import { wordLists } from '../../db/schema.ts'
import { matchesPattern } from '../match-pattern.ts'
import { type Signal, scored } from './signal.ts'

/** Word lists of the workspace, for all languages or for the text's own; each list that matches is an aspect. */
export const words: Signal = {
  name: 'words',
  examine: async (ctx, { workspaceId, language, words }) => {
    // In a language that could not be named, every list counts.
    const inLanguage =
      language === 'und' ? undefined : or(isNull(wordLists.language), inArray(wordLists.language, [language]))
    const lists = await ctx.db
      .select({ name: wordLists.name, patterns: wordLists.patterns })
      .from(wordLists)
      .where(and(eq(wordLists.workspace_id, workspaceId), inLanguage))
    const known = new Set(words)
    const hits = lists.filter((list) =>
      list.patterns.some((pattern) => matchesPattern(pattern, words, known)),
    )
    return scored('words', Object.fromEntries(hits.map((list) => [list.name, 1])))
  },
}
