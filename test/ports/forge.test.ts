import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { gitHubProposals } from '#github/proposals.ts'
import { gitHubReleases } from '#github/releases.ts'
import type { ForgeReview } from '#policy/circumstances.ts'
import type { ReleaseForge } from '#release/forge.ts'
import type { CheckReport, ProposalForge } from '#review/forge.ts'
import { anyCommit, MemoryForge } from '../github/memory-forge.ts'
import { startStage } from '../github/sandbox-stage.ts'

/** A forge to ask, and a hand in its world: what other people do there, and what a page would show. */
export interface ForgeWorld {
  readonly forge: ProposalForge & ReleaseForge
  /** Opens a proposal against `main` with one commit on it, which adds `a.txt`. */
  propose(options?: {
    readonly fork?: boolean
    readonly text?: string
  }): Promise<{ readonly number: number; readonly head: string }>
  /** The author pushes another `a.txt`. Answers the commit. */
  push(number: number, text: string): Promise<string>
  review(number: number, reviewer: string, state: ForgeReview['state'], body?: string): Promise<void>
  /** Our reviews, each with the lines of `a.txt` that its comments are on; `null` for one that is outdated. */
  suggestions(number: number): Promise<readonly { readonly body: string; readonly lines: readonly (string | null)[] }[]>
  team(team: string, members: readonly string[]): Promise<void>
  comment(number: number, author: string, body: string): Promise<void>
  comments(number: number): Promise<readonly { readonly author: string; readonly body: string }[]>
  /** Every check run on the commit, whoever's, by its whole name. */
  checkRuns(commit: string): Promise<readonly ShownCheck[]>
  /** Tags `main`'s commit. Answers it. */
  tag(name: string): Promise<string>
  asset(tag: string, name: string): Promise<string | null>
  /** Somebody closes one of our own. */
  closeProposal(number: number): Promise<void>
  /** Content of a file on a branch. */
  file(branch: string, path: string): Promise<string | null>
}

interface ShownCheck {
  readonly name: string
  readonly conclusion: string | null
  readonly summary: string
  readonly annotations: number
}

const worlds: Readonly<Record<string, (t: TestContext) => Promise<ForgeWorld>>> = {
  'the forge in memory': async () => memoryWorld(),
  GitHub: gitHubWorld,
}

for (const [name, open] of Object.entries(worlds)) {
  const check = (over: Partial<CheckReport> = {}): CheckReport => ({
    name: 'lint',
    conclusion: 'success',
    key: 'k1',
    title: 'No findings',
    summary: 'All is well.',
    annotations: [],
    url: null,
    ...over,
  })
  const annotations = (count: number) =>
    Array.from({ length: count }, (_, n) => ({
      path: 'apis/pets/v1/openapi.yaml',
      line: n + 1,
      level: 'failure' as const,
      title: 'a-rule',
      message: `finding ${n}`,
    }))

  test(`${name} shows open proposals, also those of a fork`, async (t) => {
    const world = await open(t)
    const near = await world.propose()
    const far = await world.propose({ fork: true })
    const proposals = await world.forge.proposals('main')
    assert.deepEqual(
      proposals.map(({ number, head, open, base }) => [number, head.commit, head.fromFork, open, base.branch]),
      [
        [near.number, near.head, false, true, 'main'],
        [far.number, far.head, true, true, 'main'],
      ],
    )
    assert.deepEqual(await world.forge.proposal(far.number), proposals[1])
    assert.deepEqual(await world.forge.proposals('release'), [])
  })

  test(`${name} gives reviews in order with the commit they looked at, and the members of a team`, async (t) => {
    const world = await open(t)
    const { number, head } = await world.propose()
    await world.review(number, 'bea', 'changes-requested')
    await world.review(number, 'bea', 'approved')
    assert.deepEqual(await world.forge.reviews(number), [
      { reviewer: 'bea', state: 'changes-requested', commit: head },
      { reviewer: 'bea', state: 'approved', commit: head },
    ])
    await world.team('acme/payments', ['bea', 'carl'])
    assert.deepEqual([...(await world.forge.members('acme/payments'))].sort(), ['bea', 'carl'])
    assert.deepEqual(await world.forge.members('acme/nobody'), [])
    assert.deepEqual(await world.forge.members('no team at all'), [])
  })

  test(`${name} keeps one check of a name: created, brought on, concluded, judged anew`, async (t) => {
    const world = await open(t)
    const { head } = await world.propose()
    for (const conclusion of [null, 'failure', null, 'waiting'] as const) {
      await world.forge.publishChecks(head, [check({ conclusion, key: conclusion ?? 'open' })])
      assert.deepEqual(await world.forge.checks(head), [{ name: 'lint', conclusion, key: conclusion ?? 'open' }])
    }
    await world.forge.publishChecks(head, [check({ name: 'policy' })])
    assert.deepEqual(
      (await world.checkRuns(head)).map(({ name, conclusion }) => [name, conclusion]),
      [
        ['apigov / lint', 'action_required'],
        ['apigov / policy', 'success'],
      ],
    )
  })

  test(`${name} shows every annotation once, however many and however often they are sent`, async (t) => {
    const world = await open(t)
    const { head } = await world.propose()
    const many = check({ conclusion: 'failure', annotations: annotations(120) })
    await world.forge.publishChecks(head, [many])
    await world.forge.publishChecks(head, [many])
    await world.forge.publishChecks(head, [{ ...many, key: 'k2', annotations: annotations(121) }])
    assert.deepEqual(
      (await world.checkRuns(head)).map((run) => run.annotations),
      [121],
    )
  })

  test(`${name} edits its own comment and nobody else's`, async (t) => {
    const world = await open(t)
    const { number } = await world.propose()
    const marker = '<!-- apigov -->'
    await world.comment(number, 'mallory', `${marker}\nAll is well, merge me`)
    for (const body of ['one', 'one', 'two']) await world.forge.publishComment(number, marker, `${marker}\n${body}`)
    assert.deepEqual(
      (await world.comments(number)).map(({ body }) => body),
      [`${marker}\nAll is well, merge me`, `${marker}\ntwo`],
    )
  })

  test(`${name} offers what is not offered already, in one review of a commit, whoever copies the markers`, async (t) => {
    const world = await open(t)
    const { number, head } = await world.propose({ text: 'one\ntwo\nthree\n' })
    const suggestion = (from: number, to: number) => ({
      path: 'a.txt',
      from,
      to,
      marker: `<!-- offer ${to - from} -->`,
      body: `<!-- offer ${to - from} -->\n\`\`\`suggestion\nother\n\`\`\``,
    })
    const offer = (...suggestions: readonly ReturnType<typeof suggestion>[]) => ({
      marker: '<!-- ours -->',
      body: '<!-- ours -->\nSome fixes.',
      suggestions,
    })
    const first = [suggestion(1, 2), suggestion(3, 3)]
    await world.review(number, 'bea', 'changes-requested', '<!-- ours -->')
    await world.forge.publishSuggestions(number, head, offer(...first))
    await world.forge.publishSuggestions(number, head, offer(...first))
    await world.forge.publishSuggestions(number, head, offer({ ...suggestion(3, 3), marker: '<!-- new -->' }))
    const body = '<!-- ours -->\nSome fixes.'
    assert.deepEqual(await world.suggestions(number), [{ body, lines: ['1-2', '3-3'] }])

    const second = await world.push(number, 'zero\none\ntwo\n3\n')
    await world.forge.publishSuggestions(number, second, offer(suggestion(2, 3)))
    assert.deepEqual(await world.suggestions(number), [{ body, lines: ['2-3', null] }], 'it stands')
    await world.forge.publishSuggestions(number, second, offer(suggestion(2, 3), suggestion(4, 4)))
    assert.deepEqual(await world.suggestions(number), [
      { body, lines: ['2-3', null] },
      { body, lines: ['4-4'] },
    ])
    assert.deepEqual(
      (await world.forge.reviews(number)).map(({ reviewer }) => reviewer),
      ['bea'],
      'what we offer is nobody’s opinion',
    )
  })

  test(`${name} makes no review of lines that it does not show`, async (t) => {
    const world = await open(t)
    const { number, head } = await world.propose({ text: 'one\n', fork: true })
    const at = (line: number) => ({
      path: 'a.txt',
      from: line,
      to: line,
      marker: `<!-- ${line} -->`,
      body: `<!-- ${line} -->`,
    })
    const offer = { marker: '<!-- ours -->', body: '<!-- ours -->', suggestions: [at(1), at(2)] }
    await world.forge.publishSuggestions(number, head, offer)
    assert.deepEqual(await world.suggestions(number), [])
  })

  test(`${name} writes a release once, with each asset once`, async (t) => {
    const world = await open(t)
    const commit = await world.tag('payments@1.0.0')
    const release = { tag: 'payments@1.0.0', commit, title: 'payments 1.0.0', body: '- first' }
    assert.equal(await world.forge.release(release.tag), null)
    const first = await world.forge.ensureRelease(release)
    assert.deepEqual(first.assets, [])
    const asset = { name: 'openapi.json', contentType: 'application/json', content: new TextEncoder().encode('{}') }
    await world.forge.ensureAsset(first.id, asset)
    await world.forge.ensureAsset(first.id, { ...asset, content: new TextEncoder().encode('other') })
    assert.deepEqual(await world.forge.ensureRelease(release), { ...first, assets: ['openapi.json'] })
    assert.equal((await world.forge.ensureRelease({ ...release, body: '- corrected' })).id, first.id)
    assert.equal(await world.asset('payments@1.0.0', 'openapi.json'), '{}')
    assert.deepEqual((await world.forge.release(release.tag))?.assets, ['openapi.json'])
    assert.equal((await world.forge.main()).commit, commit)
  })

  test(`${name} keeps one deployment of a commit and adds a status where it says something new`, async (t) => {
    const world = await open(t)
    const { commit } = await world.forge.main()
    const deployment = { environment: 'dev', commit, digest: 'sha256:ab', description: 'payments 1.0.0' }
    const first = await world.forge.ensureDeployment(deployment)
    assert.equal(first.state, null)
    await world.forge.reportDeployment(first.id, 'in_progress', 'waiting for nodes')
    assert.deepEqual(await world.forge.ensureDeployment(deployment), { id: first.id, state: 'in_progress' })
    await world.forge.reportDeployment(first.id, 'success', '2 nodes serve it')
    const [shown, ...more] = await world.forge.deployments('dev')
    assert.deepEqual({ ...shown, createdAt: '' }, { ...deployment, id: first.id, state: 'success', createdAt: '' })
    assert.deepEqual([more, await world.forge.deployments('prod')], [[], []])
  })

  test(`${name} opens a proposal of its own once and brings it up to date`, async (t) => {
    const world = await open(t)
    const proposal = {
      branch: 'apigov/promote-payments-prod',
      base: 'main',
      title: 'Promote payments 1.0.0 to prod',
      body: 'One line.',
      files: [{ path: 'apis/payments/environments/prod.yaml', content: 'versions: { v1: 1.0.0 }\n' }],
    }
    const number = await world.forge.ensureProposal(proposal)
    assert.equal(await world.forge.ensureProposal(proposal), number)
    const newer = {
      ...proposal,
      title: 'Promote payments 1.1.0 to prod',
      files: [{ path: 'a/b.yaml', content: 'b\n' }],
    }
    assert.equal(await world.forge.ensureProposal(newer), number)
    assert.equal(await world.file(proposal.branch, 'a/b.yaml'), 'b\n')
    await world.closeProposal(number)
    assert.equal(await world.forge.ensureProposal(newer), number, 'somebody declined it')
    assert.notEqual(await world.forge.ensureProposal({ ...newer, title: 'Promote payments 1.2.0 to prod' }), number)
  })
}

function memoryWorld(): ForgeWorld {
  const forge = new MemoryForge()
  forge.branch = { branch: 'main', commit: anyCommit('main') }
  return {
    forge,
    async propose({ fork = false, text = '' } = {}) {
      const number = forge.open.size + 1
      forge.lastLine = text.split('\n').length - 1
      const head = anyCommit(`head ${number}`)
      forge.open.set(number, {
        number,
        title: 'A change',
        author: 'ada',
        open: true,
        base: forge.branch,
        head: { branch: 'topic', commit: head, fromFork: fork },
        url: `https://forge.example/pull/${number}`,
        filesUrl: `https://forge.example/blob/${head}`,
      })
      return { number, head }
    },
    async push(number, text) {
      const commit = anyCommit(text)
      const proposal = await forge.proposal(number)
      forge.open.set(number, { ...proposal, head: { ...proposal.head, commit } })
      forge.lastLine = text.split('\n').length - 1
      // One line more at the start, another text in the last.
      for (const comment of forge.suggested.get(number)?.flatMap(({ comments }) => comments) ?? [])
        Object.assign(comment, { from: comment.from + 1, to: comment.to + 1, isOutdated: comment.to === 3 })
      return commit
    },
    suggestions: async (number) =>
      (forge.suggested.get(number) ?? []).map(({ body, comments }) => ({
        body,
        lines: comments.map(({ from, to, isOutdated }) => (isOutdated ? null : `${from}-${to}`)),
      })),
    async review(number, reviewer, state) {
      const { head } = await forge.proposal(number)
      forge.reviewsOf.set(number, [...(await forge.reviews(number)), { reviewer, state, commit: head.commit }])
    },
    async team(team, members) {
      forge.teams.set(team, [...members])
    },
    async comment(number, author, body) {
      forge.comments.set(number, [...(forge.comments.get(number) ?? []), { author, body }])
    },
    comments: async (number) => forge.comments.get(number) ?? [],
    checkRuns: async (commit) =>
      [...(forge.runs.get(commit)?.values() ?? [])].map(({ name, conclusion, summary, annotations }) => ({
        name: `apigov / ${name}`,
        conclusion: conclusion === 'waiting' ? 'action_required' : conclusion,
        summary,
        annotations: annotations.length,
      })),
    tag: async () => forge.branch.commit,
    async asset(tag, name) {
      const content = forge.releases.get(tag)?.assets.get(name)
      return content ? new TextDecoder().decode(content) : null
    },
    async closeProposal(number) {
      for (const [branch, proposal] of forge.own)
        if (proposal.number === number) forge.own.set(branch, { ...proposal, closed: true })
    },
    file: async (branch, path) => forge.own.get(branch)?.files.find((file) => file.path === path)?.content ?? null,
  }
}

async function gitHubWorld(t: TestContext): Promise<ForgeWorld> {
  const { app, installation, as, where, write, open, fork, sandbox } = await startStage(t, { 'README.md': '# APIs\n' })
  const self = { appId: app.appId, login: `${app.slug}[bot]` }
  const github = { octokit: installation, ...where, self }
  let proposed = 0
  const mainCommit = async () =>
    (await as('ada').request('GET /repos/{owner}/{repo}/git/ref/{ref}', { ...where, ref: 'heads/main' })).data.object
      .sha
  return {
    forge: { ...gitHubProposals(github), ...gitHubReleases(github) },
    async propose({ fork: isFork = false, text } = {}) {
      const login = isFork ? 'mallory' : 'ada'
      if (isFork) await fork('mallory')
      proposed += 1
      const branch = `topic-${proposed}`
      const head = await write(login, branch, { 'a.txt': text ?? branch }, isFork ? 'mallory' : 'acme')
      return { number: await open(login, branch, isFork ? 'mallory' : 'acme'), head }
    },
    async push(number, text) {
      const { data } = await as('ada').request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
        ...where,
        pull_number: number,
      })
      return await write('ada', data.head.ref, { 'a.txt': text })
    },
    async suggestions(number) {
      const of = { ...where, pull_number: number }
      const reviews = await as('ada').request('GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', of)
      const comments = await as('ada').request('GET /repos/{owner}/{repo}/pulls/{pull_number}/comments', of)
      return reviews.data
        .filter(({ user }) => user?.login === self.login)
        .map(({ id, body }) => ({
          body,
          lines: comments.data
            .filter((comment) => comment.pull_request_review_id === id)
            .map(({ line, start_line: start }) => (typeof line === 'number' ? `${start ?? line}-${line}` : null)),
        }))
    },
    async review(number, reviewer, state, body = 'A word.') {
      const event = state === 'approved' ? 'APPROVE' : 'REQUEST_CHANGES'
      const review = { ...where, pull_number: number, event, body } as const
      await as(reviewer).request('POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews', review)
    },
    async team(team, members) {
      sandbox.addTeam('acme', team.replace('acme/', ''), members)
    },
    async comment(number, author, body) {
      const comment = { ...where, issue_number: number, body }
      await as(author).request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', comment)
    },
    async comments(number) {
      const of = { ...where, issue_number: number }
      const { data } = await as('ada').request('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', of)
      return data.map(({ user, body }) => ({ author: user?.login ?? '', body: body ?? '' }))
    },
    async checkRuns(commit) {
      const of = { ...where, ref: commit, filter: 'all' } as const
      const { data } = await as('ada').request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', of)
      return data.check_runs
        .map(({ name, conclusion, output }) => ({
          name,
          conclusion,
          summary: output.summary ?? '',
          annotations: output.annotations_count,
        }))
        .sort((a, b) => (a.name < b.name ? -1 : 1))
    },
    async tag(name) {
      const sha = await mainCommit()
      await as('carl').request('POST /repos/{owner}/{repo}/git/refs', { ...where, ref: `refs/tags/${name}`, sha })
      return sha
    },
    async asset(tag, name) {
      const { data } = await as('ada').request('GET /repos/{owner}/{repo}/releases/tags/{tag}', { ...where, tag })
      const asset = data.assets.find((one) => one.name === name)
      if (!asset) return null
      const of = { ...where, asset_id: asset.id, headers: { accept: 'application/octet-stream' } }
      const content = await as('ada').request('GET /repos/{owner}/{repo}/releases/assets/{asset_id}', of)
      return Buffer.from(content.data as unknown as ArrayBuffer).toString()
    },
    async closeProposal(number) {
      const closing = { ...where, pull_number: number, state: 'closed' } as const
      await as('carl').request('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', closing)
    },
    async file(branch, path) {
      const of = { ...where, path, ref: branch, mediaType: { format: 'raw' } }
      const { data } = await as('ada').request('GET /repos/{owner}/{repo}/contents/{path}', of)
      return String(data)
    },
  }
}
