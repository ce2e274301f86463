/** Longer texts are compared by their beginning: the table grows with the product of the lengths. */
const MOST = 2000

/** Characters put in, taken out or replaced from one text to the other, as a share of the longer one: 0 to 1. */
export function editDistance(from: string, to: string): number {
  const [a, b] = [[...from].slice(0, MOST), [...to].slice(0, MOST)]
  const longest = Math.max(a.length, b.length)
  if (longest === 0) return 0
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (const [i, letter] of a.entries()) {
    const next = [i + 1]
    for (let j = 0; j < b.length; j += 1) {
      const replaced = row[j]! + (letter === b[j] ? 0 : 1)
      next.push(Math.min(replaced, row[j + 1]! + 1, next[j]! + 1))
    }
    row = next
  }
  return row[b.length]! / longest
}
