const LONGEST_WAIT_S = 30

/** How long `Prefer: wait=N` (RFC 7240) asks to wait, in milliseconds; null without it. More than 30 s counts as 30. */
export function readWaitMs(prefer: string | undefined): number | null {
  const found = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,4})"?/i.exec(prefer ?? '')
  if (found === null) return null
  const seconds = Math.min(LONGEST_WAIT_S, Number(found[1]))
  return seconds < 1 ? null : seconds * 1000
}
