import type { ApigovError } from '#base/errors.ts'
import { fingerprint } from '#base/fingerprint.ts'
import type { ContractSource } from '#contract/contract.ts'
import type { ContractSummary } from '#contract/summary.ts'
import type { Change } from '#diff/change.ts'
import type { Judge } from '#review/judge.ts'

/**
 * A judge of plain contracts, one line each: `2.3.1: GET /charges, POST /charges !, lint some-rule`. `!` asks for a credential,
 * `lint` breaks a rule; a removed operation breaks, an added one is safe. `nonsense` cannot be read. It notes what it was asked.
 */
export function plainJudge(fails?: {
  readonly on: string
  readonly error: ApigovError
}): Judge & { readonly asked: string[] } {
  const asked: string[] = []
  const textOf = (source: ContractSource) => new TextDecoder().decode(source.files.get(source.entry)?.bytes)
  const note = (question: string, { identity }: ContractSource) => {
    asked.push(`${question} ${identity.api}/${identity.version}`)
    if (fails?.on === question) throw fails.error
  }
  const itemsOf = (source: ContractSource) => textOf(source).trim().split(': ')[1]?.split(', ') ?? []
  const lintsOf = (source: ContractSource) => itemsOf(source).flatMap((item) => /^lint (.+)$/.exec(item)?.[1] ?? [])
  return {
    asked,
    async reach(source) {
      return { read: [source.entry] }
    },
    async summarise(source) {
      note('summarise', source)
      return { summary: summaryOf(textOf(source), source.entry), findings: [], read: [source.entry] }
    },
    async lint(source, { name }) {
      note('lint', source)
      const findings = lintsOf(source).map((rule) => ({
        rule,
        severity: 'error' as const,
        message: `\`${rule}\` of ${name} is broken`,
        place: { file: source.entry, line: 1, column: 1 },
        fingerprint: `fp1:${rule}`,
        help: 'Repair it.',
      }))
      return { findings, ignores: [], read: [source.entry] }
    },
    async diff(base, revision) {
      note('diff', revision)
      const before = summaryOf(textOf(base), base.entry)
      const after = summaryOf(textOf(revision), revision.entry)
      if (!before || !after) return { diff: null, read: [] }
      const changes = [
        ...gone(before, after).map((operation) => changeOf('breaking', operation, revision.entry)),
        ...gone(after, before).map((operation) => changeOf('safe', operation, revision.entry)),
      ]
      const breaking = changes.some(({ impact }) => impact === 'breaking')
      return {
        diff: { changes, breaking, bump: breaking ? 'major' : changes.length > 0 ? 'minor' : 'none' },
        read: [base.entry, revision.entry],
      }
    },
    async requests() {
      return { requests: null, read: [] }
    },
    async bundle() {
      return { file: null, read: [] }
    },
    async rewrite(_, fixes) {
      return { edits: fixes.map(() => null), read: [] }
    },
  }
}

function summaryOf(text: string, file: string): ContractSummary | null {
  const [semver = '', operations] = text.trim().split(': ')
  if (operations === undefined) return null
  return {
    title: 'API',
    kind: 'openapi',
    semver,
    semverPlace: { file, line: 1, column: 1 },
    digest: text,
    operations: operations
      .split(', ')
      .filter((item) => item.includes(' /'))
      .map((item) => {
        const [method = '', path = '', secured] = item.split(' ')
        return { method, path, operationId: null, summary: '', deprecated: false, secured: secured === '!' }
      }),
  }
}

function gone(from: ContractSummary, to: ContractSummary): readonly string[] {
  const kept = new Set(to.operations.map(({ method, path }) => `${method} ${path}`))
  return from.operations.map(({ method, path }) => `${method} ${path}`).filter((operation) => !kept.has(operation))
}

function changeOf(impact: 'breaking' | 'safe', operation: string, file: string): Change {
  const [method = '', path = ''] = operation.split(' ')
  const subject = { kind: 'operation', method, path } as const
  const place = { file, line: 1, column: 1 }
  const breaking = impact === 'breaking'
  const rule = breaking ? 'api-removed-without-deprecation' : 'endpoint-added'
  return {
    rule,
    impact,
    direction: 'none',
    message: breaking ? `\`${operation}\` was removed` : `\`${operation}\` was added`,
    help: breaking ? 'Keep it until its sunset.' : '',
    fingerprint: fingerprint({ rule, subject: operation }),
    subject,
    affects: [subject],
    base: breaking ? place : null,
    revision: breaking ? null : place,
    nearest: breaking ? null : place,
  }
}
