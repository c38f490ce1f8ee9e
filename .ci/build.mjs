// Compiles src/ to dist/ for the npm package: Node does not strip types below node_modules, so what is installed must be JavaScript.
// It is written for the oldest Node in `engines`, not for the one the project works with.
import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const tsc = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url))
rmSync(`${root}dist`, { recursive: true, force: true })
execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: ['ignore', process.stderr, process.stderr],
})
// What is read at run time beside the code (templates, style sheets) keeps its place beside it.
cpSync(`${root}src`, `${root}dist`, { recursive: true, filter: (path) => !/\.m?ts$/.test(path) })
chmodSync(`${root}dist/cli/apigov.mjs`, 0o755)
