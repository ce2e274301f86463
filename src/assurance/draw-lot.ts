import { createHash } from 'node:crypto'

const STEPS = 2 ** 48

/** Whether a lot falls on an id: on `share` of them, and on the same ones at every start. `purpose` makes a lot of its own. */
export function drawLot(purpose: string, id: string, share: number): boolean {
  const hash = createHash('sha256').update(`${purpose}:${id}`).digest()
  return hash.readUIntBE(0, 6) / STEPS < share
}
