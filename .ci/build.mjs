// Makes dist/cli/ of src/ for the npm package: JavaScript, because Node does not strip types below node_modules, and few files of
// it, because to find and load a file takes longer than what most of ours do. It is written for the oldest Node in `engines`, not
// for the one the project works with.
import { chmodSync, cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const root = fileURLToPath(new URL('..', import.meta.url))
const src = (path) => join(root, 'src', path)
// One folder for all of it: what a source looks for beside itself is beside it, and what it looks for two levels up is there, too.
const dist = join(root, 'dist/cli')

/** What something else opens: people, `new Worker`, an operator's plugin. */
const doors = {
  apigov: src('cli/apigov.mts'),
  'judge-start': src('process/judge-start.ts'),
  'confined-guard': src('process/confined-guard.ts'),
  'gateway-worker': src('gateway/workers/gateway-worker.ts'),
  'snapshot-thread-start': src('process/snapshot-thread-start.ts'),
  'second-opinion-worker': src('process/second-opinion-worker.ts'),
  plugin: src('gateway/plugins/plugin.ts'),
}

/** Files that are written with all they import: one to every command, the other to every contract. What is left is cut by who needs it. */
const groups = [
  { name: 'main', test: among('cli/main.ts'), priority: 1 },
  { name: 'contracts', test: among('process/kinds/openapi.ts', 'process/kinds/index.ts', 'cli/commands/diff.ts') },
]

/** Packages that a comparison waits for, dozens of files together. They stay in `dependencies`: their licences come with them. */
const inlined = /^(?:commander|js-yaml|semver)(?:\/|$)/

rmSync(join(root, 'dist'), { recursive: true, force: true })
const bundle = await rolldown({
  input: doors,
  platform: 'node',
  transform: { target: 'es2023' },
  external: (id) => !/^[./]/.test(id) && !inlined.test(id),
  checks: { ineffectiveDynamicImport: false },
  plugins: [
    { name: 'builtins', renderChunk: requireBuiltins },
    // Commander can start programs as commands. apigov has none, and to load what starts programs takes as long as all of Commander.
    {
      name: 'no-programs',
      transform: (code, id) =>
        id.includes('/commander/') ? code.replace(/^import childProcess from .*$/m, 'const childProcess = null') : null,
    },
  ],
})
await bundle.write({
  dir: dist,
  entryFileNames: ({ name }) => (name === 'apigov' ? '[name].mjs' : '[name].js'),
  chunkFileNames: '[name].js',
  codeSplitting: { groups },
})
// What is read at run time beside the code.
cpSync(src('report/formatters/html.css'), join(dist, 'html.css'))
chmodSync(join(dist, 'apigov.mjs'), 0o755)

/**
 * `import { readFileSync } from 'node:fs'` looks at everything that `node:fs` exports, which loads the half of Node that stands
 * behind it, and nobody asked for. To require it takes what is named.
 */
function requireBuiltins(code, { isEntry }) {
  const required = code.replace(
    /^import ([\w$]+)?(?:, )?(?:\{ (.*) \})? from ("node:[\w/]+");$/gm,
    (_, whole, names = '', id) =>
      [whole, names && `{ ${names.replaceAll(' as ', ': ')} }`]
        .filter(Boolean)
        .map((taken) => `const ${taken} = requireBuiltin(${id});`)
        .join('\n'),
  )
  if (isEntry || required === code) return null
  return `import { createRequire as requirer } from "node:module";\nconst requireBuiltin = requirer(import.meta.url);\n${required}`
}

function among(...paths) {
  const files = new Set(paths.map(src))
  return (id) => files.has(id)
}
