import type { Fix } from '../../base/fix.ts'
import { type ContractSummary, semverWords } from '../../contract/summary.ts'
import { type ContractChange, defineCheck, type ProposalView } from '../check.ts'
import { isExcepted } from '../exceptions.ts'
import { isPromised, versionOf } from '../promise.ts'
import { gt, gte, major, nextSemver, valid, versionFix, wantedBump } from '../semver.ts'

export const semverBumped = defineCheck({
  id: 'semver-bumped',
  summary: 'A contract whose meaning changes gets the semver that its changes ask for.',
  triggers: ['pushed', 'clock'],
  evaluate(proposal, { report }) {
    for (const [key, change] of proposal.contracts) {
      const [api = '', version = ''] = key.split('/')
      if (!change.head || !isPromised(versionOf(proposal.head, api, version)?.state)) continue
      const { semverPlace: place } = change.head
      const trouble =
        troubleWithForm(api, version, change.head) ?? troubleWithBump(proposal, api, version, change, change.head)
      if (trouble) report({ api, version, ...trouble, place })
    }
  },
})

type Trouble = { readonly message: string; readonly help: string; readonly fix?: Fix } | null

/** A semver, and one of the version's own major line. */
function troubleWithForm(api: string, version: string, { kind, semver }: ContractSummary): Trouble {
  const where = semverWords(kind)
  const key = `${api}/${version}`
  if (valid(semver) === null)
    return {
      message: `The contract of \`${key}\` has the version \`${semver}\`, which is no semver`,
      help: `Write ${where} as \`major.minor.patch\`, in quotes.`,
    }
  const line = /^v(\d+)$/.exec(version)?.[1]
  if (line === undefined || major(semver) === Number(line)) return null
  return {
    message: `\`${key}\` holds releases ${line}.x.y, and its contract has the version \`${semver}\``,
    help: `Keep ${where} below ${Number(line) + 1}.0.0, or put the contract into \`apis/${api}/v${major(semver)}\`.`,
  }
}

/** A semver after the base's by as much as the changes ask for, that was not given away before. */
function troubleWithBump(
  proposal: ProposalView,
  api: string,
  version: string,
  { base, diff }: ContractChange,
  { kind, semver, semverPlace: { file } }: ContractSummary,
): Trouble {
  const key = `${api}/${version}`
  const before = base?.semver
  const where = semverWords(kind)
  const stated = where !== semverWords('openapi')
  const isKept = isPromised(versionOf(proposal.base, api, version)?.state)
  if (before === undefined || !isKept || valid(before) === null) return null
  if (gt(before, semver))
    return {
      message: `The version of \`${key}\` goes back from \`${before}\` to \`${semver}\``,
      help: `A release is never taken back: give the contract a version after \`${before}\`.`,
    }

  const bump = diff ? wantedBump(diff, (fingerprint) => isExcepted(proposal, fingerprint)) : 'none'
  const wanted = nextSemver(before, bump)
  if (bump === 'none' || wanted === null) return null
  if (major(wanted) !== major(before)) return null // no semver of this line would do: `breaking-change` has said so
  if (!gte(semver, wanted))
    return {
      message:
        semver === before
          ? `The meaning of \`${key}\` changes under the unchanged version \`${semver}\``
          : `The changes to \`${key}\` are ${bump}, and \`${semver}\` does not say so`,
      ...(stated ? { help: `Set ${where} to \`${wanted}\`.` } : versionFix(file, wanted)),
    }
  if (semver === before || !proposal.circumstances.released[key]?.includes(semver)) return null
  return {
    message: `\`${semver}\` of \`${key}\` has been released with another content`,
    help: `Set ${where} to one that is not tagged yet, such as \`${nextSemver(semver, 'patch')}\`.`,
  }
}
