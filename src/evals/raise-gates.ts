import type { Baseline } from './baseline.ts'
import { type Gate, gateName } from './judge-gates.ts'

/**
 * Gates as strict as a baseline shows them to be kept: a floor rises to the lower end of its interval, a ceiling falls to
 * the upper one. None gets looser here; who wants that changes the file, and says so in the changelog.
 */
export function raiseGates(gates: readonly Gate[], { measured }: Baseline): Gate[] {
  return gates.map((gate) => {
    const found = measured.find((each) => gateName(each) === gateName(gate))
    if (found === undefined || found.interval === null) return gate
    const [low, high] = found.interval
    return gate.floor === undefined
      ? { ...gate, ceiling: Math.min(gate.ceiling!, high) }
      : { ...gate, floor: Math.max(gate.floor, low) }
  })
}

/** Gates that promise less than the baseline shows: a floor below its interval, a ceiling above it. */
export function looserThan(gates: readonly Gate[], { measured }: Baseline): string[] {
  return gates.flatMap((gate) => {
    const found = measured.find((each) => gateName(each) === gateName(gate))
    if (found === undefined || found.interval === null) return []
    const [low, high] = found.interval
    const isLoose = gate.floor === undefined ? gate.ceiling! > high : gate.floor < low
    return isLoose ? [gateName(gate)] : []
  })
}

/** One line a gate. */
export function writeGates(gates: readonly Gate[]): string {
  return `[\n${gates.map((gate) => `  ${JSON.stringify(gate)}`).join(',\n')}\n]\n`
}
