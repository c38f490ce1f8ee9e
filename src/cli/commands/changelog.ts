import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { defineError, messageOf } from '../../base/errors.ts'
import { defineCommand, type Io } from '../command.ts'
import { contractAt, identityOf } from '../compared-contract.ts'
import { comparisonOptions, diffOptions } from '../comparison-options.ts'

export const changelog = defineCommand({
  id: 'changelog',
  summary: 'Write the changelog of one contract after another, as Markdown.',
  arguments: '<base> <revision>',
  options: [
    { flags: '--template <file>', summary: 'A Handlebars template instead of ours.' },
    { flags: '--date <date>', summary: 'The day of the release (YYYY-MM-DD).' },
    ...comparisonOptions,
  ],
  examples: ['apigov changelog v2.3.0:api/openapi.yaml api/openapi.yaml > CHANGES.md'],
  async run({ args, options }, io) {
    const { changelog: write } = await import('../../changelog/changelog.ts')
    const { compare } = await import('../../process/kinds/index.ts')
    const [base = '', revision = ''] = args
    const identity = identityOf(options['as'])
    const settings = await diffOptions(options, io)
    const { contract: before } = await contractAt(base, identity, io)
    const { contract: after } = await contractAt(revision, identity, io, before)
    const release = {
      title: after.title,
      semver: after.semver,
      previous: before.semver,
      date: typeof options['date'] === 'string' ? options['date'] : null,
      diff: await compare(before, after, settings),
    }
    const { template } = options
    io.stdout.write(typeof template === 'string' ? write(release, await templateAt(template, io)) : write(release))
    return 0
  },
})

async function templateAt(path: string, io: Io) {
  const { compileTemplate } = await import('../../changelog/template.ts')
  const text = await readFile(resolve(io.cwd, path), 'utf8').catch((error: unknown) => {
    throw templateUnusable(path, messageOf(error), error)
  })
  const { template, findings } = compileTemplate({ path, text })
  if (template === null) throw templateUnusable(path, findings[0]?.message ?? 'no reason given')
  return template
}

const templateUnusable = defineError(
  'APIGOV_TEMPLATE_UNUSABLE',
  (path: string, why: string) => `The template \`${path}\` cannot be used: ${why}`,
  () => 'Correct the template, or leave out `--template`.',
)
