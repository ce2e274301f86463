/** Works on items, begun in order and several at once, as several clients or workers would. */
export async function inLanes<T>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<unknown>,
  lanes = 8,
): Promise<void> {
  const rest = items.entries()
  const lane = async () => {
    for (const [index, item] of rest) await work(item, index)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}
