#!/usr/bin/env node
// The door, and with `newer-node.mts` all that any Node must be able to read. Compiled code is cached before the rest is loaded, so
// that `apigov --help` answers at once. An older Node shows the help; for anything else a newer one is fetched from npm.
import module from 'node:module'
import { nodeSuffices, onNewerNode } from './newer-node.mts'

const argv = process.argv.slice(2)
const suffices = nodeSuffices(process.versions.node)
if (suffices || argv.length === 0 || argv[0] === '--help' || argv[0] === '--version') {
  if (suffices) module.enableCompileCache()
  const { main } = await import('./main.ts')
  process.exitCode = await main(argv)
  // To give back a large heap piece by piece takes longer than to end, once all is written.
  if (process.stdout.writableLength + process.stderr.writableLength === 0) process.exit()
} else {
  process.exitCode = await onNewerNode(import.meta.filename, argv)
}
