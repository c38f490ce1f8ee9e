import { dirname, join, resolve } from 'node:path'
import { ApigovError } from '../../base/errors.ts'
import type { Finding } from '../../base/finding.ts'
import { mapLimited } from '../../base/map-limited.ts'
import { systemClock } from '../../base/ports.ts'
import { type OutputFile, type Tree, treeOf } from '../../base/tree.ts'
import { adopt as adoptedFiles, adoptionFile, type Berth, berths, type ForeignContract } from '../../catalog/adopt.ts'
import { firstOwner, planCatalog } from '../../catalog/init.ts'
import { catalogRoots } from '../../catalog/read.ts'
import { readContract } from '../../contract/read.ts'
import { folderTree } from '../../git/folder-tree.ts'
import { rules } from '../../lint/rules/index.ts'
import { defaultRuleset, type Ruleset } from '../../lint/ruleset.ts'
import { rulesetIn } from '../../lint/ruleset-closure.ts'
import { openJudge } from '../../process/judge.ts'
import { anyAddresses } from '../../process/web-addresses.ts'
import { type AdoptionReport, adoptionJson, adoptionText } from '../../report/adoption.ts'
import type { Judge } from '../../review/judge.ts'
import { defineCommand, type Io } from '../command.ts'
import { asWritten, contractSourceAt } from '../contract-files.ts'
import { optionInvalid } from '../errors.ts'
import { makeFolder, templateFolder, writeNew } from '../new-files.ts'

/** Long enough to merge even a large company's contracts; afterwards the base branch knows. */
const daysToMerge = 90

export const adopt = defineCommand({
  id: 'adopt',
  summary: 'Bring existing contracts into a catalog, as they are.',
  arguments: '<contract...>',
  options: [
    { flags: '--into <dir>', summary: 'The catalog, which is made where there is none.', default: '.' },
    { flags: '--owner <team>', summary: 'Who owns them until somebody else does.', default: firstOwner },
    { flags: '--format <name>', summary: 'How the report is shown.', choices: ['text', 'json'], default: 'text' },
    { flags: '--dry-run', summary: 'Show the report, and write nothing.' },
  ],
  examples: ['apigov adopt ../payments/openapi.yaml', 'apigov adopt contracts/*.json --into catalog --dry-run'],
  async run({ args, options }, io) {
    const target = resolve(io.cwd, String(options['into']))
    const isDryRun = options['dryRun'] === true
    if (!isDryRun) await makeFolder(target)
    const there = await folderTree(target).catch((error) => (isDryRun ? treeOf({}) : Promise.reject(error)))
    const owner = String(options['owner'])
    const isNew = !catalogRoots(there).includes('')
    if (owner !== firstOwner || !isNew) mustHaveTeam(there, owner)
    const ruleset = (await rulesetIn(there, '', anyAddresses, target)) ?? defaultRuleset
    const judge = openJudge()
    io.signal.addEventListener('abort', () => judge.close(), { once: true })
    try {
      const { adopted, report } = await bringIn(args, there, ruleset, judge, io)
      const now = systemClock.now()
      const files = adopted.length === 0 ? [] : [...adoptedFiles(adopted, owner), adoptionOf(adopted, there, now)]
      const plan = isNew ? await planCatalog(await folderTree(templateFolder), there, files) : { files, keys: [] }
      if (!isDryRun && adopted.length > 0)
        for (const { path, content } of plan.files) await writeNew(join(target, path), content)
      io.stdout.write(options['format'] === 'json' ? adoptionJson(report) : adoptionText(report))
      if (options['format'] !== 'json') io.stdout.write(isDryRun || adopted.length === 0 ? nothingWritten : next)
      return report.refused.length > 0 ? 1 : 0
    } finally {
      await judge.close()
    }
  },
})

const nothingWritten = '\nNothing was written.\n'
const next = `
Next: put your teams into teams/, name them as owners, and propose it all. Until
it is merged \`apigov validate\` counts these findings, and \`--all\` shows each;
from then on only what is new fails.
`

type Adopted = ForeignContract & { readonly berth: Berth; readonly findings: readonly Finding[] }

/** Reads and lints the contracts. One that cannot be brought in keeps none of the others outside. */
async function bringIn(
  paths: readonly string[],
  there: Tree,
  ruleset: Ruleset,
  judge: Judge,
  io: Io,
): Promise<{ readonly adopted: readonly Adopted[]; readonly report: AdoptionReport }> {
  const refused: AdoptionReport['refused'][number][] = []
  const read = await mapLimited(paths, 4, (path) => readForeign(path, ruleset, judge, io))
  const readable = read.filter((one) => 'contract' in one)
  for (const one of read) if ('reason' in one) refused.push(one)
  const places = berths(readable.map(({ contract }) => contract))
  const adopted: (Adopted & { readonly from: string })[] = []
  for (const [index, foreign] of readable.entries()) {
    const berth = places[index]
    if (!berth) continue
    if (there.entries.has(`apis/${berth.api}/api.yaml`))
      refused.push({
        from: foreign.from,
        reason: `There is an API \`${berth.api}\` already`,
        help: `Put the contract into \`${berth.folder}\` and name the version in its \`api.yaml\`.`,
      })
    else adopted.push({ ...foreign, berth, findings: asWritten(foreign.findings, berth.folder) })
  }
  const wishes = new Map(rules.map(({ id, summary }) => [id, summary]))
  const told = adopted.map(({ from, berth, findings }) => ({ from, to: berth.folder, findings }))
  return { adopted, report: { adopted: told, refused, wishes } }
}

type Read =
  | (ForeignContract & { readonly from: string; readonly findings: readonly Finding[] })
  | AdoptionReport['refused'][number]

async function readForeign(path: string, ruleset: Ruleset, judge: Judge, io: Io): Promise<Read> {
  try {
    const source = await contractSourceAt(path, io.cwd, judge)
    const { contract, findings } = readContract(source)
    if (contract) return { from: path, contract, source, findings: (await judge.lint(source, ruleset)).findings }
    const [first] = asWritten(findings, dirname(path))
    const at = first?.place ? ` (line ${first.place.line})` : ''
    return { from: path, reason: `${first?.message ?? 'It is no contract'}${at}`, help: first?.help ?? '' }
  } catch (thrown) {
    if (!(thrown instanceof ApigovError)) throw thrown
    return { from: path, reason: thrown.message, help: thrown.hint }
  }
}

function adoptionOf(adopted: readonly Adopted[], there: Tree, now: number): OutputFile {
  const day = (time: number) => new Date(time).toISOString().slice(0, 10)
  const expires = day(now + daysToMerge * 24 * 60 * 60 * 1000)
  const places = adopted.map(({ berth }) => berth)
  for (let name = day(now), number = 2; ; name = `${day(now)}-${number++}`) {
    const file = adoptionFile(places, name, expires)
    if (!there.entries.has(file.path)) return file
  }
}

function mustHaveTeam(there: Tree, owner: string): void {
  if (!there.entries.has(`teams/${owner}.yaml`))
    throw optionInvalid('--owner', owner, `Name a team of the catalog, or write \`teams/${owner}.yaml\` first.`)
}
