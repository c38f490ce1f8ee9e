import assert from 'node:assert/strict'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { localRepository } from '#git/local.ts'
import { openMirror } from '#git/mirror.ts'
import type { OpenRepository } from '#git/repository.ts'
import { gitEnv, type Scratch, scratchFolder, scratchRepository } from '../git/scratch.ts'

// What every Repository holds to. `origin` is where history is written and where what was published must arrive.
const implementations: Readonly<Record<string, (t: TestContext, origin: Scratch) => Promise<OpenRepository>>> = {
  'a mirror': (t, origin) => openMirror({ url: origin.dir, dir: join(scratchFolder(t), 'mirror.git'), env: gitEnv }),
  'a checkout': (_, origin) => localRepository(origin.dir, gitEnv),
}

for (const [name, open] of Object.entries(implementations)) {
  const start = async (t: TestContext, files: Parameters<Scratch['commit']>[0] = { 'a.txt': 'a' }) => {
    const origin = scratchRepository(t)
    const first = origin.commit(files, 'first')
    const repository = await open(t, origin)
    t.after(() => repository.close())
    await repository.fetch()
    return { origin, first, repository }
  }
  const deploy = (text: string) => [
    { path: 'gateway.json', content: text },
    { path: 'deep/er/provenance.json', content: new TextEncoder().encode('{}') },
  ]

  test(`${name} resolves branches, tags and ids, and answers null for what is not there`, async (t) => {
    const { origin, first, repository } = await start(t)
    origin.git('tag', '-a', 'v1', '-m', 'one')
    await repository.fetch()
    for (const revision of ['main', 'v1', first, first.slice(0, 12)])
      assert.equal(await repository.resolve(revision), first, revision)
    for (const revision of ['nowhere', 'main~1', 'main:a.txt', '0'.repeat(40)])
      assert.equal(await repository.resolve(revision), null, revision)
  })

  test(`${name} refuses a revision that is an option or a second line`, async (t) => {
    const { repository } = await start(t)
    for (const revision of ['--output=/tmp/x', '-h', '', 'main\nHEAD'])
      await assert.rejects(repository.resolve(revision), { code: 'APIGOV_GIT_REVISION_REFUSED' })
    for (const commit of ['main', '--batch', 'HEAD^{tree}'])
      await assert.rejects(repository.tree(commit), { code: 'APIGOV_GIT_REVISION_REFUSED' })
  })

  test(`${name} lists files with blob, kind and size in code-unit order, and reads them`, async (t) => {
    const { first, repository } = await start(t, { 'b/ü.txt': 'ü\n', 'B.txt': 'upper', 'a\nb.txt': '', 'b.txt': 'x' })
    const tree = await repository.tree(first)
    assert.deepEqual([...tree.entries.keys()], ['B.txt', 'a\nb.txt', 'b.txt', 'b/ü.txt'])
    assert.deepEqual(tree.entries.get('a\nb.txt'), {
      blob: 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391',
      kind: 'file',
      size: 0,
    })
    assert.equal(new TextDecoder().decode(await tree.read('b/ü.txt')), 'ü\n')
    assert.equal((await tree.read('a\nb.txt')).byteLength, 0)
  })

  test(`${name} lists a symlink as such and does not follow it`, async (t) => {
    const { first, repository } = await start(t, { 'secret.yaml': { linkTo: '/etc/passwd' }, 'a.txt': 'a' })
    const tree = await repository.tree(first)
    assert.equal(tree.entries.get('secret.yaml')?.kind, 'symlink')
    await assert.rejects(tree.read('secret.yaml'), { code: 'APIGOV_GIT_NOT_A_FILE' })
    await assert.rejects(tree.read('nowhere'), { code: 'APIGOV_GIT_NOT_A_FILE' })
  })

  test(`${name} lists a submodule as such`, async (t) => {
    const { origin, first, repository } = await start(t)
    origin.git('update-index', '--add', '--cacheinfo', `160000,${first},module`)
    origin.git('commit', '--quiet', '--message', 'a submodule')
    await repository.fetch()
    const tree = await repository.tree(origin.git('rev-parse', 'HEAD'))
    assert.deepEqual(tree.entries.get('module'), { blob: first, kind: 'submodule', size: 0 })
    await assert.rejects(tree.read('module'), { code: 'APIGOV_GIT_NOT_A_FILE' })
  })

  test(`${name} walks first parents, oldest first, and knows the common ancestor`, async (t) => {
    const { origin, first, repository } = await start(t)
    origin.git('checkout', '--quiet', '-b', 'topic')
    const topic = origin.commit({ 'b.txt': 'b' }, 'topic\n\nwith a body')
    origin.git('checkout', '--quiet', 'main')
    const second = origin.commit({ 'c.txt': 'c' }, 'second')
    origin.git('merge', '--quiet', '--no-ff', '--message', 'merge', 'topic')
    const merge = origin.git('rev-parse', 'HEAD')
    origin.git('checkout', '--quiet', '--orphan', 'island')
    const island = origin.commit({}, 'island')
    await repository.fetch()
    const ids = async (from: string | null) => (await repository.firstParents(from, merge)).map(({ id }) => id)
    assert.deepEqual(await ids(null), [first, second, merge])
    assert.deepEqual(await ids(first), [second, merge])
    assert.deepEqual(await ids(merge), [])
    assert.equal(await repository.mergeBase(second, topic), first)
    assert.equal(await repository.mergeBase(second, island), null)
    assert.deepEqual(await repository.commit(merge), {
      id: merge,
      parents: [second, topic],
      message: 'merge',
      committedAt: '2026-11-20T12:00:00.000Z',
      author: 'Ada',
    })
    assert.equal((await repository.commit(topic)).message, 'topic\n\nwith a body')
  })

  test(`${name} tells the lines a forge would show of a file, from where the two parted, whatever it was called`, async (t) => {
    const twenty = Array.from({ length: 20 }, (_, n) => `line ${n + 1}`)
    const text = (lines: readonly string[]) => `${lines.join('\n')}\n`
    const { origin, repository } = await start(t, { 'a [1].txt': text(twenty), 'b.txt': text(twenty), 'c.txt': 'c\n' })
    origin.git('checkout', '--quiet', '-b', 'topic')
    origin.git('mv', 'b.txt', 'moved.txt')
    const topic = origin.commit({
      'a [1].txt': text(twenty.toSpliced(17, 1, '@@ -1 +1 @@').toSpliced(4, 1)),
      'moved.txt': text(twenty.with(9, 'another')),
      'new.txt': 'one\ntwo',
      'c.txt': '',
    })
    origin.git('checkout', '--quiet', 'main')
    const main = origin.commit({ 'a [1].txt': text(twenty.with(11, 'main moves on')) })
    origin.git('checkout', '--quiet', '--orphan', 'island')
    const island = origin.commit({ 'new.txt': 'n' })
    await repository.fetch()
    const shown = (path: string, base = main) => repository.hunks(base, topic, path)
    assert.deepEqual(await shown('a [1].txt'), [
      { from: 2, to: 7 },
      { from: 14, to: 19 },
    ])
    assert.deepEqual(await shown('moved.txt'), [{ from: 7, to: 13 }])
    assert.deepEqual(await shown('new.txt'), [{ from: 1, to: 2 }])
    assert.deepEqual([await shown('c.txt'), await shown('nowhere.txt'), await shown('new.txt', island)], [[], [], []])
  })

  test(`${name} merges without a work tree, and says where that conflicts`, async (t) => {
    const { origin, repository } = await start(t, { 'a.txt': 'a', 'b.txt': 'b' })
    origin.git('checkout', '--quiet', '-b', 'topic')
    const topic = origin.commit({ 'a.txt': 'topic' })
    origin.git('checkout', '--quiet', 'main')
    const other = origin.commit({ 'b.txt': 'main', 'c.txt': 'c' })
    const same = origin.commit({ 'a.txt': 'main' })
    await repository.fetch()
    const merged = await repository.merged(other, topic)
    const read = async (path: string) => new TextDecoder().decode(await merged?.read(path))
    assert.deepEqual([await read('a.txt'), await read('b.txt'), await read('c.txt')], ['topic', 'main', 'c'])
    assert.equal(merged?.name, topic)
    assert.equal(await repository.merged(same, topic), null)
  })

  test(`${name} publishes a branch's whole content; doing it twice changes nothing`, async (t) => {
    const { origin, repository } = await start(t)
    const one = await repository.publish('deploy/dev', deploy('one'), 'Deploy one')
    assert.equal(await repository.publish('deploy/dev', deploy('one'), 'Deploy one'), one)
    assert.equal(origin.git('rev-parse', 'deploy/dev'), one)
    assert.deepEqual([...(await repository.tree(one)).entries.keys()], ['deep/er/provenance.json', 'gateway.json'])

    const two = await repository.publish('deploy/dev', deploy('two').slice(0, 1), 'Deploy two')
    assert.deepEqual((await repository.commit(two)).parents, [one])
    assert.deepEqual([...(await repository.tree(two)).entries.keys()], ['gateway.json'])
    assert.equal(origin.git('show', 'deploy/dev:gateway.json'), 'two')
    const three = await repository.publish('deploy/dev', deploy('two').slice(0, 1), 'Deploy two again')
    assert.notEqual(three, two, 'the message is part of what is published')
    assert.equal(origin.git('status', '--porcelain'), '', 'no work tree was touched')
  })

  test(`${name} refuses branches and paths that Git or a reader could take for something else`, async (t) => {
    const { repository } = await start(t)
    for (const branch of ['--force', 'a..b', 'a b', '', 'x.lock', 'a\0b'])
      await assert.rejects(repository.publish(branch, deploy('x'), 'm'), { code: 'APIGOV_GIT_NAME_REFUSED' }, branch)
    for (const path of ['../x', '/x', 'a//b', '.git/config', 'a/.GIT/x', ''])
      await assert.rejects(repository.publish('b', [{ path, content: '' }], 'm'), { code: 'APIGOV_GIT_NAME_REFUSED' })
  })

  test(`${name} tags once: again is silent, elsewhere is refused`, async (t) => {
    const { origin, first, repository } = await start(t)
    await repository.tag('payments@1.0.0', first, 'payments 1.0.0\n\n- first')
    await repository.tag('payments@1.0.0', first, 'payments 1.0.0')
    assert.equal(origin.git('cat-file', '-t', 'payments@1.0.0'), 'tag')
    assert.match(origin.git('cat-file', 'tag', 'payments@1.0.0'), /tagger apigov <.*\n\npayments 1\.0\.0\n\n- first$/)
    const second = origin.commit({ 'b.txt': 'b' })
    origin.git('tag', 'light', second)
    await repository.fetch()
    await assert.rejects(repository.tag('payments@1.0.0', second, 'm'), { code: 'APIGOV_GIT_TAG_TAKEN' })
    await assert.rejects(repository.tag('--delete', second, 'm'), { code: 'APIGOV_GIT_NAME_REFUSED' })
    assert.deepEqual([...(await repository.tags())].sort(), [
      ['light', second],
      ['payments@1.0.0', first],
    ])
  })

  test(`${name} refuses reads once it is closed`, async (t) => {
    const { first, repository } = await start(t)
    const tree = await repository.tree(first)
    await repository.close()
    await assert.rejects(tree.read('a.txt'), { code: 'APIGOV_GIT_CLOSED' })
    await assert.rejects(repository.tree(first), { code: 'APIGOV_GIT_CLOSED' })
  })
}
