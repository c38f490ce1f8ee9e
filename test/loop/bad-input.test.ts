import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test from 'node:test'
import { promisify } from 'node:util'
import { openJudge } from '#process/judge.ts'
import { allWell, startAppStage } from '../app/app-stage.ts'
import { gitEnv, scratchFolder } from '../git/scratch.ts'
import { petsContract, smallCatalog } from '../workflow/catalogs.ts'

const contract = 'apis/pets/v1/openapi.yaml'
const pets = petsContract('1.1.0', ['/pets', '/owners'])
const withSchema = (schema: string) => `${pets}components: { schemas: { Pet: ${schema} } }\n`
const nines = (letter: string) => `[${Array(9).fill(letter).join(', ')}]`
const aliasBomb = [...'abcdefgh']
  .map((letter, index, letters) => `x-${letter}: &${letter} ${nines(index === 0 ? 'x' : `*${letters[index - 1]}`)}\n`)
  .join('')
/** What `(a+)+` cannot refuse within anybody's lifetime. */
const endless = `${'a'.repeat(60)}!`

interface Bad {
  readonly files: Readonly<Record<string, string | { readonly linkTo: string }>>
  readonly conclusions: Readonly<Record<string, string>>
  /** A member of `acme/adas-friends` and of the base's owner approves it. */
  readonly isApproved?: boolean
  /** The check that says what is wrong, and its findings as a reader sees them. */
  readonly check: string
  readonly says: string
}

const unread = {
  catalog: 'success',
  compatibility: 'failure',
  gateway: 'failure',
  lint: 'failure',
  policy: 'failure',
}
const unlinted = { ...unread, compatibility: 'success', gateway: 'success', policy: 'action_required' }
const nothingRead = { ...unread, catalog: 'failure' }
const slow = (rule: string, judge: string) =>
  `- **error** Linting \`apis/pets/v1/openapi.yaml\` took longer than the limit of 5 s, in the rule \`${rule}\` \\(function \`${judge}\`\\) of \`policies/ruleset.yaml\` — apis/pets/v1/openapi.yaml:1. **Do:** Look for a \`pattern\`, in the contract or the ruleset, that backtracks without end, or turn the rule off. _(APIGOV\\_JUDGE\\_TIMED\\_OUT)_`

const proposals: Readonly<Record<string, Bad>> = {
  'YAML that is none': {
    files: { [contract]: 'openapi: 3.0.3\ninfo: { title: [\npaths: "' },
    conclusions: unread,
    check: 'lint',
    says: '- **error** The file ends in the middle of a value — apis/pets/v1/openapi.yaml:3. **Do:** Check that the file was written to its end, and close the quote or bracket. _(contract-unreadable)_',
  },
  'a contract that breaks off': {
    files: { [contract]: pets.slice(0, pets.indexOf('responses:') + 4) },
    conclusions: unread,
    check: 'lint',
    says: "- **error** This YAML cannot be read: expected ':' after a mapping key — apis/pets/v1/openapi.yaml:10. **Do:** Correct the YAML here. _(contract-unreadable)_",
  },
  'a contract over the size limit': {
    files: { [contract]: `${pets}x-more: "${'a'.repeat(100_000)}"\n` },
    conclusions: unread,
    check: 'lint',
    says: '- **error** `apis/pets/v1/openapi.yaml` is larger than a file of a contract may be — apis/pets/v1/openapi.yaml:1. **Do:** Split it into files that refer to each other, or raise `maxContractBytes` in `apigov.yaml`. _(contract-unreadable)_',
  },
  'a reference to a file of the machine': {
    files: { [contract]: withSchema('{ $ref: "/etc/passwd" }') },
    conclusions: unread,
    check: 'lint',
    says: "- **error** `/etc/passwd` is an absolute path, and only files of the catalog are read — apis/pets/v1/openapi.yaml:21. **Do:** Copy the file into the API's folder or the catalog's shared files, and refer to it there. _(ref-outside)_",
  },
  'a reference that climbs out': {
    files: { [contract]: withSchema('{ $ref: "../../../../../etc/passwd" }') },
    conclusions: unread,
    check: 'lint',
    says: "- **error** `../../../../../etc/passwd` climbs out of what a contract may reach — apis/pets/v1/openapi.yaml:21. **Do:** Copy the file into the API's folder or the catalog's shared files, and refer to it there. _(ref-outside)_",
  },
  'a reference to an address': {
    files: { [contract]: withSchema('{ $ref: "http://127.0.0.1:9/pet.yaml" }') },
    conclusions: unread,
    check: 'lint',
    says: "- **error** `http://127.0.0.1:9/pet.yaml` is an address, and nothing is fetched — apis/pets/v1/openapi.yaml:21. **Do:** Copy the file into the API's folder or the catalog's shared files, and refer to it there. _(ref-outside)_",
  },
  'a contract that is a link out of the repository': {
    files: { [contract]: { linkTo: '/etc/passwd' } },
    conclusions: nothingRead,
    check: 'catalog',
    says: '- **error** `apis/pets/v1/openapi.yaml` is a symbolic link, and those are not followed — apis/pets/api.yaml:8. **Do:** Put the file itself in its place. _(contract-missing)_',
  },
  'a reference to a link out of the repository': {
    files: { [contract]: withSchema('{ $ref: "pet.yaml" }'), 'apis/pets/v1/pet.yaml': { linkTo: '/etc/passwd' } },
    conclusions: unread,
    check: 'lint',
    says: '- **error** `pet.yaml` leads to `apis/pets/v1/pet.yaml`, which is a symbolic link, and those are not followed — apis/pets/v1/openapi.yaml:21. **Do:** Put the file itself in its place. _(ref-outside)_',
  },
  'an alias bomb': {
    files: { [contract]: pets + aliasBomb },
    conclusions: unread,
    check: 'lint',
    says: '- **error** The aliases stand for more than 1000000 values — apis/pets/v1/openapi.yaml:22. **Do:** Use `$ref`, or write the values out. _(contract-unreadable)_',
  },
  'a `pattern` of the contract that explodes': {
    files: { [contract]: withSchema(`{ type: string, pattern: "^(a+)+$", example: "${endless}" }`) },
    conclusions: unlinted,
    check: 'lint',
    says: slow('oas3-valid-schema-example', 'oasExample'),
  },
  // The engine whose time grows with the text alone has no look-ahead.
  'a pattern of the ruleset that explodes': {
    files: { [contract]: pets.replace('description: Pets.', `description: "${endless}"`) },
    conclusions: unlinted,
    check: 'lint',
    says: slow('described', 'pattern'),
  },
  'a file of the catalog that breaks off': {
    files: { 'apis/pets/api.yaml': 'title: [' },
    conclusions: nothingRead,
    check: 'catalog',
    says: '- **error** The file ends in the middle of a value — apis/pets/api.yaml:1. **Do:** Check that the file was written to its end, and close the quote or bracket. _(catalog-syntax)_',
  },
  'a proposal that makes its author the owner, and is approved by the author’s team': {
    files: { 'teams/pets-team.yaml': 'title: Pets team\nforge: acme/adas-friends\n' },
    isApproved: true,
    conclusions: { ...unlinted, lint: 'success' },
    check: 'policy',
    says: '',
  },
}

test('whatever a proposal brings, it fails with what to do, nothing passes unread, and nobody else’s work is harmed', async (t) => {
  const judge = openJudge({ workers: 1, timeouts: { lint: 5000 } })
  const stage = await startAppStage(
    t,
    {
      ...smallCatalog,
      ...birds('1.0.0', ['/birds']),
      'apigov.yaml': `${smallCatalog['apigov.yaml']}maxContractBytes: 100000\n`,
      'policies/ruleset.yaml': `extends: ["spectral:oas", "apigov:recommended"]
rules:
  described: { given: $.info, then: { field: description, function: pattern, functionOptions: { match: "^(?=.)((a+)+|Pets.|Birds.)$" } } }
`,
    },
    { judge: () => judge },
  )
  stage.endings.push(() => judge.close())
  const { as, where, sandbox, open, quiet } = stage
  sandbox.addTeam('acme', 'adas-friends', ['ada', 'bea'])
  const dir = scratchFolder(t)
  // Not in step: the sandbox that serves Git is in this very process.
  const git = async (...args: string[]) =>
    (await promisify(execFile)('git', args, { cwd: dir, env: gitEnv })).stdout.trim()
  await git('clone', '--quiet', stage.remote('ada'), '.')

  const push = async (branch: string, files: Bad['files']) => {
    await git('checkout', '--quiet', '-b', branch, 'origin/main')
    for (const [path, content] of Object.entries(files)) {
      const at = join(dir, path)
      mkdirSync(dirname(at), { recursive: true })
      rmSync(at, { force: true })
      if (typeof content === 'string') writeFileSync(at, content)
      else symlinkSync(content.linkTo, at)
    }
    await git('add', '--all')
    await git('commit', '--quiet', '--message', branch)
    await git('push', '--quiet', 'origin', branch)
    return await git('rev-parse', 'HEAD')
  }
  const told = async (commit: string, check: string) => {
    const of = { ...where, ref: commit, check_name: `apigov / ${check}` }
    const { data } = await as('ada').request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', of)
    return String(data.check_runs[0]?.output.summary).split('\n').slice(2).join('\n')
  }

  const heads = new Map<string, string>()
  for (const [index, [name, { files, isApproved }]] of Object.entries(proposals).entries()) {
    const head = await push(`bad-${index}`, files)
    heads.set(name, head)
    const number = await open('ada', `bad-${index}`)
    const approval = { ...where, pull_number: number, event: 'APPROVE' } as const
    if (isApproved) await as('bea').request('POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews', approval)
  }
  const good = await push('good', birds('1.1.0', ['/birds', '/nests']))
  await open('ada', 'good')
  await quiet()

  for (const [name, { conclusions, check, says }] of Object.entries(proposals)) {
    const head = heads.get(name) ?? ''
    const expected = Object.entries(conclusions).map(([check, conclusion]) => [`apigov / ${check}`, conclusion])
    assert.deepEqual(await stage.checks(head), Object.fromEntries(expected), name)
    assert.equal(await told(head, check), says, name)
  }
  assert.deepEqual(await stage.checks(good), { ...allWell, 'apigov / policy': 'action_required' })
})

/** Another API of the same team. */
function birds(semver: string, paths: readonly string[]): Record<string, string> {
  const exposure = 'apis/pets/environments/dev.yaml'
  const renamed = (text = '') => text.replaceAll('Pets', 'Birds').replaceAll('pets:', 'birds:')
  return {
    'apis/birds/api.yaml': renamed(smallCatalog['apis/pets/api.yaml']).replace('upstream: pets', 'upstream: birds'),
    'apis/birds/environments/dev.yaml': renamed(smallCatalog[exposure]),
    'apis/birds/v1/openapi.yaml': renamed(petsContract(semver, paths)),
  }
}
