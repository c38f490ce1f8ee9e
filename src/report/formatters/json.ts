import type { Finding } from '../../base/finding.ts'
import { type Change, perOperation } from '../../diff/change.ts'
import type { VersionAdvice } from '../../policy/version-advice.ts'
import { defineFormatter } from '../formatter.ts'
import { jsonWith } from '../json-stream.ts'

export const json = defineFormatter({
  id: 'json',
  summary: 'A stable document for other programs, marked `format: 1`.',
  *findings(findings) {
    yield* jsonWith({ format: 1, findings: [] }, 'findings', mapped(findings, findingJson))
  },
  *diff({ breaking, bump, changes }, { base, revision, expand, version, secondOpinion }) {
    const document = {
      ...{ format: 1, base, revision, breaking, bump },
      ...(version === undefined ? {} : { version: versionJson(version) }),
      changes: [],
      ...(secondOpinion === undefined ? {} : { secondOpinion }),
    }
    yield* jsonWith(document, 'changes', mapped(expand ? perOperation(changes) : changes, changeJson))
  },
})

function findingJson({ rule, severity, message, place, fingerprint, help, fix, known }: Finding) {
  return {
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
  }
}

function changeJson(change: Change) {
  return {
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
  }
}

function versionJson({ finding, ...versions }: VersionAdvice) {
  return { ...versions, finding: finding && findingJson(finding) }
}

function* mapped<From, To>(items: Iterable<From>, to: (item: From) => To): Iterable<To> {
  for (const item of items) yield to(item)
}
