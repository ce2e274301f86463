/** What parts the columns of a CSV, by its first line: in a file of semicolons, as Excel saves where commas part decimals, commas are text. */
export function findDelimiter(source: string): ',' | ';' | '\t' {
  const header = source.trimStart().split('\n', 1)[0]!
  return ([';', '\t'] as const).find((delimiter) => header.includes(delimiter)) ?? ','
}
