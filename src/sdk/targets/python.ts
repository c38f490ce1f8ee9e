import { parse } from 'semver'
import { defineTarget, type SdkPackage } from '../target.ts'

/** Over urllib3 and pydantic; packed as a source distribution, which pip installs and any index takes. */
export const python = defineTarget({
  id: 'python',
  summary: 'A Python client over urllib3 with pydantic models, as a source distribution.',
  language: 'Python',
  generator: 'python',
  unions: 'as-written',
  check: 'python',
  naming(api, semver) {
    const name = `${api}-client`
    const module = name.replaceAll('-', '_')
    const version = pep440(semver)
    return { name, module, version, folder: `${module}-${version}`, archive: `${module}-${version}.tar.gz` }
  },
  options: ({ name, module, version }) => ({
    projectName: name,
    packageName: module,
    packageVersion: version,
    disallowAdditionalPropertiesIfNotPresent: false,
  }),
  overlay: (sdk) => [
    { path: 'README.md', content: readme(sdk) },
    { path: 'pyproject.toml', content: project(sdk) },
  ],
  keeps: (path, { module }) => path.startsWith(`${module}/`) || /^(README\.md|pyproject\.toml|docs\/.+)$/.test(path),
})

// What the generated code imports; the generator lists the same in a requirements.txt.
const dependencies = [
  'urllib3 >= 2.7.0, < 3.0.0',
  'python-dateutil >= 2.8.2',
  'pydantic >= 2.11',
  'typing-extensions >= 4.7.1',
]

function project({ name, module, version }: SdkPackage) {
  return `[build-system]
requires = ["setuptools >= 61"]
build-backend = "setuptools.build_meta"

[project]
name = "${name}"
version = "${version}"
description = "Client of the API ${name.replace(/-client$/, '')}."
readme = "README.md"
requires-python = ">= 3.10"
dependencies = ${JSON.stringify(dependencies)}

[tool.setuptools.packages.find]
include = ["${module}", "${module}.*"]

[tool.setuptools.package-data]
${module} = ["py.typed"]
`
}

function readme({ name, module, version }: SdkPackage) {
  return `# ${name} ${version}

\`\`\`python
import ${module}

configuration = ${module}.Configuration(host="https://…")
with ${module}.ApiClient(configuration) as client:
    api = ${module}.DefaultApi(client)
\`\`\`

Operations without a tag are in \`DefaultApi\`; each tag has a class of its own, see \`docs/\`. Made by OpenAPI Generator.
`
}

/** `2.0.0-rc.1` → `2.0.0rc1`. Python knows alpha, beta and rc; another pre-release is told as a development version, which is older too. */
function pep440(semver: string): string {
  const version = parse(semver)
  if (!version) throw new RangeError(`\`${semver}\` is not a semantic version`)
  const core = `${version.major}.${version.minor}.${version.patch}`
  const local = [...version.build]
  const [stage, number] = version.prerelease
  if (stage === undefined) return withLocal(core, local)
  const known = { alpha: 'a', a: 'a', beta: 'b', b: 'b', rc: 'rc' }[String(stage)]
  if (known !== undefined && version.prerelease.length <= 2 && (number === undefined || typeof number === 'number'))
    return withLocal(`${core}${known}${number ?? 0}`, local)
  return withLocal(`${core}.dev0`, [...version.prerelease.map(String), ...local])
}

function withLocal(version: string, local: readonly string[]): string {
  return local.length === 0 ? version : `${version}+${local.join('.').replaceAll('-', '.').toLowerCase()}`
}
