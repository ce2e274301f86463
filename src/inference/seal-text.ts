/** JSON on one line without angle brackets: nothing inside can end its block of a prompt or begin another. */
export function sealText(value: unknown): string {
  return JSON.stringify(value).replace(/</gu, '\\u003c').replace(/>/gu, '\\u003e')
}
