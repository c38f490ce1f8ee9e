#!/usr/bin/env node
// The door, and the one file that any Node must be able to read: an older one is told which it takes, instead of what it cannot
// parse. Compiled code is cached before the rest is loaded, so that `apigov --help` answers at once.
import module from 'node:module'
import { nodeMinimum, nodeSuffices } from './node-version.mts'

if (nodeSuffices(process.versions.node)) {
  module.enableCompileCache()
  const { main } = await import('./main.ts')
  process.exitCode = await main(process.argv.slice(2))
} else {
  process.stderr.write(
    `apigov needs Node.js ${nodeMinimum} or newer; this is ${process.versions.node}: https://nodejs.org\n`,
  )
  process.exitCode = 2
}
