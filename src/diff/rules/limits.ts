import { breaking, type ChangeRule, dangerous, defineFamily, type Family, safe } from './change-rule.ts'
import { cap, value } from './words.ts'

interface Limit {
  /** As in the ids: `max-length`. */
  readonly name: string
  readonly noun: string
  /** The side it may move to without refusing anything. */
  readonly wider: 'increased' | 'decreased'
  /** False where a schema that says nothing has the limit as well: no fewer than none. */
  readonly mayBeMissing: boolean
  /** True where the field has ids of their own for what is read-only. */
  readonly toldReadOnly: boolean
}

const table: readonly Limit[] = [
  { name: 'max', noun: 'maximum', wider: 'increased', mayBeMissing: true, toldReadOnly: true },
  { name: 'min', noun: 'minimum', wider: 'decreased', mayBeMissing: true, toldReadOnly: true },
  { name: 'exclusive-max', noun: 'exclusive maximum', wider: 'increased', mayBeMissing: true, toldReadOnly: true },
  { name: 'exclusive-min', noun: 'exclusive minimum', wider: 'decreased', mayBeMissing: true, toldReadOnly: true },
  { name: 'max-length', noun: 'maximum length', wider: 'increased', mayBeMissing: true, toldReadOnly: true },
  { name: 'min-length', noun: 'minimum length', wider: 'decreased', mayBeMissing: false, toldReadOnly: false },
  { name: 'max-items', noun: 'maximum number of items', wider: 'increased', mayBeMissing: true, toldReadOnly: false },
  { name: 'min-items', noun: 'minimum number of items', wider: 'decreased', mayBeMissing: true, toldReadOnly: false },
  {
    name: 'max-properties',
    noun: 'maximum number of properties',
    wider: 'increased',
    mayBeMissing: true,
    toldReadOnly: false,
  },
  {
    name: 'min-properties',
    noun: 'minimum number of properties',
    wider: 'decreased',
    mayBeMissing: false,
    toldReadOnly: false,
  },
  { name: 'max-contains', noun: 'maximum of `contains`', wider: 'increased', mayBeMissing: true, toldReadOnly: false },
  { name: 'min-contains', noun: 'minimum of `contains`', wider: 'decreased', mayBeMissing: false, toldReadOnly: false },
]

type Judge = typeof safe

/** How large, how long, how many: what a request may go beyond is what a response may not. */
export const limits: readonly Family[] = table.flatMap(familiesOf)

function familiesOf({ name, noun, wider, mayBeMissing, toldReadOnly }: Limit): readonly Family[] {
  const narrower = wider === 'increased' ? 'decreased' : 'increased'
  const moved = (way: string): ChangeRule['message'] => {
    return (f) => `The ${noun} of ${f.thing} ${way} from ${value(f.before)} to ${value(f.after)}`
  }
  const article = /^[aeiou]/.test(noun) ? 'an' : 'a'
  const ends = [
    family(`${name}-set`, (f) => `${cap(f.thing)} now has ${article} ${noun} of ${value(f.after)}`, dangerous, safe),
    family(
      `${name}-unset`,
      (f) => `${cap(f.thing)} no longer has ${article} ${noun}; it was ${value(f.before)}`,
      safe,
      breaking,
    ),
  ]
  return [
    ...(mayBeMissing ? ends : []),
    family(`${name}-${wider}`, moved(wider), safe, breaking),
    family(`${name}-${narrower}`, moved(narrower), breaking, safe, toldReadOnly),
  ]
}

function family(
  fact: string,
  message: ChangeRule['message'],
  request: Judge,
  response: Judge,
  toldReadOnly = false,
): Family {
  return defineFamily({
    fact,
    message,
    help: { breaking: 'Keep the old limit, or make the change in a new major version.' },
    at: {
      'request parameter': request(`request-parameter-${fact}`),
      ...(toldReadOnly ? { 'request read-only property': safe(`request-read-only-property-${fact}`) } : {}),
      'request property': request(`request-property-${fact}`),
      'request body': request(`request-body-${fact}`),
      'response property': response(`response-property-${fact}`),
      'response body': response(`response-body-${fact}`),
    },
  })
}
