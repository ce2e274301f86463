import { lookup } from 'node:dns/promises'

/** The addresses of a host name, as the system resolves it. Throws where it has none. */
export async function resolveHost(host: string): Promise<readonly string[]> {
  const found = await lookup(host, { all: true })
  return found.map(({ address }) => address)
}
