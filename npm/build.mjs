#!/usr/bin/env node
// Builds the npm packages into npm/dist: spillcheck itself, and one with the binary for each platform.
//
//   node npm/build.mjs [--profile PROFILE] [--binary FILE] [PLATFORM]...
//
// Without a PLATFORM it builds all. --binary packs a FILE that is built already. Other systems' binaries are linked by zig,
// which with cargo-zigbuild comes from PyPI: `pip install ziglang cargo-zigbuild`. A binary that is not its platform's is not packed.
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

/** The system, the processor and the C library that a binary is for, by its header. */
function kindOf(bytes) {
  const cpus = { 0x3e: 'x64', 0xb7: 'arm64', 0x8664: 'x64', 0x1000007: 'x64', 0x100000c: 'arm64' }
  if (bytes.readUInt32BE(0) === 0x7f454c46) {
    return { os: 'linux', cpu: cpus[bytes.readUInt16LE(18)], libc: bytes.includes('/ld-linux-') ? 'glibc' : 'musl' }
  }
  if (bytes.readUInt32LE(0) === 0xfeedfacf) return { os: 'darwin', cpu: cpus[bytes.readUInt32LE(4)] }
  const pe = bytes.readUInt32LE(0x3c)
  if (bytes.readUInt16BE(0) === 0x4d5a && bytes.readUInt32BE(pe) === 0x50450000) {
    return { os: 'win32', cpu: cpus[bytes.readUInt16LE(pe + 4)] }
  }
  return {}
}

/** Refuses a binary of another platform, and one that asks for a newer C library than it may. */
function check(file, platform) {
  const bytes = readFileSync(file)
  const kind = kindOf(bytes)
  for (const key of ['os', 'cpu', 'libc']) {
    if (kind[key] !== platform[key]) throw new Error(`${file}: ${key} is ${kind[key]}, not ${platform[key]}`)
  }
  const asked = bytes.toString('latin1').matchAll(/GLIBC_2\.(\d+)/g)
  const newest = Math.max(0, ...Array.from(asked, (it) => Number(it[1])))
  // What is built for the machine at hand may ask for what that has.
  const allowed = platform.glibc && !values.binary ? Number(platform.glibc.split('.')[1]) : Infinity
  if (newest > allowed) throw new Error(`${file} asks for glibc 2.${newest}, and may for ${platform.glibc}`)
  return file
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
  pack(name, manifest, [[check(build(platform), platform), file]])
  console.log(`${name}: ${[os, cpu, libc].filter(Boolean).join(' ')}`)
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
