#!/usr/bin/env node
'use strict'
// Runs the binary that npm installed for this platform: nothing is fetched, nothing else is done.
const { spawnSync } = require('node:child_process')

const platform = `${process.platform}-${process.arch}`
const libcs = process.platform === 'linux' ? ['-gnu', '-musl'] : ['']
const file = process.platform === 'win32' ? 'spillcheck.exe' : 'spillcheck'

function binary(libc) {
  try {
    return require.resolve(`@spillcheck/${platform}${libc}/${file}`)
  } catch {
    return undefined
  }
}

function run() {
  for (const path of libcs.map(binary).filter(Boolean)) {
    const done = spawnSync(path, process.argv.slice(2), { stdio: 'inherit' })
    // Without its C library a binary is as good as not there; the next one may need none.
    if (done.error?.code === 'ENOENT') continue
    if (done.error) throw done.error
    if (done.signal) process.kill(process.pid, done.signal)
    return done.status
  }
  console.error(`spillcheck: error: there is no binary for ${platform}; is it installed with --omit=optional?`)
  return 2
}

process.exitCode = run()
