#!/usr/bin/env node
// The door: compiled code is cached before anything else is loaded, so that `apigov --help` answers at once.
import { enableCompileCache } from 'node:module'

enableCompileCache()
const { main } = await import('./main.ts')
process.exitCode = await main(process.argv.slice(2))
