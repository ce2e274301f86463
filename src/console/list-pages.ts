import { hasScope, type Scope } from '../access/scopes.ts'
import type { Visit } from './console-env.ts'
import type { FrameWords } from './words/frame.ts'

export type PageName = keyof FrameWords['pages']

interface PageEntry {
  readonly name: PageName
  readonly path: string
  /** A name in the icon set. */
  readonly icon: string
  readonly scope: Scope
}

/** The pages that stand, in the order of the navigation. */
export const PAGES: readonly PageEntry[] = [
  { name: 'review', path: '/console/review', icon: 'check-square', scope: 'drafts:read' },
  { name: 'moderation', path: '/console/moderation', icon: 'shield', scope: 'moderation:read' },
  { name: 'board', path: '/console/board', icon: 'trello', scope: 'threads:read' },
  { name: 'knowledge', path: '/console/knowledge', icon: 'book-open', scope: 'kb:read' },
  { name: 'words', path: '/console/words', icon: 'message-square', scope: 'templates:read' },
  { name: 'quality', path: '/console/quality', icon: 'award', scope: 'qa:read' },
  { name: 'reports', path: '/console/reports', icon: 'bar-chart-2', scope: 'reports:read' },
  { name: 'playground', path: '/console/playground', icon: 'play-circle', scope: 'classify' },
  { name: 'settings', path: '/console/settings', icon: 'settings', scope: 'members:write' },
  { name: 'start', path: '/console/start', icon: 'sunrise', scope: 'channels:write' },
]

/** Those that a visitor's role opens. */
export function listPages(visit: Pick<Visit, 'scopes'>): readonly PageEntry[] {
  return PAGES.filter((page) => hasScope(visit.scopes, page.scope))
}
