import { defineFormatter } from '../formatter.ts'

export const json = defineFormatter({
  id: 'json',
  summary: 'A stable document for other programs, marked `format: 1`.',
  findings: (findings) =>
    print({
      format: 1,
      findings: findings.map(({ rule, severity, message, place, fingerprint, help, known, fix }) => ({
        rule,
        severity,
        message,
        file: place?.file ?? null,
        line: place?.line ?? null,
        column: place?.column ?? null,
        fingerprint,
        help: help ?? null,
        known: known === true,
        fix: fix ?? null,
      })),
    }),
  diff: ({ breaking, bump, changes }, { base, revision, secondOpinion }) =>
    print({
      format: 1,
      base,
      revision,
      breaking,
      bump,
      changes: changes.map((change) => ({
        rule: change.rule,
        impact: change.impact,
        direction: change.direction,
        message: change.message,
        help: change.help,
        fingerprint: change.fingerprint,
        subject: change.subject,
        affects: change.affects,
        base: change.base,
        revision: change.revision,
      })),
      ...(secondOpinion === undefined ? {} : { secondOpinion }),
    }),
})

function print(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`
}
