/** The text of a file in UTF-8, with or without a mark at its start, or else in Windows-1252, as Excel saves a plain CSV. */
export function decodeText(bytes: AllowSharedBufferSource): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
