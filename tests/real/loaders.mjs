// Reads generated `.env` files with the loaders of dotenv, dotenv-expand, Vite, Next.js and Node itself, for spillcheck's own
// readers to be held against: `npm install --ignore-scripts dotenv@16 dotenv-expand@12 vite@7 vite8@npm:vite@8 @next/env@16` where it
// runs, with a Node that Vite 8 runs on, then
//   node loaders.mjs CASES > cases.json
//   SPILLCHECK_LOADERS=cases.json cargo test --lib loaders -- --ignored
import { mkdirSync, rmSync, writeFileSync, mkdtempSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseEnv } from 'node:util'

const require = createRequire(pathToFileURL(join(process.cwd(), 'x.js')))
const dotenv = require('dotenv')
const { expand } = require('dotenv-expand')
const { loadEnvConfig } = require('@next/env')
const { loadEnv } = await import(pathToFileURL(require.resolve('vite')).href.replace(/index\.cjs$/, 'dist/node/index.js'))
const { loadEnv: loadEnv8 } = await import(pathToFileURL(join(process.cwd(), 'node_modules/vite8/dist/node/index.js')).href)

let state = 7
const random = () => {
  state = (state + 0x6d2b79f5) | 0
  let t = Math.imul(state ^ (state >>> 15), 1 | state)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296
}
const below = (n) => Math.floor(random() * n)
const pick = (list) => list[below(list.length)]
const chance = (of) => random() < of

const NAMES = ['ALPHA', 'BETA', 'GAMMA', 'DELTA', 'API_URL', 'api-key', 'a.b', 'TOKEN_2', '_X']
const WORDS = ['word', 'two words', 'a=b', 'x#y', 'x # y', 'https://host.example:80/p?q=1&r=2#f', 'QmFzZTY0Cg==', '{"a": "b"}',
  "it's", 'say "hi"', 'tick ` tick', 'back\\slash', 'a\\nb', 'a\\rb', 'a\\tb', 'C:\\new', '100%', '', '  ', 'é😀', '\u00a0pad\u00a0', '$', '$$', '5$',
  '!@^&*()', 'a,b;c', '- -', 'true', '0']
// A variable refers to those before it in this list alone: real loaders run for ever on a circle.
let own = NAMES.length
const set = () => {
  own = 1 + below(NAMES.length)
  return NAMES[own - 1]
}
const earlier = () => (own > 1 ? pick(NAMES.slice(0, own - 1)) : 'UNSET')
const reference = () => pick([
  () => `$${earlier()}`, () => `\${${earlier()}}`, () => `\${${earlier()}:-${pick(WORDS)}}`, () => `\${${earlier()}-${pick(['d', ''])}}`,
  () => `\${${earlier()}:+alt}`, () => `\${${earlier()}+alt}`, () => `\${${earlier()}:-\${${earlier()}}}`, () => `\\$${earlier()}`, () => `\\\${${earlier()}}`,
  () => `$${earlier()}$${earlier()}`, () => `\${${earlier()}`, () => `$9`,
])()
const piece = () => (chance(0.25) ? reference() : pick(WORDS))
const text = () => Array.from({ length: 1 + below(3) }, piece).join(pick(['', ' ', '-', '/']))
const quoted = (quote) => {
  const inner = chance(0.25) ? `${text()}\n${text()}` : text()
  const safe = chance(0.8) ? inner.replaceAll(quote, '') : inner.replaceAll(quote, `\\${quote}`)
  return quote + safe + (chance(0.95) ? quote : '')
}
const value = () => pick([text, text, () => quoted('"'), () => quoted("'"), () => quoted('`'), () => `  ${text()}  `, () => ''])()
const remark = () => (chance(0.15) ? pick([' # why', '#why', '   # "why"', "\t# it's"]) : '')
const line = () => pick([
  () => `${set()}=${value()}${remark()}`, () => `${set()}=${value()}${remark()}`, () => `${set()}=${value()}${remark()}`,
  () => `export ${set()}=${value()}`, () => `  ${set()} = ${value()}${remark()}`, () => `${set()}: ${value()}`, () => `# ${text()}`,
  () => '', () => text(), () => `${set()}`, () => `${set()}:${value()}`, () => `export   ${set()}  =${value()}`,
])()
const file = () => {
  const end = pick(['\n', '\n', '\n', '\r\n', '\r'])
  const lines = Array.from({ length: 1 + below(8) }, line).join(end)
  return (chance(0.05) ? '\ufeff' : '') + lines + (chance(0.7) ? end : '')
}

// Some values never come to an end in some loader: it is stopped, and its answer does not count.
let steps = 0
const { replace } = String.prototype
String.prototype.replace = function (...given) {
  if (++steps > 3000 || this.length > 100000) throw new Error('no end')
  return replace.apply(this, given)
}
const bounded = (run) => {
  steps = 0
  try {
    return run()
  } catch {
    return null
  } finally {
    steps = 0
    clean()
  }
}

const copy = (it) => Object.fromEntries(Object.entries(it).sort())
const before = { ...process.env }
const clean = () => {
  for (const key of Object.keys(process.env)) if (!(key in before)) delete process.env[key]
}

function withNext(folder, names) {
  let failed = false
  const log = { info() {}, error() { failed = true } }
  const { combinedEnv } = loadEnvConfig(folder, false, log, true)
  const seen = Object.fromEntries(Object.entries(combinedEnv).filter(([key]) => names.has(key)))
  return failed ? null : copy(seen)
}

const cases = []
const root = mkdtempSync(join(tmpdir(), 'loaders-'))
for (let index = 0; index < Number(process.argv[2] ?? 2000); index++) {
  const files = { '.env': file() }
  for (const more of ['.env.local', '.env.production', '.env.production.local']) if (chance(0.25)) files[more] = file()
  const folder = join(root, String(index))
  mkdirSync(folder)
  for (const [path, content] of Object.entries(files)) writeFileSync(join(folder, path), content)
  steps = 0
  const names = new Set(Object.values(files).flatMap((it) => Object.keys(dotenv.parse(it))))
  const names8 = new Set(Object.values(files).flatMap((it) => Object.keys(parseEnv(it))))
  const vite8 = () => Object.entries(loadEnv8('production', folder, '')).filter(([key]) => names8.has(key))
  const vite = () => Object.entries(loadEnv('production', folder, '')).filter(([key]) => names.has(key))
  cases.push({
    files,
    dotenv: copy(dotenv.parse(files['.env'])),
    expand: bounded(() => copy(expand({ parsed: dotenv.parse(files['.env']), processEnv: {} }).parsed)),
    vite: bounded(() => copy(Object.fromEntries(vite()))),
    node: copy(parseEnv(files['.env'])),
    vite8: bounded(() => copy(Object.fromEntries(vite8()))),
    next: bounded(() => withNext(folder, names)),
  })
}
rmSync(root, { recursive: true })
process.stdout.write(JSON.stringify(cases))
