import assert from 'node:assert/strict'
import { readdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { LineFile, type LineFileOptions } from '#gateway/line-file.ts'
import { scratchFolder } from '../git/scratch.ts'

async function fileIn(t: TestContext, changes: Partial<LineFileOptions> = {}) {
  const folder = scratchFolder(t)
  const path = join(folder, 'log')
  const warnings: string[] = []
  const warn = (message: string) => void warnings.push(message)
  const file = await LineFile.open({ path, rotateAt: null, keep: 0, warn, what: 'The log', ...changes })
  return { file, folder, path, warnings }
}

test('lines are there in order when it is closed', async (t) => {
  const { file, path } = await fileIn(t)
  for (let line = 0; line < 20_000; line++) file.write(`line ${line}\n`)
  await file.close()
  assert.equal(readFileSync(path, 'utf8'), Array.from({ length: 20_000 }, (_, line) => `line ${line}\n`).join(''))
  assert.equal(file.dropped, 0)
})

test('a file that was moved away is followed by a new one, and no line is lost between them', async (t) => {
  const { file, folder, path } = await fileIn(t)
  file.write('before\n')
  await wait(300)
  renameSync(path, `${path}.1`)
  const written = ['before']
  while (readdirSync(folder).length < 2) {
    written.push(`line ${written.length}`)
    file.write(`${written.at(-1)}\n`)
    await wait(20)
  }
  file.write('after\n')
  await file.close()
  const lines = `${readFileSync(`${path}.1`, 'utf8')}${readFileSync(path, 'utf8')}`.trimEnd().split('\n')
  assert.deepEqual(lines, [...written, 'after'])
  assert.match(readFileSync(path, 'utf8'), /after\n$/)
})

test('a file that is full is put aside, and the oldest of those go', async (t) => {
  const { file, folder, path } = await fileIn(t, { rotateAt: 1_000, keep: 2 })
  const names = new Set<string>()
  for (let round = 0; names.size < 4; round++) {
    file.write(`${String(round).padStart(1_200, 'x')}\n`)
    await wait(400)
    for (const name of readdirSync(folder)) if (name !== 'log') names.add(name)
  }
  await file.close()
  const aside = readdirSync(folder).filter((name) => name !== 'log')
  assert.deepEqual(aside.sort(), [...names].sort().slice(-2))
  assert.match(aside[0] ?? '', /^log\.\d{8}T\d{6}\.\d{3}Z-\d+$/)
  assert(readFileSync(path, 'utf8').length < 5_000)
})

test('what a full disk does not take is counted and told, and nobody waits for it', async () => {
  const warnings: string[] = []
  const warn = (message: string) => void warnings.push(message)
  const file = await LineFile.open({ path: '/dev/full', rotateAt: null, keep: 0, warn, what: 'The log' })
  file.write('a\n')
  await wait(400)
  file.write('b\n')
  file.write('c\n')
  await wait(400)
  await file.close()
  assert.equal(file.dropped, 3)
  assert.match(warnings[0] ?? '', /^The log `\/dev\/full` cannot be written, and is opened again: ENOSPC/)
  assert.match(warnings.join('\n'), /lacks \d lines: the disk was too slow or full/)
})
