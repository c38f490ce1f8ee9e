import { pointerTo } from '../../base/place.ts'
import { defineCheck } from '../check.ts'
import { isExcepted } from '../exceptions.ts'
import { isPromised, versionOf } from '../promise.ts'

/** One finding per version: each single change is a finding of the diff already. */
export const breakingChange = defineCheck({
  id: 'breaking-change',
  summary: 'A published version breaks nobody, unless an exception permits the change.',
  triggers: ['pushed', 'clock'],
  evaluate(proposal, { report }) {
    const { base, head, contracts } = proposal
    for (const [key, { diff }] of contracts) {
      const [api = '', version = ''] = key.split('/')
      const state = versionOf(base, api, version)?.state
      const file = head.apis.get(api)?.file
      if (!diff || file === undefined || !isPromised(state)) continue
      const unpermitted = diff.changes.filter(
        ({ impact, fingerprint }) => impact === 'breaking' && !isExcepted(proposal, fingerprint),
      )
      if (unpermitted.length === 0) continue
      const count = unpermitted.length === 1 ? 'a breaking change' : `${unpermitted.length} breaking changes`
      const next = /^v(\d+)$/.exec(version)?.[1]
      const elsewhere = next === undefined ? 'a new version' : `\`${api}/v${Number(next) + 1}\``
      report({
        api,
        version,
        message: `\`${key}\` is \`${state}\` and this proposal makes ${count} to it`,
        help: `Keep what callers use, bring the change as ${elsewhere}, or record an exception for each fingerprint in \`exceptions/\`.`,
        place: head.place(file, pointerTo('', 'versions', version)),
      })
    }
  },
})
