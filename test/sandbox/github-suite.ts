/**
 * How GitHub behaves, as an App meets it. Run against the sandbox by `npm test`, and against a real repository by
 * `npm run test:github`: what the two do not have in common fails in one of them.
 */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import test from 'node:test'
import { type Client, client, jwtOf, type Target } from './target.ts'

const r = '/repos/{owner}/{repo}'

export function githubSuite(
  target: () => Target,
  has: { readonly app: boolean; readonly reviewer: boolean; readonly team: boolean },
): void {
  const author: Client = (...asked) => client(target(), target().author)(...asked)
  const reviewer: Client = (...asked) => client(target(), target().reviewer)(...asked)
  const anyone: Client = (...asked) => client(target(), undefined)(...asked)
  const app: Client = (...asked) => client(target(), jwtOf(appOf(target())))(...asked)
  const unique = (name: string) => `${name}-${randomBytes(4).toString('hex')}`

  let token: string | undefined
  /** The App's installation, with all it was granted. */
  const installed: Client = async (...asked) => {
    token ??= (await installationToken()).token
    return client(target(), token)(...asked)
  }

  async function installationToken(narrow: object = {}): Promise<{ token: string }> {
    const installation = await app(`GET ${r}/installation`)
    const params = { installation_id: installation.body.id }
    const reply = await app('POST /app/installations/{installation_id}/access_tokens', params, { body: narrow })
    assert.equal(reply.status, 201)
    return reply.body
  }

  async function mainTip(): Promise<string> {
    const repository = await author(`GET ${r}`)
    return (await author(`GET ${r}/branches/{branch}`, { branch: repository.body.default_branch })).body.commit.sha
  }

  /** A branch off main with files set, by the Git database. */
  async function branchWith(
    files: Record<string, string>,
    name = unique('topic'),
  ): Promise<{ name: string; sha: string; base: string }> {
    const base = await mainTip()
    const tree = await author(
      `POST ${r}/git/trees`,
      {},
      {
        body: {
          base_tree: base,
          tree: Object.entries(files).map(([path, content]) => ({ path, mode: '100644', type: 'blob', content })),
        },
      },
    )
    const commit = await author(
      `POST ${r}/git/commits`,
      {},
      {
        body: { message: `Change ${Object.keys(files).join(', ')}`, tree: tree.body.sha, parents: [base] },
      },
    )
    const ref = await author(`POST ${r}/git/refs`, {}, { body: { ref: `refs/heads/${name}`, sha: commit.body.sha } })
    assert.equal(ref.status, 201)
    return { name, sha: commit.body.sha, base }
  }

  async function proposal(files: Record<string, string>) {
    const branch = await branchWith(files)
    const repository = await author(`GET ${r}`)
    const opened = await author(
      `POST ${r}/pulls`,
      {},
      {
        body: { title: 'A proposal', head: branch.name, base: repository.body.default_branch, body: 'Why.' },
      },
    )
    assert.equal(opened.status, 201, JSON.stringify(opened.body))
    return { branch, number: opened.body.number as number, pull: opened.body }
  }

  /** GitHub answers null until it has tried the merge. */
  async function mergeable(number: number): Promise<boolean> {
    for (;;) {
      const pull = await author(`GET ${r}/pulls/{pull_number}`, { pull_number: number })
      if (pull.body.mergeable !== null) return pull.body.mergeable
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  test('a request without a token reads what is public and may write nothing', async () => {
    assert.equal((await anyone(`GET ${r}`)).status, 200)
    assert.equal((await anyone(`POST ${r}/issues`, {}, { body: { title: 'x' } })).status, 401)
    assert.equal((await client(target(), 'nonsense')(`GET ${r}`)).body.message, 'Bad credentials')
    assert.equal((await author(`GET ${r}`, { repo: 'no-such-repository' })).status, 404)
    assert.equal((await anyone('GET /rate_limit')).status, 200)
  })

  test('people are found by login, and a token says whose it is', async () => {
    const self = await author('GET /user')
    const found = await author('GET /users/{username}', { username: self.body.login.toUpperCase() })
    assert.equal(found.body.id, self.body.id)
    const may = await author(`GET ${r}/collaborators/{username}/permission`, { username: self.body.login })
    assert.match(may.body.permission, /^(admin|write)$/)
  })

  test('the Git database makes blobs, trees and commits without moving a branch, and refs that move', async () => {
    const base = await mainTip()
    const blob = await author(`POST ${r}/git/blobs`, {}, { body: { content: 'aGVsbG8K', encoding: 'base64' } })
    assert.equal(blob.body.sha, 'ce013625030ba8dba906f756967f9e9ca394464a')
    const read = await author(`GET ${r}/git/blobs/{file_sha}`, { file_sha: blob.body.sha })
    assert.equal(read.body.content, 'aGVsbG8K\n')

    const folder = unique('folder')
    const tree = await author(
      `POST ${r}/git/trees`,
      {},
      {
        body: {
          base_tree: base,
          tree: [{ path: `${folder}/hello.txt`, mode: '100644', type: 'blob', sha: blob.body.sha }],
        },
      },
    )
    const listed = await author(
      `GET ${r}/git/trees/{tree_sha}`,
      { tree_sha: tree.body.sha },
      { query: { recursive: '1' } },
    )
    assert.equal(
      listed.body.tree.find((entry: { path: string }) => entry.path === `${folder}/hello.txt`).sha,
      blob.body.sha,
    )

    const commit = await author(
      `POST ${r}/git/commits`,
      {},
      {
        body: { message: 'Say hello', tree: tree.body.sha, parents: [base] },
      },
    )
    const seen = await author(`GET ${r}/git/commits/{commit_sha}`, { commit_sha: commit.body.sha })
    assert.deepEqual([seen.body.message, seen.body.parents[0].sha], ['Say hello', base])
    assert.equal(await mainTip(), base)

    const name = unique('topic')
    const made = { ref: `refs/heads/${name}`, sha: base }
    assert.equal((await author(`POST ${r}/git/refs`, {}, { body: made })).status, 201)
    assert.equal((await author(`POST ${r}/git/refs`, {}, { body: made })).body.message, 'Reference already exists')
    const ref = { ref: `heads/${name}` }
    const moved = await author(`PATCH ${r}/git/refs/{ref}`, ref, { body: { sha: commit.body.sha } })
    assert.equal(moved.body.object.sha, commit.body.sha)
    const back = await author(`PATCH ${r}/git/refs/{ref}`, ref, { body: { sha: base } })
    assert.deepEqual([back.status, back.body.message], [422, 'Update is not a fast forward'])
    assert.equal((await author(`GET ${r}/git/ref/{ref}`, ref)).body.object.sha, commit.body.sha)
    assert.equal((await author(`GET ${r}/git/ref/{ref}`, { ref: `heads/${name.slice(0, -1)}` })).status, 404)
    const alike = await author(`GET ${r}/git/matching-refs/{ref}`, { ref: `heads/${name.slice(0, -1)}` })
    assert.deepEqual(
      alike.body.map((one: { ref: string }) => one.ref),
      [`refs/heads/${name}`],
    )
    assert.equal((await author(`DELETE ${r}/git/refs/{ref}`, ref)).status, 204)
    assert.equal((await author(`DELETE ${r}/git/refs/{ref}`, ref)).status, 422)
  })

  test('a tree refuses what git would not store', async () => {
    const base = await mainTip()
    for (const path of ['../x', '.git/config', 'a//b', '/x']) {
      const reply = await author(
        `POST ${r}/git/trees`,
        {},
        {
          body: { base_tree: base, tree: [{ path, mode: '100644', type: 'blob', content: 'x' }] },
        },
      )
      assert.equal(reply.status, 422, path)
    }
    const missing = { path: 'x', mode: '100644', type: 'blob', sha: '1'.repeat(40) }
    assert.equal((await author(`POST ${r}/git/trees`, {}, { body: { base_tree: base, tree: [missing] } })).status, 422)
  })

  test('an annotated tag is an object of its own and a ref that leads to it', async () => {
    const sha = await mainTip()
    const tag = unique('v')
    const object = await author(
      `POST ${r}/git/tags`,
      {},
      { body: { tag, message: 'One', object: sha, type: 'commit' } },
    )
    assert.equal(object.body.object.sha, sha)
    const read = await author(`GET ${r}/git/tags/{tag_sha}`, { tag_sha: object.body.sha })
    assert.equal(read.body.message.trim(), 'One')
    await author(`POST ${r}/git/refs`, {}, { body: { ref: `refs/tags/${tag}`, sha: object.body.sha } })
    const ref = await author(`GET ${r}/git/ref/{ref}`, { ref: `tags/${tag}` })
    assert.deepEqual([ref.body.object.type, ref.body.object.sha], ['tag', object.body.sha])
    const listed = await author(`GET ${r}/tags`, {}, { query: { per_page: 100 } })
    assert.equal(listed.body.find((one: { name: string }) => one.name === tag).commit.sha, sha)
  })

  test('contents are read by path and written with the sha they replace', async () => {
    const { name } = await branchWith({ 'notes/a.txt': 'one\n' })
    const at = { path: 'notes/a.txt' }
    const old = await author(`GET ${r}/contents/{path}`, at, { query: { ref: name } })
    assert.equal(Buffer.from(old.body.content, 'base64').toString(), 'one\n')
    const raw = await author(`GET ${r}/contents/{path}`, at, {
      query: { ref: name },
      headers: { accept: 'application/vnd.github.raw+json' },
    })
    assert.equal(raw.body, 'one\n')
    const folder = await author(`GET ${r}/contents/{path}`, { path: 'notes' }, { query: { ref: name } })
    assert.deepEqual(
      folder.body.map((one: { path: string }) => one.path),
      ['notes/a.txt'],
    )

    const next = { message: 'Two', content: Buffer.from('two\n').toString('base64'), branch: name }
    assert.equal((await author(`PUT ${r}/contents/{path}`, at, { body: next })).status, 422)
    assert.equal((await author(`PUT ${r}/contents/{path}`, at, { body: { ...next, sha: '1'.repeat(40) } })).status, 409)
    const written = await author(`PUT ${r}/contents/{path}`, at, { body: { ...next, sha: old.body.sha } })
    assert.equal(written.status, 200)
    assert.equal((await author(`PUT ${r}/contents/{path}`, { path: 'notes/b.txt' }, { body: next })).status, 201)
    const removal = { message: 'Gone', sha: written.body.content.sha, branch: name }
    assert.equal((await author(`DELETE ${r}/contents/{path}`, at, { body: removal })).body.content, null)
    assert.equal((await author(`GET ${r}/contents/{path}`, at, { query: { ref: name } })).status, 404)
  })

  test('commits are listed, shown with their files, and compared', async () => {
    const { name, sha, base } = await branchWith({ 'compare.txt': 'a\nb\n' })
    const listed = await author(`GET ${r}/commits`, {}, { query: { sha: name, path: 'compare.txt' } })
    assert.deepEqual(
      listed.body.map((one: { sha: string }) => one.sha),
      [sha],
    )
    const shown = await author(`GET ${r}/commits/{ref}`, { ref: name })
    assert.deepEqual(
      shown.body.files.map((one: { filename: string; patch: string }) => [one.filename, one.patch]),
      [['compare.txt', '@@ -0,0 +1,2 @@\n+a\n+b']],
    )
    const compared = await author(`GET ${r}/compare/{basehead}`, { basehead: `${base}...${name}` })
    assert.deepEqual([compared.body.status, compared.body.ahead_by, compared.body.behind_by], ['ahead', 1, 0])
    const reverse = await author(`GET ${r}/compare/{basehead}`, { basehead: `${name}...${base}` })
    assert.equal(reverse.body.status, 'behind')
    assert.equal((await author(`GET ${r}/compare/{basehead}`, { basehead: 'no-such...branch' })).status, 404)
  })

  test('a proposal shows its commits and files, follows its branch, is edited, closed and reopened', async () => {
    const { branch, number, pull } = await proposal({ 'follow.txt': 'one\n' })
    const at = { pull_number: number }
    assert.deepEqual([pull.state, pull.head.sha, pull.mergeable], ['open', branch.sha, null])
    assert.equal(await mergeable(number), true)
    const files = await author(`GET ${r}/pulls/{pull_number}/files`, at)
    assert.deepEqual(
      files.body.map((one: { filename: string; status: string }) => [one.filename, one.status]),
      [['follow.txt', 'added']],
    )
    assert.equal((await author(`GET ${r}/pulls/{pull_number}/commits`, at)).body.length, 1)

    const next = { message: 'Two', content: 'dHdvCg==', branch: branch.name }
    const written = await author(`PUT ${r}/contents/{path}`, { path: 'second.txt' }, { body: next })
    const followed = await author(`GET ${r}/pulls/{pull_number}`, at)
    assert.deepEqual([followed.body.head.sha, followed.body.commits], [written.body.commit.sha, 2])
    const hidden = await author(`GET ${r}/git/ref/{ref}`, { ref: `pull/${number}/head` })
    assert.equal(hidden.body.object.sha, written.body.commit.sha)

    const again = { title: 'Twice', head: branch.name, base: pull.base.ref }
    const twice = await author(`POST ${r}/pulls`, {}, { body: again })
    assert.match(twice.body.errors[0].message, /^A pull request already exists for /)
    const empty = { title: 'None', head: pull.base.ref, base: pull.base.ref }
    assert.equal((await author(`POST ${r}/pulls`, {}, { body: empty })).status, 422)

    const edit = (body: object) => author(`PATCH ${r}/pulls/{pull_number}`, at, { body })
    assert.equal((await edit({ title: 'Renamed' })).body.title, 'Renamed')
    assert.equal((await edit({ state: 'closed' })).body.state, 'closed')
    const open = await author(`GET ${r}/pulls`, {}, { query: { head: `${target().owner}:${branch.name}` } })
    assert.deepEqual(open.body, [])
    assert.equal((await edit({ state: 'open' })).body.state, 'open')
  })

  for (const method of ['merge', 'squash', 'rebase'] as const)
    test(`a proposal is merged by ${method}`, async () => {
      const { number, branch } = await proposal({ [unique('merged')]: 'x\n' })
      const at = { pull_number: number }
      await mergeable(number)
      assert.equal((await author(`GET ${r}/pulls/{pull_number}/merge`, at)).status, 404)
      const stale = await author(`PUT ${r}/pulls/{pull_number}/merge`, at, { body: { sha: branch.base } })
      assert.equal(stale.status, 409)
      const merged = await author(`PUT ${r}/pulls/{pull_number}/merge`, at, {
        body: { merge_method: method, sha: branch.sha },
      })
      assert.equal(merged.body.merged, true)
      assert.equal((await author(`GET ${r}/pulls/{pull_number}/merge`, at)).status, 204)
      assert.equal(await mainTip(), merged.body.sha)
      const commit = await author(`GET ${r}/commits/{ref}`, { ref: merged.body.sha })
      assert.equal(commit.body.parents.length, method === 'merge' ? 2 : 1)
      const after = await author(`GET ${r}/pulls/{pull_number}`, at)
      assert.deepEqual(
        [after.body.state, after.body.merged, after.body.merge_commit_sha],
        ['closed', true, merged.body.sha],
      )
      assert.equal((await author(`PATCH ${r}/pulls/{pull_number}`, at, { body: { state: 'open' } })).status, 422)
      assert.equal((await author(`PUT ${r}/pulls/{pull_number}/merge`, at, { body: {} })).status, 405)
    })

  test('a proposal in conflict is not mergeable, and asking to merge it answers 405', async () => {
    const path = unique('conflict')
    const one = await proposal({ [path]: 'one\n' })
    const two = await proposal({ [path]: 'two\n' })
    await mergeable(one.number)
    await author(`PUT ${r}/pulls/{pull_number}/merge`, { pull_number: one.number }, { body: {} })
    assert.equal(await mergeable(two.number), false)
    const reply = await author(`PUT ${r}/pulls/{pull_number}/merge`, { pull_number: two.number }, { body: {} })
    assert.deepEqual([reply.status, reply.body.message], [405, 'Pull Request is not mergeable'])
  })

  test('issues, comments, labels and reactions are made, listed, changed and taken away', async () => {
    const issue = await author(
      `POST ${r}/issues`,
      {},
      { body: { title: 'A question', body: 'What?', labels: ['question'] } },
    )
    assert.equal(issue.status, 201)
    const at = { issue_number: issue.body.number }
    assert.equal((await author(`GET ${r}/issues/{issue_number}`, at)).body.labels[0].name, 'question')
    const found = await author(`GET ${r}/issues`, {}, { query: { labels: 'question' } })
    assert.ok(found.body.some((one: { number: number }) => one.number === issue.body.number))

    const comment = await author(`POST ${r}/issues/{issue_number}/comments`, at, { body: { body: 'Hello.' } })
    const id = { comment_id: comment.body.id }
    await author(`PATCH ${r}/issues/comments/{comment_id}`, id, { body: { body: 'Hello again.' } })
    assert.equal((await author(`GET ${r}/issues/comments/{comment_id}`, id)).body.body, 'Hello again.')
    assert.equal((await author(`GET ${r}/issues/{issue_number}/comments`, at)).body.length, 1)
    const long = await author(`POST ${r}/issues/{issue_number}/comments`, at, { body: { body: 'x'.repeat(65_537) } })
    assert.equal(long.status, 422)

    const react = (on: string, params: Record<string, number>) =>
      author(`POST ${r}${on}/reactions`, params, { body: { content: 'rocket' } })
    for (const [on, params] of [
      ['/issues/{issue_number}', at],
      ['/issues/comments/{comment_id}', id],
    ] as const) {
      const first = await react(on, params)
      assert.deepEqual([first.status, (await react(on, params)).status], [201, 200])
      assert.equal((await author(`GET ${r}${on}/reactions`, params)).body.length, 1)
      const gone = await author(`DELETE ${r}${on}/reactions/{reaction_id}`, { ...params, reaction_id: first.body.id })
      assert.equal(gone.status, 204)
    }
    assert.equal((await author(`DELETE ${r}/issues/comments/{comment_id}`, id)).status, 204)
    assert.equal((await author(`GET ${r}/issues/comments/{comment_id}`, id)).status, 404)

    const label = unique('label')
    assert.equal((await author(`POST ${r}/labels`, {}, { body: { name: label, color: 'd73a4a' } })).status, 201)
    const twice = await author(`POST ${r}/labels`, {}, { body: { name: label.toUpperCase() } })
    assert.equal(twice.body.errors[0].code, 'already_exists')
    assert.ok((await author(`GET ${r}/labels`)).body.length > 0)
    const names = (reply: { body: { name: string }[] }) => reply.body.map(({ name }) => name)
    const added = await author(`POST ${r}/issues/{issue_number}/labels`, at, { body: { labels: [label] } })
    assert.deepEqual(names(added), ['question', label])
    assert.deepEqual(names(await author(`PUT ${r}/issues/{issue_number}/labels`, at, { body: { labels: [label] } })), [
      label,
    ])
    assert.deepEqual(names(await author(`GET ${r}/issues/{issue_number}/labels`, at)), [label])
    assert.equal((await author(`DELETE ${r}/issues/{issue_number}/labels/{name}`, { ...at, name: label })).status, 200)
    assert.equal(
      (await author(`DELETE ${r}/issues/{issue_number}/labels/{name}`, { ...at, name: label })).body.message,
      'Label does not exist',
    )
    assert.equal((await author(`DELETE ${r}/labels/{name}`, { name: label })).status, 204)

    const closed = await author(`PATCH ${r}/issues/{issue_number}`, at, { body: { state: 'closed' } })
    assert.deepEqual([closed.body.state, closed.body.state_reason], ['closed', 'completed'])
  })

  test('a body that is not what GitHub describes is refused with a sentence that says what is missing', async () => {
    const none = await author(`POST ${r}/issues`, {}, { body: {}, malformed: true })
    assert.deepEqual([none.status, none.body.message], [422, 'Invalid request.\n\n"title" wasn\'t supplied.'])
  })

  test('lists come in pages that are linked', async () => {
    const { number } = await proposal({ 'p/1': '1\n', 'p/2': '2\n', 'p/3': '3\n' })
    const path = `GET ${r}/pulls/{pull_number}/files`
    const first = await author(path, { pull_number: number }, { query: { per_page: 2 } })
    assert.deepEqual(
      first.body.map((one: { filename: string }) => one.filename),
      ['p/1', 'p/2'],
    )
    assert.match(first.headers.get('link') ?? '', /page=2>; rel="next", .*page=2>; rel="last"$/)
    const second = await author(path, { pull_number: number }, { query: { per_page: 2, page: 2 } })
    assert.deepEqual(
      second.body.map((one: { filename: string }) => one.filename),
      ['p/3'],
    )
    assert.match(second.headers.get('link') ?? '', /rel="prev".*rel="first"/)
  })

  test('an answer that has not changed is 304', async () => {
    const first = await author(`GET ${r}/labels`)
    const etag = first.headers.get('etag') ?? ''
    const second = await author(`GET ${r}/labels`, {}, { headers: { 'if-none-match': etag } })
    assert.equal(second.status, 304)
  })

  test('a release has a tag, notes and assets', async () => {
    const tag = unique('payments@1')
    const body = { tag_name: tag, name: 'Payments', body: '# Changes', target_commitish: await mainTip() }
    const release = await author(`POST ${r}/releases`, {}, { body })
    assert.equal(release.status, 201)
    assert.equal((await author(`POST ${r}/releases`, {}, { body })).body.errors[0].code, 'already_exists')
    assert.equal(
      (await author(`GET ${r}/git/ref/{ref}`, { ref: `tags/${tag}` })).body.object.sha,
      body.target_commitish,
    )
    const id = { release_id: release.body.id }
    assert.equal((await author(`GET ${r}/releases/tags/{tag}`, { tag })).body.id, release.body.id)
    assert.equal((await author(`GET ${r}/releases/{release_id}`, id)).body.name, 'Payments')
    assert.equal((await author(`GET ${r}/releases/latest`)).status, 200)
    assert.ok((await author(`GET ${r}/releases`)).body.length > 0)
    assert.equal((await author(`PATCH ${r}/releases/{release_id}`, id, { body: { name: 'Pay' } })).body.name, 'Pay')

    const upload = (name: string) =>
      author(`POST ${r}/releases/{release_id}/assets`, id, {
        body: Buffer.from('zip'),
        query: { name },
        headers: { 'content-type': 'application/zip' },
      })
    const asset = await upload('sdk typescript.zip')
    assert.deepEqual([asset.status, asset.body.name, asset.body.size], [201, 'sdk.typescript.zip', 3])
    assert.equal((await upload('sdk.typescript.zip')).status, 422)
    const one = { asset_id: asset.body.id }
    const bytes = await author(`GET ${r}/releases/assets/{asset_id}`, one, {
      headers: { accept: 'application/octet-stream' },
    })
    assert.equal(bytes.body, 'zip')
    assert.equal((await author(`GET ${r}/releases/{release_id}/assets`, id)).body.length, 1)
    assert.equal(
      (await author(`PATCH ${r}/releases/assets/{asset_id}`, one, { body: { label: 'SDK' } })).body.label,
      'SDK',
    )
    assert.equal((await author(`GET ${r}/releases/assets/{asset_id}`, one)).body.label, 'SDK')
    assert.equal((await author(`DELETE ${r}/releases/assets/{asset_id}`, one)).status, 204)
    assert.equal((await author(`DELETE ${r}/releases/{release_id}`, id)).status, 204)
    assert.equal((await author(`GET ${r}/releases/{release_id}`, id)).status, 404)
  })

  test('a draft has no tag until it is published', async () => {
    const tag = unique('draft')
    const draft = await author(`POST ${r}/releases`, {}, { body: { tag_name: tag, draft: true } })
    assert.equal((await author(`GET ${r}/releases/tags/{tag}`, { tag })).status, 404)
    assert.equal((await author(`GET ${r}/git/ref/{ref}`, { ref: `tags/${tag}` })).status, 404)
    await author(`PATCH ${r}/releases/{release_id}`, { release_id: draft.body.id }, { body: { draft: false } })
    assert.equal((await author(`GET ${r}/releases/tags/{tag}`, { tag })).status, 200)
  })

  test('a deployment of a commit has statuses, the newest first, and a success puts earlier ones away', async () => {
    const environment = unique('staging')
    const deploy = async () => {
      const body = { ref: await mainTip(), environment, auto_merge: false, required_contexts: [] }
      const deployment = await author(`POST ${r}/deployments`, {}, { body })
      assert.equal(deployment.status, 201)
      return { deployment_id: deployment.body.id as number }
    }
    const first = await deploy()
    const state = (id: { deployment_id: number }, value: string) =>
      author(`POST ${r}/deployments/{deployment_id}/statuses`, id, { body: { state: value, description: value } })
    const states = async (id: { deployment_id: number }) =>
      (await author(`GET ${r}/deployments/{deployment_id}/statuses`, id)).body.map(
        (one: { state: string }) => one.state,
      )
    await state(first, 'in_progress')
    await state(first, 'success')
    const second = await deploy()
    await state(second, 'success')
    assert.deepEqual(await states(first), ['inactive', 'success', 'in_progress'])
    const listed = await author(`GET ${r}/deployments`, {}, { query: { environment } })
    assert.deepEqual(
      listed.body.map((one: { id: number }) => one.id),
      [second.deployment_id, first.deployment_id],
    )
    assert.equal((await author(`GET ${r}/deployments/{deployment_id}`, first)).body.environment, environment)
    assert.equal((await author(`DELETE ${r}/deployments/{deployment_id}`, second)).status, 422)
    assert.equal((await author(`DELETE ${r}/deployments/{deployment_id}`, first)).status, 204)
  })

  test('statuses on a commit combine to one', async () => {
    const { sha, name } = await branchWith({ 'status.txt': 'x\n' })
    assert.equal((await author(`GET ${r}/commits/{ref}/status`, { ref: name })).body.state, 'pending')
    const report = (context: string, state: string) =>
      author(`POST ${r}/statuses/{sha}`, { sha }, { body: { state, context } })
    await report('a', 'success')
    await report('b', 'failure')
    assert.equal((await author(`GET ${r}/commits/{ref}/status`, { ref: name })).body.state, 'failure')
    await report('b', 'success')
    assert.equal((await author(`GET ${r}/commits/{ref}/status`, { ref: name })).body.state, 'success')
    assert.equal((await author(`GET ${r}/commits/{ref}/statuses`, { ref: name })).body.length, 3)
  })

  test('checks cannot be made by a person', async () => {
    const reply = await author(`POST ${r}/check-runs`, {}, { body: { name: 'x', head_sha: await mainTip() } })
    assert.deepEqual([reply.status, reply.body.message], [403, 'You must authenticate via a GitHub App.'])
  })

  if (has.reviewer)
    test('a proposal is reviewed by another person, never by its author', async () => {
      const { number } = await proposal({ 'reviewed.txt': 'one\ntwo\n' })
      const at = { pull_number: number }
      const own = await author(`POST ${r}/pulls/{pull_number}/reviews`, at, { body: { event: 'APPROVE' } })
      assert.deepEqual([own.status, own.body.errors], [422, ['Can not approve your own pull request']])
      const other = (await reviewer('GET /user')).body.login
      const asked = await author(`POST ${r}/pulls/{pull_number}/requested_reviewers`, at, {
        body: { reviewers: [other] },
      })
      assert.equal(asked.body.requested_reviewers[0].login, other)

      const wrong = { path: 'reviewed.txt', line: 99, side: 'RIGHT', body: 'Where?' }
      const lost = await reviewer(`POST ${r}/pulls/{pull_number}/reviews`, at, {
        body: { event: 'COMMENT', body: 'x', comments: [wrong] },
      })
      assert.equal(lost.status, 422)
      const review = await reviewer(`POST ${r}/pulls/{pull_number}/reviews`, at, {
        body: { event: 'REQUEST_CHANGES', body: 'No.', comments: [{ ...wrong, line: 2, body: 'Here.' }] },
      })
      assert.equal(review.body.state, 'CHANGES_REQUESTED')
      const lines = await author(`GET ${r}/pulls/{pull_number}/comments`, at)
      assert.deepEqual(
        lines.body.map((one: { line: number; diff_hunk: string }) => [one.line, one.diff_hunk]),
        [[2, '@@ -0,0 +1,2 @@\n+one\n+two']],
      )
      const id = { ...at, review_id: review.body.id }
      assert.equal((await author(`GET ${r}/pulls/{pull_number}/reviews/{review_id}/comments`, id)).body.length, 1)
      const dismissed = await author(`PUT ${r}/pulls/{pull_number}/reviews/{review_id}/dismissals`, id, {
        body: { message: 'Done.' },
      })
      assert.equal(dismissed.body.state, 'DISMISSED')

      const pending = await reviewer(`POST ${r}/pulls/{pull_number}/reviews`, at, { body: { body: 'Later.' } })
      assert.equal((await author(`GET ${r}/pulls/{pull_number}/reviews`, at)).body.length, 1)
      const submitted = await reviewer(
        `POST ${r}/pulls/{pull_number}/reviews/{review_id}/events`,
        { ...at, review_id: pending.body.id },
        {
          body: { event: 'APPROVE' },
        },
      )
      assert.equal(submitted.body.state, 'APPROVED')
      assert.equal(
        (await author(`GET ${r}/pulls/{pull_number}/reviews/{review_id}`, { ...at, review_id: pending.body.id })).body
          .state,
        'APPROVED',
      )
      const unsent = await reviewer(`POST ${r}/pulls/{pull_number}/reviews`, at, { body: {} })
      const removed = await reviewer(`DELETE ${r}/pulls/{pull_number}/reviews/{review_id}`, {
        ...at,
        review_id: unsent.body.id,
      })
      assert.equal(removed.status, 200)
    })

  test('comments on lines go along with them, and are outdated once one of them changes', async () => {
    const path = 'commented.txt'
    const { number, branch } = await proposal({ [path]: 'one\ntwo\nthree\nfour\n' })
    const at = { pull_number: number }
    const on = (line: number, start?: number) => ({
      path,
      line,
      side: 'RIGHT',
      body: 'Here.',
      ...(start !== undefined && { start_line: start, start_side: 'RIGHT' }),
    })
    const comment = (...comments: readonly ReturnType<typeof on>[]) =>
      author(`POST ${r}/pulls/{pull_number}/reviews`, at, {
        body: { event: 'COMMENT', body: 'x', commit_id: branch.sha, comments },
      })
    for (const wrong of [on(2, 2), on(1, 2), on(5), on(5, 4), { ...on(1), path: 'other.txt' }])
      assert.equal((await comment(on(1), wrong)).status, 422, JSON.stringify(wrong))
    assert.equal((await comment(on(1), on(3, 2), on(4, 3))).status, 200)
    const next = { message: 'More', content: Buffer.from('zero\none\ntwo\nthree\n4\n').toString('base64') }
    const { sha } = (await author(`GET ${r}/contents/{path}`, { path }, { query: { ref: branch.name } })).body
    await author(`PUT ${r}/contents/{path}`, { path }, { body: { ...next, sha, branch: branch.name } })
    const lines = await author(`GET ${r}/pulls/{pull_number}/comments`, at)
    assert.deepEqual(
      lines.body.map((one: { line: number; start_line: number; original_line: number }) => [
        one.start_line,
        one.line,
        one.original_line,
      ]),
      [
        [null, 2, 1],
        [3, 4, 3],
        [null, null, 4],
      ],
    )
  })

  if (has.reviewer)
    test('a proposal comes from a fork', async () => {
      const fork = await reviewer(`POST ${r}/forks`, {}, { body: {} })
      assert.equal(fork.status, 202)
      assert.ok((await author(`GET ${r}/forks`)).body.some((one: { id: number }) => one.id === fork.body.id))
      const owner = fork.body.owner.login
      const name = unique('from-fork')
      const base = await mainTip()
      await reviewer(
        `POST ${r}/git/refs`,
        { owner, repo: fork.body.name },
        { body: { ref: `refs/heads/${name}`, sha: base } },
      )
      const written = await reviewer(
        `PUT ${r}/contents/{path}`,
        { owner, repo: fork.body.name, path: name },
        {
          body: { message: 'From afar', content: 'eAo=', branch: name },
        },
      )
      const pull = await reviewer(
        `POST ${r}/pulls`,
        {},
        {
          body: { title: 'From a fork', head: `${owner}:${name}`, base: fork.body.default_branch },
        },
      )
      assert.deepEqual(
        [pull.status, pull.body.head.repo.id, pull.body.head.sha],
        [201, fork.body.id, written.body.commit.sha],
      )
      const ref = await author(`GET ${r}/git/ref/{ref}`, { ref: `pull/${pull.body.number}/head` })
      assert.equal(ref.body.object.sha, written.body.commit.sha)
      const compared = await author(`GET ${r}/compare/{basehead}`, { basehead: `${base}...${owner}:${name}` })
      assert.equal(compared.body.ahead_by, 1)
    })

  if (has.team)
    test('an App that may read members sees the members of a team', async () => {
      const { slug, member } = target().team ?? assert.fail('no team')
      const at = { org: target().owner, team_slug: slug }
      const members = await installed('GET /orgs/{org}/teams/{team_slug}/members', at)
      assert.ok(members.body.some((one: { login: string }) => one.login === member))
      const membership = await installed('GET /orgs/{org}/teams/{team_slug}/memberships/{username}', {
        ...at,
        username: member,
      })
      assert.equal(membership.body.state, 'active')
      assert.equal(
        (await installed('GET /orgs/{org}/teams/{team_slug}/members', { ...at, team_slug: 'no-such-team' })).status,
        404,
      )
      assert.ok((await installed('GET /orgs/{org}/teams', at)).body.some((one: { slug: string }) => one.slug === slug))
    })

  if (!has.app) return

  test('an App proves who it is by a token it signs, and is refused where the token is not right', async () => {
    const self = appOf(target())
    assert.equal((await app('GET /app')).body.id, self.id)
    const time = Math.floor(Date.now() / 1000)
    const refused = async (claims: object) => (await client(target(), jwtOf(self, claims))('GET /app')).body.message
    assert.match(await refused({ exp: time - 1 }), /^'Expiration time' claim \('exp'\) must be/)
    assert.match(await refused({ exp: time + 3600 }), /^'Expiration time' claim \('exp'\) is too far/)
    assert.match(await refused({ iat: time + 300 }), /^'Issued at' claim \('iat'\)/)
    assert.equal(await refused({ iss: 1 }), 'Integration not found')
    const forged = jwtOf(self).split('.').with(2, 'AAAA').join('.')
    assert.equal((await client(target(), forged)('GET /app')).status, 401)
    assert.equal((await author('GET /app')).status, 401)
  })

  test('an installation token reaches what it was given, for an hour, and can be narrowed', async () => {
    const installations = await app('GET /app/installations')
    assert.ok(installations.body.length > 0)
    const one = { installation_id: installations.body[0].id }
    assert.equal((await app('GET /app/installations/{installation_id}', one)).status, 200)
    const repositories = await installed('GET /installation/repositories')
    assert.ok(repositories.body.repositories.some((repo: { name: string }) => repo.name === target().repo))
    assert.equal((await installed('GET /user')).status, 403)

    const narrow = client(target(), (await installationToken({ permissions: { contents: 'read' } })).token)
    const refused = await narrow(`POST ${r}/issues`, {}, { body: { title: 'x' } })
    assert.deepEqual([refused.status, refused.body.message], [403, 'Resource not accessible by integration'])
    const more = await app('POST /app/installations/{installation_id}/access_tokens', one, {
      body: { permissions: { organization_administration: 'write' } },
    })
    assert.equal(more.status, 422)
  })

  test('a check is begun, concluded with annotations fifty at a time, and listed once by name', async () => {
    const { branch, number } = await proposal({ 'checked.txt': 'x\n' })
    const name = unique('lint')
    const begun = await installed(
      `POST ${r}/check-runs`,
      {},
      { body: { name, head_sha: branch.sha, status: 'in_progress', external_id: 'k1' } },
    )
    assert.equal(begun.status, 201)
    assert.deepEqual(
      begun.body.pull_requests.map((one: { number: number }) => one.number),
      [number],
    )
    const id = { check_run_id: begun.body.id }
    const annotations = (count: number) =>
      Array.from({ length: count }, (_, index) => ({
        path: 'checked.txt',
        start_line: 1,
        end_line: 1,
        annotation_level: 'warning',
        message: `Finding ${index}`,
      }))
    const update = (body: object) => installed(`PATCH ${r}/check-runs/{check_run_id}`, id, { body, malformed: true })
    const output = { title: 'Findings', summary: 'Some.' }
    assert.equal((await update({ output: { ...output, annotations: annotations(51) } })).status, 422)
    assert.equal((await update({ output: { ...output, summary: 'x'.repeat(65_536) } })).status, 422)
    assert.equal((await update({ status: 'completed' })).status, 422)
    await update({ output: { ...output, annotations: annotations(50) } })
    const done = await update({ conclusion: 'failure', output: { ...output, annotations: annotations(10) } })
    assert.deepEqual(
      [done.body.status, done.body.conclusion, done.body.output.annotations_count],
      ['completed', 'failure', 60],
    )
    const listed = await installed(`GET ${r}/check-runs/{check_run_id}/annotations`, id, { query: { per_page: 100 } })
    assert.equal(listed.body.length, 60)
    assert.equal((await installed(`GET ${r}/check-runs/{check_run_id}`, id)).body.external_id, 'k1')

    const again = await installed(
      `POST ${r}/check-runs`,
      {},
      { body: { name, head_sha: branch.sha, conclusion: 'success' } },
    )
    const runs = async (filter: string) =>
      (
        await installed(
          `GET ${r}/commits/{ref}/check-runs`,
          { ref: branch.sha },
          { query: { filter, check_name: name } },
        )
      ).body
    assert.deepEqual(
      (await runs('latest')).check_runs.map((run: { id: number }) => run.id),
      [again.body.id],
    )
    assert.equal((await runs('all')).total_count, 2)

    const suites = await installed(`GET ${r}/commits/{ref}/check-suites`, { ref: branch.sha })
    const mine = suites.body.check_suites.find((suite: { app: { id: number } }) => suite.app.id === appOf(target()).id)
    const suite = { check_suite_id: mine.id }
    assert.equal((await installed(`GET ${r}/check-suites/{check_suite_id}`, suite)).body.head_sha, branch.sha)
    assert.ok((await installed(`GET ${r}/check-suites/{check_suite_id}/check-runs`, suite)).body.total_count >= 1)
    assert.equal((await installed(`POST ${r}/check-suites`, {}, { body: { head_sha: branch.sha } })).body.id, mine.id)
    assert.equal((await installed(`POST ${r}/check-suites/{check_suite_id}/rerequest`, suite)).status, 201)
    assert.equal((await installed(`POST ${r}/check-runs/{check_run_id}/rerequest`, id)).status, 201)
    const missing = await installed(`POST ${r}/check-runs`, {}, { body: { name, head_sha: '1'.repeat(40) } })
    assert.equal(missing.status, 422)
  })

  test('an App says what it does, and edits only its own comments', async () => {
    const issue = await author(`POST ${r}/issues`, {}, { body: { title: 'For the App' } })
    const at = { issue_number: issue.body.number }
    const mine = await installed(`POST ${r}/issues/{issue_number}/comments`, at, { body: { body: 'From the App.' } })
    assert.equal(mine.body.user.type, 'Bot')
    assert.equal(mine.body.performed_via_github_app.id, appOf(target()).id)
    const theirs = await author(`POST ${r}/issues/{issue_number}/comments`, at, { body: { body: 'From a person.' } })
    const edit = (id: number) =>
      installed(`PATCH ${r}/issues/comments/{comment_id}`, { comment_id: id }, { body: { body: 'New.' } })
    assert.deepEqual([(await edit(mine.body.id)).status, (await edit(theirs.body.id)).status], [200, 403])
  })

  test('an App lists what was sent to it', async () => {
    const deliveries = await app('GET /app/hook/deliveries')
    const delivery = { delivery_id: deliveries.body[0].id }
    const one = await app('GET /app/hook/deliveries/{delivery_id}', delivery)
    assert.equal(one.body.guid, deliveries.body[0].guid)
    assert.equal((await app('POST /app/hook/deliveries/{delivery_id}/attempts', delivery)).status, 202)
  })
}

function appOf(target: Target) {
  return target.app ?? assert.fail('the target has no App')
}
