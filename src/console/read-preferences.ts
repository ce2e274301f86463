import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { Language } from '../domain/language.ts'
import { chooseLanguage } from './words.ts'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const YEAR_S = 365 * 24 * 3600
const COOKIES = { language: 'recado.language', theme: 'recado.theme', workspace: 'recado.workspace' } as const

/** The language and theme that a browser keeps; else what it asks for. */
export function readPreferences(c: Context): { language: Language; theme: Theme } {
  const language = Language.safeParse(getCookie(c, COOKIES.language))
  const theme = THEMES.find((known) => known === getCookie(c, COOKIES.theme))
  return {
    language: language.success ? language.data : chooseLanguage(c.req.header('accept-language')),
    theme: theme ?? 'system',
  }
}

/** The workspace that the browser looked at last, whoever may see it. */
export function readWorkspaceChoice(c: Context): string | null {
  return getCookie(c, COOKIES.workspace) ?? null
}

export function keepPreference(c: Context, name: keyof typeof COOKIES, value: string): void {
  setCookie(c, COOKIES[name], value, { path: '/console', maxAge: YEAR_S, sameSite: 'Lax', httpOnly: true })
}
