import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { messageOf } from '../../base/errors.ts'
import type { OutputFile } from '../../base/tree.ts'
import { type AdoptedContract, adopt } from '../../catalog/adopt.ts'
import { firstOwner, planCatalog } from '../../catalog/init.ts'
import { catalogRoots } from '../../catalog/read.ts'
import { readContract } from '../../contract/read.ts'
import { folderTree } from '../../git/folder-tree.ts'
import { openJudge } from '../../process/judge.ts'
import { formatFindings } from '../../report/report.ts'
import { defineCommand, type Io } from '../command.ts'
import { asWritten, contractSourceAt } from '../contract-files.ts'
import { catalogThere, contractsClash, folderNotWritable } from '../errors.ts'

export const init = defineCommand({
  id: 'init',
  summary: 'Make a catalog from the template.',
  arguments: '[dir]',
  options: [
    { flags: '--dry-run', summary: 'Show what would be written, and write nothing.' },
    {
      flags: '--adopt <contract>',
      summary: 'Bring a contract in as an API, instead of the example; may be given several times.',
      repeatable: true,
    },
  ],
  examples: ['apigov init', 'apigov init catalog --adopt ../payments/openapi.yaml --dry-run'],
  async run({ args: [dir = '.'], options }, io) {
    const target = resolve(io.cwd, dir)
    const dryRun = options['dryRun'] === true
    const adopted = await adoptedFiles((options['adopt'] ?? []) as readonly string[], io)
    if (adopted === null) return 1
    await makeFolder(target, dryRun)
    const there = dryRun ? await folderTree(target).catch(() => null) : await folderTree(target)
    if (there && catalogRoots(there).includes('')) throw catalogThere(target)
    const { files, kept, keys } = await planCatalog(await folderTree(templateFolder), there, adopted)
    for (const { path, content } of files) {
      if (!dryRun) await writeNew(join(target, path), content)
      io.stdout.write(`${dryRun ? 'would write' : 'wrote'} ${path}\n`)
    }
    for (const path of kept) io.stdout.write(`kept ${path}, which was there\n`)
    if (dryRun) return 0
    for (const { file, key } of keys)
      io.stdout.write(`\nThe key of ${file}, shown this once because only its hash is kept:\n  ${key}\n`)
    io.stdout.write(adopted.length > 0 ? afterAdoption : '\nNext: read README.md, then run `apigov validate`.\n')
    return 0
  },
})

const afterAdoption = `
Next: put your teams into teams/ and name them as owners, then run \`apigov validate\`.
What the contracts violate today is known once this is merged: reviews show it,
and fail only for what is new.
`

/** The files of the contracts, or `null` where one of them cannot be read; why has been shown. */
async function adoptedFiles(paths: readonly string[], io: Io): Promise<readonly OutputFile[] | null> {
  if (paths.length === 0) return []
  const judge = openJudge()
  try {
    const contracts: AdoptedContract[] = []
    for (const path of paths) {
      const source = await contractSourceAt(path, io.cwd, judge)
      const { contract, findings } = readContract(source)
      if (contract) contracts.push({ contract, source })
      else io.stderr.write(formatFindings(asWritten(findings, dirname(path)), 'text'))
    }
    if (contracts.length < paths.length) return null
    const { files, clash } = adopt(contracts, firstOwner)
    if (clash !== null) throw contractsClash(clash)
    return files
  } finally {
    await judge.close()
  }
}

/** Beside `src/` in a checkout, beside `dist/` in the installed package. */
const templateFolder = fileURLToPath(new URL('../../../catalog-template', import.meta.url))

async function makeFolder(dir: string, dryRun: boolean): Promise<void> {
  if (dryRun) return
  await mkdir(dir, { recursive: true }).catch((thrown) => {
    throw folderNotWritable(dir, messageOf(thrown), thrown)
  })
}

/** Fails rather than write over a file that appeared meanwhile. */
async function writeNew(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, content, { flag: 'wx' })
  } catch (thrown) {
    throw folderNotWritable(path, messageOf(thrown), thrown)
  }
}
