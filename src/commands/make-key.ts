import { openApi } from './open-api.ts'

/** Makes a key and prints its secret, which is shown only now. */
export async function makeKey(name: string, scopes: readonly string[]): Promise<void> {
  const api = await openApi()
  try {
    const { key } = await api.call<{ key: string }>('POST', '/v1/api-keys', { name, scopes })
    process.stdout.write(`${key}\n`)
  } finally {
    await api.close()
  }
}
