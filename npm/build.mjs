#!/usr/bin/env node
// Builds the npm packages into npm/dist: spillcheck itself, and one with the binary for each platform.
//
//   node npm/build.mjs [--profile PROFILE] [--binary FILE] [PLATFORM]...
//
// Without a PLATFORM it builds all. --binary packs a FILE that is built already. Other systems' binaries are linked by zig,
// which with cargo-zigbuild comes from PyPI: `pip install ziglang cargo-zigbuild`.
import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const here = dirname(fileURLToPath(import.meta.url))
const root = dirname(here)
const dist = join(here, 'dist')
const platforms = JSON.parse(readFileSync(join(here, 'platforms.json'), 'utf8'))
const cargo = readFileSync(join(root, 'Cargo.toml'), 'utf8')
const field = (name) => new RegExp(`^${name} = "(.*)"$`, 'm').exec(cargo)[1]
const about = { version: field('version'), license: field('license'), description: field('description') }

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { profile: { type: 'string', default: 'release' }, binary: { type: 'string' } },
})

function wanted() {
  const known = platforms.map((it) => it.name)
  const unknown = positionals.filter((name) => !known.includes(name))
  if (unknown.length) throw new Error(`no such platform: ${unknown}; there are ${known.join(', ')}`)
  if (values.binary && positionals.length !== 1) throw new Error('--binary is for one PLATFORM')
  return platforms.filter((it) => !positionals.length || positionals.includes(it.name))
}

function run(command, ...args) {
  execFileSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
}

/** Builds for a platform, and says where the binary is. */
function build({ target, glibc, os }) {
  if (values.binary) return resolve(values.binary)
  run('rustup', 'target', 'add', target)
  // A binary that asks for an old C library runs with every later one.
  const linked = glibc ? `${target}.${glibc}` : target
  run('cargo', 'zigbuild', '--locked', '--profile', values.profile, '--target', linked)
  const file = os === 'win32' ? 'spillcheck.exe' : 'spillcheck'
  return join(root, 'target', target, values.profile === 'dev' ? 'debug' : values.profile, file)
}

/** Packs a folder of these files and this package.json. */
function pack(name, manifest, files) {
  const folder = join(dist, name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const [from, to] of files) {
    copyFileSync(from, join(folder, to))
    chmodSync(join(folder, to), to.includes('.md') || to.startsWith('LICENSE') ? 0o644 : 0o755)
  }
  for (const licence of ['LICENSE-APACHE', 'LICENSE-MIT']) copyFileSync(join(root, licence), join(folder, licence))
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, 2) + '\n')
  execFileSync('npm', ['pack', '--silent', '--pack-destination', dist], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
}

function packPlatform(platform) {
  const { name, os, cpu, libc } = platform
  const file = os === 'win32' ? 'spillcheck.exe' : 'spillcheck'
  const manifest = {
    name: `@spillcheck/${name}`,
    ...about,
    description: `The binary of spillcheck for ${name}`,
    os: [os],
    cpu: [cpu],
    ...(libc ? { libc: [libc] } : {}),
    files: [file],
    preferUnplugged: true,
  }
  pack(name, manifest, [[build(platform), file]])
}

function packMain() {
  const binaries = platforms.map((it) => [`@spillcheck/${it.name}`, about.version])
  const manifest = {
    name: 'spillcheck',
    ...about,
    keywords: ['security', 'secrets', 'sanity', 'frontend', 'ci'],
    bin: { spillcheck: 'spillcheck.js' },
    files: ['spillcheck.js'],
    engines: { node: '>=16' },
    optionalDependencies: Object.fromEntries(binaries),
  }
  const files = ['spillcheck.js', 'README.md'].map((name) => [join(here, 'spillcheck', name), name])
  pack('spillcheck', manifest, files)
}

wanted().forEach(packPlatform)
packMain()
