/** Writes docs/sandbox.md anew: `node test/sandbox/write-reference.ts`. */
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { reference } from '#sandbox/reference.ts'

writeFileSync(resolve(import.meta.dirname, '../../docs/sandbox.md'), reference())
