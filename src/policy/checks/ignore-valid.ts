import { newIgnores } from '../authority.ts'
import { defineCheck } from '../check.ts'
import { ignoreTrouble } from '../ignores.ts'

/** As `exception-valid` does of files: one that the proposal writes must hold, one that the base has is told as a warning. */
export const ignoreValid = defineCheck({
  id: 'ignore-valid',
  summary: 'An `x-apigov-ignore` in a contract has a day to come on which it ends, and something to permit.',
  triggers: ['pushed', 'clock'],
  evaluate({ contracts, circumstances }, { report }) {
    for (const [key, change] of contracts) {
      const [api = '', version = ''] = key.split('/')
      const isNew = new Set(newIgnores(change))
      for (const ignore of change.lint.head?.ignores ?? []) {
        const trouble = ignoreTrouble(ignore, circumstances.now, isNew.has(ignore))
        if (trouble) report({ api, version, subject: ignore.fingerprint, ...trouble, place: ignore.place })
      }
    }
  },
})
