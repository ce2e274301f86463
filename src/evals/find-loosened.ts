import { type Gate, gateName } from './judge-gates.ts'

/** Names of gates that promise less than before: a lower floor, a higher ceiling, more drop allowed, or gone. */
export function findLoosened(before: readonly Gate[], after: readonly Gate[]): string[] {
  return before.flatMap((old) => {
    const now = after.find((gate) => gateName(gate) === gateName(old))
    return now === undefined || isLooser(old, now) ? [gateName(old)] : []
  })
}

function isLooser(old: Gate, now: Gate): boolean {
  return (
    (now.floor ?? 0) < (old.floor ?? 0) ||
    (now.ceiling ?? 1) > (old.ceiling ?? 1) ||
    (now.drop ?? 1) > (old.drop ?? 1)
  )
}
