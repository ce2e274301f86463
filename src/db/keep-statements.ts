import type { ISql } from 'postgres'

/** More parameters come of lists, whose lengths are many: each would be a statement of its own. */
const MOST_PARAMETERS = 64

/**
 * A client whose connections keep the statements that they were asked, which drizzle has them forget: asked again, one is
 * neither parsed nor described, which spares a round trip, nor planned where any values do. `prepare=false` in the
 * database's URL turns it off.
 */
export function keepStatements<Client extends ISql>(client: Client): Client {
  const unsafe: ISql['unsafe'] = (query, parameters = []) =>
    client.unsafe(query, parameters, { prepare: parameters.length <= MOST_PARAMETERS })
  return new Proxy(client, {
    get(target, name) {
      if (name === 'unsafe') return unsafe
      if (name !== 'begin' && name !== 'savepoint') return Reflect.get(target, name)
      const open = Reflect.get(target, name) as (work: (inner: ISql) => unknown) => unknown
      return (work: (inner: ISql) => unknown) => open((inner) => work(keepStatements(inner)))
    },
  })
}
