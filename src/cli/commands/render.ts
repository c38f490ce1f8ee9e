import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { ApigovError, defineError, messageOf } from '../../base/errors.ts'
import type { OutputFile } from '../../base/tree.ts'
import { catalogRoots, readCatalog } from '../../catalog/read.ts'
import { folderTree } from '../../git/folder-tree.ts'
import { localRepository } from '../../git/local.ts'
import type { OpenRepository } from '../../git/repository.ts'
import { openJudge } from '../../process/judge.ts'
import { render as rendered } from '../../render/render.ts'
import { renderers } from '../../render/renderers/index.ts'
import { formatFindings } from '../../report/report.ts'
import { gatewayOf } from '../../review/gateway.ts'
import type { Side } from '../../review/side.ts'
import { type ReleaseName, type Releases, releasedContract } from '../../review/tags.ts'
import { type Sign, signerWith } from '../../snapshot/signature.ts'
import { defineCommand, type Io } from '../command.ts'
import { catalogMissing, folderNotWritable, secretUnreadable } from '../errors.ts'

export const render = defineCommand({
  id: 'render',
  summary: 'Write what a gateway runs in one environment.',
  arguments: '[dir]',
  options: [
    { flags: '--env <name>', summary: 'The environment.', required: true },
    { flags: '--out <dir>', summary: 'Where the files are written; without it the first goes to stdout.' },
    { flags: '--sequence <number>', summary: 'A gateway refuses a lower one than it runs.', default: '1' },
    { flags: '--sign-key <file>', summary: 'Signs the snapshot with this Ed25519 key (PEM).' },
    {
      flags: '--renderer <name>',
      summary: 'For which gateway.',
      default: 'apigov',
      choices: renderers.map(({ id }) => id),
    },
  ],
  examples: ['apigov render --env prod', 'apigov render --env dev --out dist'],
  async run({ args: [dir = '.'], options }, io) {
    const environment = String(options['env'])
    const sequence = sequenceOf(String(options['sequence']))
    const renderer = renderers.find(({ id }) => id === options['renderer'])
    if (!renderer) throw new RangeError('Commander checks the choices')
    const sign = await signerOf(options['signKey'], io)
    const folder = resolve(io.cwd, dir)
    const side = await sideWith(folder, environment, io)
    if (!side) return 1

    const { repository, releases, commit } = await historyOf(folder, io)
    const judge = openJudge()
    try {
      const released = (catalog: Side['catalog'], release: ReleaseName) => releasedContract(releases, catalog, release)
      const gateway = await gatewayOf(side, side.environment, { released, judge })
      io.stderr.write(gateway.findings.length > 0 ? formatFindings(gateway.findings, 'text') : '')
      if (gateway.findings.some(({ severity }) => severity === 'error')) return 1
      await deliver(rendered(renderer, gateway, { environment, commit, sequence, sign }), options['out'], io)
      return 0
    } finally {
      await Promise.all([judge.close(), repository?.close()])
    }
  },
})

/** The catalog of the folder that has the environment; `null` where it has errors, which have been told. */
async function sideWith(folder: string, environment: string, io: Io) {
  const tree = await folderTree(folder)
  const roots = catalogRoots(tree)
  if (roots.length === 0) throw catalogMissing(folder)
  for (const root of roots) {
    const { catalog, findings } = await readCatalog(tree, root)
    if (!catalog || findings.some(({ severity }) => severity === 'error')) {
      io.stderr.write(formatFindings(findings, 'text'))
      return null
    }
    const found = catalog.environments.get(environment)
    if (found) return { tree, catalog, environment: found }
  }
  throw environmentUnknown(environment, folder)
}

/** The tags that pins are looked up in. A folder outside of any repository has none, and only `latest` can be rendered there. */
async function historyOf(
  folder: string,
  io: Io,
): Promise<{ readonly repository: OpenRepository | null; readonly releases: Releases; readonly commit: string }> {
  try {
    const repository = await localRepository(folder, io.env)
    const commit = (await repository.resolve('HEAD')) ?? noCommit
    return { repository, releases: { tags: await repository.tags(), tree: (id) => repository.tree(id) }, commit }
  } catch (thrown) {
    if (!(thrown instanceof ApigovError)) throw thrown
    return { repository: null, releases: { tags: new Map(), tree: () => Promise.reject(thrown) }, commit: noCommit }
  }
}

const noCommit = '0'.repeat(40)

async function deliver(files: readonly OutputFile[], out: unknown, io: Io): Promise<void> {
  if (typeof out !== 'string') {
    io.stdout.write(String(files[0]?.content ?? ''))
    return
  }
  for (const { path, content } of files) {
    const target = join(resolve(io.cwd, out), path)
    try {
      await mkdir(dirname(target), { recursive: true })
      await writeFile(target, content)
    } catch (thrown) {
      throw folderNotWritable(target, messageOf(thrown), thrown)
    }
    io.stdout.write(`${join(out, path)}\n`)
  }
}

async function signerOf(file: unknown, io: Io): Promise<Sign | null> {
  if (typeof file !== 'string') return null
  const path = resolve(io.cwd, file)
  const pem = await readFile(path, 'utf8').catch((thrown) => {
    throw secretUnreadable(path, messageOf(thrown), thrown)
  })
  return signerWith(pem)
}

function sequenceOf(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw sequenceInvalid(text)
  return Number(text)
}

const environmentUnknown = defineError(
  'APIGOV_ENVIRONMENT_UNKNOWN',
  (environment: string, dir: string) => `No catalog in \`${dir}\` has the environment \`${environment}\``,
  () => 'List it in `environments` of `apigov.yaml` and describe it in `environments/<name>.yaml`.',
)

const sequenceInvalid = defineError(
  'APIGOV_SEQUENCE_INVALID',
  (text: string) => `\`--sequence\` cannot be \`${text}\``,
  () => 'Give a whole number from 0.',
)
