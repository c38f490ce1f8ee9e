import assert from 'node:assert/strict'
import { createHmac, randomUUID } from 'node:crypto'
import test from 'node:test'
import type { Judge } from '#review/judge.ts'
import { allWell, startAppStage } from '../app/app-stage.ts'
import { webhookSecret } from '../github/sandbox-stage.ts'
import { githubEnterpriseDescription } from '../real/github-description.ts'
import { realCatalog } from '../real/real-catalog.ts'
import { smallCatalog } from '../workflow/catalogs.ts'

const file = 'apis/pets/v1/openapi.json'

test('two editions of GitHub’s own description are compared by the App, which answers webhooks meanwhile', async (t) => {
  const comparing = Promise.withResolvers<void>()
  const { 'apis/pets/v1/openapi.yaml': _, ...catalog } = smallCatalog
  const stage = await startAppStage(
    t,
    {
      ...catalog,
      'policies/ruleset.yaml': 'extends: ["apigov:recommended"]\n',
      [file]: githubEnterpriseDescription('3.18'),
    },
    {
      judge: (judge) =>
        watched(judge, (question) => {
          if (question === `diff ${file}`) comparing.resolve()
        }),
    },
  )
  const { write, open, as, where, running, quiet } = stage
  const head = await write('ada', 'topic', { [file]: githubEnterpriseDescription('3.19') })
  const began = performance.now()
  const number = await open('ada', 'topic')
  let isReviewed = false
  const reviewed = quiet().then(() => {
    isReviewed = true
    return performance.now() - began
  })
  await comparing.promise
  const knocked = performance.now()
  assert.equal(await knock(`${running.url}/api/github/webhooks`), 202)
  const answered = performance.now() - knocked
  assert.equal(isReviewed, false, 'the review is still under way')
  const seconds = ((await reviewed) / 1000).toFixed(1)
  t.diagnostic(`a webhook was answered after ${answered.toFixed(0)} ms; the review took ${seconds} s`)

  const of = { ...where, ref: head }
  const { data } = await as('ada').request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', of)
  const conclusions = data.check_runs.map(({ name, conclusion }) => [name, conclusion])
  assert.deepEqual(Object.fromEntries(conclusions), {
    'apigov / catalog': 'success',
    'apigov / lint': 'success',
    'apigov / compatibility': 'failure',
    'apigov / policy': 'failure',
    'apigov / gateway': 'success',
  })
  const [compatibility] = data.check_runs.filter(({ name }) => name === 'apigov / compatibility')
  const annotations = await as('ada').request('GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations', {
    ...where,
    check_run_id: Number(compatibility?.id),
  })
  // What 3.19 of GitHub's Enterprise Server really asks of the callers of 3.18.
  const changes = annotations.data.map(({ annotation_level: level, title, message }) =>
    [level, title, message?.split('. ')[0]].join(' | '),
  )
  const steps =
    'failure | request-property-all-of-added | `code_scanning_default_setup_options` of the request body gained `object` among its `allOf`; `null` was accepted and no longer is'
  const items = '`selected_repository_ids` of the request body'
  assert.deepEqual(changes.sort(), [
    steps,
    steps,
    `failure | request-property-min-items-increased | The minimum number of items of ${items} increased from \`0\` to \`1\``,
    `warning | request-property-max-items-set | ${items} now has a maximum number of items of \`250\``,
  ])

  const ofPull = { ...where, issue_number: number }
  const { data: comments } = await as('ada').request('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', ofPull)
  assert.equal(comments.length, 1)
  const comment = String(comments[0]?.body)
  assert.ok(comment.length <= 65_536, 'GitHub takes no longer one')
  assert.match(comment, /`PATCH \/orgs\/\{org\}\/code-security\/configurations\/\{configuration_id\}`/)
})

test('in a catalog of fifty real contracts a proposal costs the one it changes', async (t) => {
  const asked: string[] = []
  const { write, open, quiet, checks } = await startAppStage(t, realCatalog(50), {
    judge: (judge) => watched(judge, (question) => asked.push(question)),
  })
  const path = 'apis/api-0007/v1/openapi.json'
  const edited = String(realCatalog(50)[path]).replace('"version": "1.0.0"', '"version": "1.0.1"')
  const head = await write('ada', 'topic', { [path]: edited })
  asked.length = 0
  await open('ada', 'topic')
  await quiet()
  assert.deepEqual(await checks(head), { ...allWell, 'apigov / policy': 'action_required' })
  assert.deepEqual(new Set(asked), new Set([`summarise ${path}`, `lint ${path}`, `diff ${path}`]))
})

/** Tells what the judge is asked, and of which contract. */
function watched(judge: Judge, tell: (question: string) => void): Judge {
  return {
    reach: (source) => judge.reach(source),
    rewrite: (source, fixes) => judge.rewrite(source, fixes),
    summarise(source) {
      tell(`summarise ${source.entry}`)
      return judge.summarise(source)
    },
    lint(source, ruleset) {
      tell(`lint ${source.entry}`)
      return judge.lint(source, ruleset)
    },
    diff(base, revision, options) {
      tell(`diff ${revision.entry}`)
      return judge.diff(base, revision, options)
    },
    requests(source) {
      tell(`requests ${source.entry}`)
      return judge.requests(source)
    },
    bundle(source) {
      tell(`bundle ${source.entry}`)
      return judge.bundle(source)
    },
  }
}

async function knock(url: string): Promise<number> {
  const body = '{"zen":"Keep it logically awesome."}'
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'ping',
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': `sha256=${createHmac('sha256', webhookSecret).update(body).digest('hex')}`,
    },
    body,
  })
  return response.status
}
