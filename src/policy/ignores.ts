import type { Finding } from '../base/finding.ts'
import type { Ignore } from '../lint/ignores.ts'
import { isExpired } from './exceptions.ts'

/** What is wrong with an `x-apigov-ignore` at the time `now` (ISO 8601); `null` where nothing is. */
export function ignoreTrouble(
  { rule, until, covers }: Ignore,
  now: string,
  isNew: boolean,
): (Pick<Finding, 'severity' | 'message'> & { readonly help: string }) | null {
  if (isExpired({ expires: until }, now))
    return {
      severity: isNew ? 'error' : 'warning',
      message: `This \`x-apigov-ignore\` of \`${rule}\` ended on ${until} and permits nothing any more`,
      help: isNew ? 'Choose a later day in `until`.' : 'Delete it, or prolong it and say why.',
    }
  if (covers.length === 0)
    return {
      severity: 'warning',
      message: `This \`x-apigov-ignore\` permits nothing: \`${rule}\` finds nothing here or below`,
      help: 'Delete it, or put it beside what it is about.',
    }
  return null
}
