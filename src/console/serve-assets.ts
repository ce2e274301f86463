import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Hono } from 'hono'

const require = createRequire(import.meta.url)
const own = (name: string) => join(import.meta.dirname, 'assets', name)

/** Everything that the pages load, by the name that they load it by: own files, and files of installed packages. */
const FILES = {
  'console.css': [own('console.css'), 'text/css; charset=utf-8'],
  'console.js': [own('console.js'), 'text/javascript; charset=utf-8'],
  'forms.js': [own('forms.js'), 'text/javascript; charset=utf-8'],
  'live.js': [own('live.js'), 'text/javascript; charset=utf-8'],
  'htmx.js': [require.resolve('htmx.org/dist/htmx.min.js'), 'text/javascript; charset=utf-8'],
  'icons.svg': [require.resolve('feather-icons/dist/feather-sprite.svg'), 'image/svg+xml'],
  'inter.woff2': [
    require.resolve('@fontsource-variable/inter/files/inter-latin-wght-normal.woff2'),
    'font/woff2',
  ],
  'icon.svg': [own('icon.svg'), 'image/svg+xml'],
} as const
export type AssetName = keyof typeof FILES

const assets = new Map(
  Object.entries(FILES).map(([name, [path, type]]) => [name, { bytes: readFileSync(path), type }]),
)

/** One version for all, since the styles name other files beside them. */
const version = [...assets.values()]
  .reduce((hash, { bytes }) => hash.update(bytes), createHash('sha256'))
  .digest('hex')
  .slice(0, 10)

/** Where a browser finds a file; another content has another address, so that it may be kept for ever. */
export function assetUrl(name: AssetName): string {
  return `/console/assets/${version}/${name}`
}

export function serveAssets() {
  return new Hono().get(`/console/assets/${version}/:name`, (c) => {
    const asset = assets.get(c.req.param('name'))
    if (asset === undefined) return c.notFound()
    return c.body(new Uint8Array(asset.bytes), 200, {
      'content-type': asset.type,
      'cache-control': 'public, max-age=31536000, immutable',
    })
  })
}
