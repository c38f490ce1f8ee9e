import { join } from 'node:path'
import { after, type TestContext } from 'node:test'
import type { Clock } from '#base/ports.ts'
import { openMirror } from '#git/mirror.ts'
import { openJudge } from '#process/judge.ts'
import { gitEnv, type Scratch, scratchFolder, scratchRepository } from '../git/scratch.ts'
import { MemoryForge } from '../github/memory-forge.ts'
import { smallCatalog } from './catalogs.ts'

export const noon: Clock = { now: () => Date.parse('2026-11-20T12:00:00Z') }

// One for all tests of a file: its threads take longer to start than a small contract to judge.
const judge = openJudge({ workers: 1 })
after(() => judge.close())

/** A repository with a catalog on main, a forge in memory that knows it, and what a workflow is handed. */
export async function startDesk(t: TestContext, catalog = smallCatalog) {
  const origin = scratchRepository(t)
  const main = origin.commit(catalog, 'The catalog')
  const forge = new MemoryForge()
  forge.branch = { branch: 'main', commit: main }
  const repository = await openMirror({ url: origin.dir, dir: join(scratchFolder(t), 'mirror.git'), env: gitEnv })
  t.after(() => repository.close())
  return { origin, forge, repository, judge, clock: noon, name: 'acme/apis' }
}

/** Opens, or pushes to, proposal 1 with one commit on top of main. Answers its head. */
export function propose(origin: Scratch, forge: MemoryForge, files: Parameters<Scratch['commit']>[0]): string {
  origin.git('checkout', '--quiet', '-B', 'topic', 'main')
  const head = origin.commit(files, 'A change')
  origin.git('checkout', '--quiet', 'main')
  origin.git('update-ref', 'refs/pull/1/head', head)
  forge.open.set(1, {
    number: 1,
    title: 'A change',
    author: 'ada',
    open: true,
    base: forge.branch,
    head: { branch: 'topic', commit: head, fromFork: false },
    url: 'https://forge.example/acme/apis/pull/1',
    filesUrl: `https://forge.example/acme/apis/blob/${head}`,
  })
  return head
}
