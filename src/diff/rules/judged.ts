import type { Fact } from '../fact.ts'
import { breaking, type Coordinate, dangerous, safe, type Verdict } from './change-rule.ts'
import { value } from './words.ts'

/**
 * Verdicts of inclusion, wherever a schema stands: safe where it is proven, breaking where it is refuted, dangerous where it is
 * neither, or where what is let through is described nowhere any more. */
export function judged(stem: string): Record<Coordinate, Verdict> {
  const rows: Record<Coordinate, Verdict> = {}
  for (const direction of ['request', 'response'])
    for (const where of ['property', 'body']) {
      const id = `${direction}-${where}-${stem}`
      rows[`${direction} included ${where}`] = safe(id)
      rows[`${direction} forgetful included ${where}`] = dangerous(id)
      rows[`${direction} refuted ${where}`] = breaking(id)
      rows[`${direction} ${where}`] = dangerous(id)
    }
  return rows
}

/** What the inclusion says, to be put behind a sentence. */
export function proof(fact: Fact): string {
  const { answer, direction, traits } = fact
  const isRequest = direction === 'request'
  if (answer === null || isBeside(fact)) return ''
  if (answer.holds === 'yes' && traits.includes('forgetful'))
    return ', and a property it had is described nowhere any more'
  if (answer.holds === 'yes')
    return isRequest ? '; everything that was accepted still is' : '; nothing comes that could not come before'
  if (answer.holds === 'unknown')
    return isRequest
      ? `; whether everything that was accepted still is, is open: ${answer.because}`
      : `; whether only what could come before comes, is open: ${answer.because}`
  const example = value(JSON.stringify(answer.counterexample))
  if (answer.isAmbiguous && isRequest)
    return `; ${example}, accepted before, now matches several branches of a \`oneOf\``
  return isRequest ? `; ${example} was accepted and no longer is` : `; ${example} may come and could not before`
}

/** True for what gives where another fact of the same change tells what was taken. */
function isBeside({ kind, traits, direction }: Fact): boolean {
  const widens = kind.startsWith('all-of') ? kind.endsWith('-removed') : kind.endsWith('-added')
  return traits.includes('replaced') && widens === (direction === 'request')
}
