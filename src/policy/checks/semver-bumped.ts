import { pointerTo } from '../../base/place.ts'
import { defineCheck, type ProposalView } from '../check.ts'
import { exceptionFor } from '../exceptions.ts'
import { isPromised, versionOf } from '../promise.ts'
import { gt, gte, major, nextSemver, valid, wantedBump } from '../semver.ts'

export const semverBumped = defineCheck({
  id: 'semver-bumped',
  summary: 'A contract whose meaning changes gets the semver that its changes ask for.',
  triggers: ['pushed', 'clock'],
  evaluate(proposal, { report }) {
    for (const key of proposal.contracts.keys()) {
      const [api = '', version = ''] = key.split('/')
      const entry = versionOf(proposal.head, api, version)
      if (!entry || !isPromised(entry.state)) continue
      const trouble = troubleWith(proposal, key, api, version)
      const file = proposal.head.apis.get(api)?.file
      if (trouble && file !== undefined)
        report({
          api,
          version,
          ...trouble,
          place: entry.contract
            ? { file: entry.contract, line: 1, column: 1 }
            : proposal.head.place(file, pointerTo('', 'versions', version)),
        })
    }
  },
})

function troubleWith(
  proposal: ProposalView,
  key: string,
  api: string,
  version: string,
): { readonly message: string; readonly help: string } | null {
  const change = proposal.contracts.get(key)
  const semver = change?.head?.semver
  if (semver === undefined) return null
  if (valid(semver) === null)
    return {
      message: `The contract of \`${key}\` has the version \`${semver}\`, which is no semver`,
      help: 'Write `info.version` as `major.minor.patch`, in quotes.',
    }
  const line = /^v(\d+)$/.exec(version)?.[1]
  if (line !== undefined && major(semver) !== Number(line))
    return {
      message: `\`${key}\` holds releases ${line}.x.y, and its contract has the version \`${semver}\``,
      help: `Keep \`info.version\` below ${Number(line) + 1}.0.0, or put the contract into \`apis/${api}/v${major(semver)}\`.`,
    }

  const before = change?.base?.semver
  if (before === undefined || !isPromised(versionOf(proposal.base, api, version)?.state)) return null
  if (valid(before) === null) return null
  if (gt(before, semver))
    return {
      message: `The version of \`${key}\` goes back from \`${before}\` to \`${semver}\``,
      help: `A release is never taken back: give the contract a version after \`${before}\`.`,
    }
  if (!change?.diff) return null
  const bump = wantedBump(change.diff, (fingerprint) => exceptionFor(proposal, fingerprint) !== null)
  const wanted = nextSemver(before, bump)
  if (bump === 'none' || wanted === null) return null
  if (bump === 'major' && major(wanted) !== major(before)) return null // no semver of this line would do: `breaking-change` has said so
  if (!gte(semver, wanted))
    return {
      message:
        semver === before
          ? `The meaning of \`${key}\` changes under the unchanged version \`${semver}\``
          : `The changes to \`${key}\` are ${bump}, and \`${semver}\` does not say so`,
      help: `Set \`info.version\` to \`${wanted}\`.`,
    }
  if (semver !== before && proposal.circumstances.released[key]?.includes(semver))
    return {
      message: `\`${semver}\` of \`${key}\` has been released with another content`,
      help: `Set \`info.version\` to one that is not tagged yet, such as \`${nextSemver(semver, 'patch')}\`.`,
    }
  return null
}
