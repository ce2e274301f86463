/**
 * The text of a file in UTF-8, with or without a mark at its start, in UTF-16 with one, as Excel saves “Unicode text”, or else in
 * Windows-1252, as it saves a plain CSV.
 */
export function decodeText(bytes: ArrayBuffer | Uint8Array): string {
  const [first, second] = new Uint8Array(bytes.slice(0, 2))
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
