import { defineTarget, type SdkPackage } from '../target.ts'

/** Over `fetch`, without dependencies; compiled before it is packed, because npm builds nothing when it installs an archive. */
export const typescript = defineTarget({
  id: 'typescript',
  summary: 'A TypeScript client over `fetch`, as a compiled npm package with its types.',
  language: 'TypeScript',
  generator: 'typescript-fetch',
  unions: 'oneOf',
  check: 'typescript',
  naming(api, semver) {
    const name = `${api}-client`
    return { name, module: name, version: semver, folder: 'package', archive: `${name}-${semver}.tgz` }
  },
  options: ({ name, version }) => ({
    npmName: name,
    npmVersion: version,
    importFileExtension: '.js',
    supportsES6: true,
    disallowAdditionalPropertiesIfNotPresent: false,
  }),
  overlay: (sdk) => [
    { path: 'README.md', content: readme(sdk) },
    { path: 'package.json', content: json(manifest(sdk)) },
    { path: 'tsconfig.json', content: json(compilation) },
  ],
  keeps: (path) => /^(package\.json|README\.md|(src|dist|docs)\/.+)$/.test(path),
})

function manifest({ name, version }: SdkPackage) {
  return {
    name,
    version,
    description: `Client of the API ${name.replace(/-client$/, '')}.`,
    type: 'module',
    main: './dist/index.js',
    types: './dist/index.d.ts',
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
    sideEffects: false,
    engines: { node: '>=18' },
    files: ['dist', 'src', 'docs'],
  }
}

function readme({ name, version }: SdkPackage) {
  return `# ${name} ${version}

\`\`\`ts
import { Configuration, DefaultApi } from '${name}'

const api = new DefaultApi(new Configuration({ basePath: 'https://…', apiKey: '…' }))
\`\`\`

Operations without a tag are in \`DefaultApi\`; each tag has a class of its own, see \`docs/\`. Made by OpenAPI Generator.
`
}

const compilation = {
  compilerOptions: {
    target: 'es2022',
    lib: ['es2022', 'dom', 'dom.iterable'],
    module: 'nodenext',
    types: [],
    strict: true,
    declaration: true,
    noEmitOnError: true,
    rootDir: 'src',
    outDir: 'dist',
  },
  include: ['src'],
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
