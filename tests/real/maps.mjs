// Looks up places in the maps of five bundlers with @jridgewell/trace-mapping, for spillcheck's own reader to be held
// against: `npm install esbuild rollup@4 webpack@5 vite@7 @swc/core @jridgewell/trace-mapping` where it runs, then
//   node maps.mjs PLACES > maps.json
//   SPILLCHECK_MAPS=maps.json cargo test --lib parity -- --ignored
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const require = createRequire(pathToFileURL(join(process.cwd(), 'x.js')))
const { AnyMap, TraceMap, traceSegment } = require('@jridgewell/trace-mapping')
const root = mkdtempSync(join(tmpdir(), 'maps-'))
const wanted = Number(process.argv[2] ?? 10000)

let state = 11
const below = (n) => {
  state = (Math.imul(state, 1103515245) + 12345) >>> 0
  return Math.floor((state / 4294967296) * n)
}

// Modules with what maps find hard: long lines, signs of two units, templates over lines, names that a minifier takes away.
function module(index, count) {
  const next = index + 1 < count ? `import { value${index + 1} } from './m${index + 1}.js'\n` : ''
  const body = Array.from({ length: 3 + below(12) }, (_, line) =>
    [`const word${line} = ${JSON.stringify('é😀'.repeat(below(3)) + 'text' + below(999))}`,
      `function longName${line}(first, second) { return first + second + ${below(99)} }`,
      `const template${line} = \`a\${word0}\n  b \${longName(1, 2)}\``,
      `globalThis.out${index}_${line} = [${Array.from({ length: below(20) }, () => below(1e6))}].map((one) => one * 2)`,
    ][line < 1 ? 0 : below(4)]).join('\n')
  const used = next ? `, value${index + 1}` : ''
  return `${next}const longName = (one, two) => one * two\n${body}\nexport const value${index} = [word0${used}]\nglobalThis.value${index} = value${index}\n`
}
const COUNT = 25
mkdirSync(join(root, 'src'))
for (let index = 0; index < COUNT; index++) writeFileSync(join(root, 'src', `m${index}.js`), module(index, COUNT))
writeFileSync(join(root, 'index.html'), '<script type="module" src="/src/m0.js"></script>')
const entry = join(root, 'src', 'm0.js')

const maps = {}
const collect = (name, folder) => {
  for (const file of readdirSync(folder, { recursive: true })) {
    if (!file.endsWith('.js.map')) continue
    const path = join(folder, file)
    maps[`${name}${folder.slice(root.length)}/${file}`] = [readFileSync(path, 'utf8'), readFileSync(path.slice(0, -4), 'utf8')]
  }
}
for (const minify of [false, true]) {
  const out = join(root, `esbuild-${minify}`)
  await require('esbuild').build({ entryPoints: [entry], bundle: true, minify, sourcemap: true, outdir: out })
  collect('esbuild', out)
}
const bundle = await require('rollup').rollup({ input: entry })
await bundle.write({ dir: join(root, 'rollup'), sourcemap: true })
collect('rollup', join(root, 'rollup'))
const vite = await import(pathToFileURL(join(process.cwd(), 'node_modules/vite/dist/node/index.js')).href)
await vite.build({ root, logLevel: 'silent', build: { sourcemap: true, outDir: 'vite' } })
collect('vite', join(root, 'vite'))
for (const devtool of ['source-map', 'nosources-source-map', 'cheap-source-map']) {
  const out = join(root, `webpack-${devtool}`)
  await new Promise((done, failed) => require('webpack')({
    mode: devtool.startsWith('cheap') ? 'development' : 'production', context: root, entry, devtool, output: { path: out },
  }, (why, stats) => (why || stats.hasErrors() ? failed(why ?? stats.toString()) : done())))
  collect('webpack', out)
}
const swc = require('@swc/core')
for (let index = 0; index < 5; index++) {
  const { code, map } = await swc.minify(readFileSync(join(root, 'src', `m${index}.js`), 'utf8'), { sourceMap: true, module: true, mangle: true })
  maps[`swc:${index}`] = [map, code]
}

// Sections, and sources that do not count.
const [one, two] = Object.values(maps)
const lines = one[1].split('\n').length
maps['sections:lines'] = [JSON.stringify({ version: 3, sections: [
  { offset: { line: 0, column: 0 }, map: { ...JSON.parse(one[0]), ignoreList: [1, 2] } },
  { offset: { line: lines, column: 17 }, map: JSON.parse(two[0]) },
] }), `${one[1]}\n${' '.repeat(17)}${two[1]}`]

const cases = []
const each = Math.ceil(wanted / Object.keys(maps).length)
for (const [name, [map, text]] of Object.entries(maps)) {
  const told = JSON.parse(map)
  const trace = told.sections ? new AnyMap(told) : new TraceMap(told)
  const texts = text.split('\n')
  const places = Array.from({ length: each }, () => {
    const line = below(texts.length + 1)
    const column = below((texts[line]?.length ?? 0) + 3)
    const [, source, at, far] = traceSegment(trace, line, column) ?? []
    return [line, column, source === undefined ? null : [source, at, far]]
  })
  cases.push({ name, map, places })
}
rmSync(root, { recursive: true })
process.stdout.write(JSON.stringify(cases))
