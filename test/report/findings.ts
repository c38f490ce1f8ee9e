import type { Finding } from '#base/finding.ts'
import type { Diff } from '#diff/change.ts'

/** One of each kind, with text that would do harm where it is not escaped. */
export const findings: readonly Finding[] = [
  {
    rule: 'catalog-missing',
    severity: 'error',
    message: 'There is no `apigov.yaml`',
    place: null,
    fingerprint: 'fp1:1',
  },
  {
    rule: 'path-trailing-slash',
    severity: 'error',
    message: 'Remove the trailing slash: `/pets/`, 100%',
    place: { file: 'apis/pet, shop/a:b.yaml', line: 12, column: 3 },
    fingerprint: 'fp1:2',
    help: 'Write `/pets`.',
  },
  {
    rule: 'operation-tag',
    severity: 'warning',
    message: 'Tag `<b>"\u001b[31m@all` is unknown',
    place: { file: 'b.yaml', line: 1, column: 1 },
    fingerprint: 'fp1:3',
    known: true,
  },
  {
    rule: 'info-contact',
    severity: 'info',
    message: 'Say whom to ask\n::error::forged',
    place: { file: 'b.yaml', line: 2, column: 1 },
    fingerprint: 'fp1:4',
  },
]

const get = { kind: 'operation', method: 'GET', path: '/pets' } as const
const post = { kind: 'operation', method: 'POST', path: '/pets' } as const

export const diff: Diff = {
  breaking: true,
  bump: 'major',
  changes: [
    {
      rule: 'response-required-property-removed',
      impact: 'breaking',
      direction: 'response',
      message: 'The response no longer has the required property `name`',
      help: 'Keep `name`, or bring the change in a new major version.',
      fingerprint: 'fp1:5',
      subject: get,
      affects: [get, post],
      base: { file: 'a.yaml', line: 12, column: 9 },
      revision: null,
      nearest: null,
    },
    {
      rule: 'endpoint-added',
      impact: 'safe',
      direction: 'none',
      message: 'The operation is new',
      help: 'Nothing to do.',
      fingerprint: 'fp1:6',
      subject: post,
      affects: [post],
      base: null,
      revision: { file: 'b.yaml', line: 20, column: 5 },
      nearest: { file: 'b.yaml', line: 20, column: 5 },
    },
  ],
}
