/** How well two partitions of the same things agree: 1 where they are the same, about 0 by chance (Hubert and Arabie 1985). */
export function randIndex(one: readonly string[], other: readonly string[]): number {
  const pairs = (n: number) => (n * (n - 1)) / 2
  const sum = (keys: readonly string[]) =>
    [...Map.groupBy(keys, (key) => key).values()].reduce((total, same) => total + pairs(same.length), 0)
  const both = sum(one.map((key, i) => `${key} ${other[i]}`))
  const [a, b] = [sum(one), sum(other)]
  const expected = (a * b) / pairs(one.length)
  return (both - expected) / ((a + b) / 2 - expected)
}
