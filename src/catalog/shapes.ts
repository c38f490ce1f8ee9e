/** The small shapes that the kinds are made of: names, dates, durations, references to a forge. Each says in its message what it wants. */
import { z } from 'zod'
import { parseDuration } from '../base/duration.ts'
import { quote } from './fault.ts'

/** Text of one form. `wanted` completes "`x` is not …"; `help` says how to write it; the pattern goes into the JSON Schema. */
export function text(pattern: RegExp, wanted: string, help: string) {
  return z
    .string()
    .refine((value) => pattern.test(value), {
      error: ({ input }) => `${quote(input)} is not ${wanted}`,
      params: { help },
    })
    .meta({ pattern: pattern.source })
}

const letsFreeKeysThrough = new WeakSet<object>()

/** An object of exactly these keys, but for what is free everywhere: `labels` and `x-*`. */
export function fields<Shape extends z.ZodRawShape>(shape: Shape) {
  return withFreeKeys(z.strictObject(shape))
}

/** Takes `labels` and `x-*` off an object before `shape` sees it. A choice between objects is given with its members. */
export function withFreeKeys<Shape extends z.ZodType>(shape: Shape, members: readonly z.ZodType[] = [shape]) {
  for (const member of members) letsFreeKeysThrough.add(member)
  return z.preprocess((input) => {
    if (typeof input !== 'object' || input === null || Array.isArray(input)) return input
    return Object.fromEntries(
      Object.entries(input).filter(([key]) => !key.startsWith('x-') && !isFreeLabels(key, shape)),
    )
  }, shape)
}

function isFreeLabels(key: string, shape: z.ZodType): boolean {
  return key === 'labels' && !(shape instanceof z.ZodObject && 'labels' in shape.shape)
}

/** The JSON Schema of a shape as a person writes it, with the free keys in it. */
export function jsonSchemaOf(shape: z.ZodType) {
  return z.toJSONSchema(shape, {
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      if (!letsFreeKeysThrough.has(zodSchema)) return
      jsonSchema.patternProperties = { '^x-': {} }
      jsonSchema.properties = { ...jsonSchema.properties, labels: jsonSchema.properties?.['labels'] ?? true }
    },
  })
}

/** A non-empty line. */
export const line = text(/\S/, 'text that says something', 'Write a few words.')

/** As long as a label of a host name may be. */
export const namePattern = /^(?=.{1,63}$)[a-z0-9]+(-[a-z0-9]+)*$/

export const name = text(
  namePattern,
  'a name',
  'Use lower-case letters, digits and single hyphens: `payments-team`. Names are parts of paths and branches.',
)

export const versionName = text(
  /^v(0|[1-9]\d*)$/,
  'the name of a version',
  'Write `v` and the number of the major line: `v2`.',
)

/** A whole semver (semver.org, section "Is there a suggested regular expression"), without build metadata: two builds would be one tag. */
const semverPattern = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/

export const semver = text(semverPattern, 'a semver', 'Write all three numbers: `2.3.1`.')

export const release = text(
  new RegExp(`^latest$|${semverPattern.source}`),
  'a release',
  'Write `latest`, or all three numbers of a released version: `2.3.1`.',
)

export const date = z.iso
  .date({
    error: ({ input }) =>
      typeof input === 'string'
        ? `${quote(input)} is not a date\nWrite year, month and day: \`2027-06-30\`.`
        : undefined,
  })
  .describe('A day in UTC, `YYYY-MM-DD`.')

/** Milliseconds. */
export const duration = text(
  /^\d{1,9}(ms|s|m|h|d)$/,
  'a duration',
  'Write a number and its unit: `30s`, `5m`, `1d`.',
).transform((written) => parseDuration(written) ?? 0)

export const forgeTeam = text(
  /^[A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9._-]+$/,
  'a team on the forge',
  'Write the organisation and the slug of the team: `acme/payments`.',
)

export const repository = text(
  /^[A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9._-]+$/,
  'a repository',
  'Write its owner and its name: `acme/web-shop`.',
)

/** A path in a folder that cannot leave it. */
export const pathInside = text(
  /^(?!.*(^|\/)\.\.?(\/|$))[^/\\\s][^\\]*$/,
  'a path inside the folder',
  'Write a relative path without `..`.',
)

/**
 * A glob below the catalog. Only what `*` and `**` can say, and few of them: matching is by regular expression, and a pattern that
 * backtracks without end would be paid for by everyone.
 */
export const glob = text(
  /^(?!\/)(?!.*\.\.)(?!(?:[^*]*\*){7})[A-Za-z0-9._/*-]{1,200}$/,
  'a glob of files below the catalog',
  'Use names, `*` and `**`, and at most six stars: `shared/**`.',
)

/** For a map that means nothing when it is empty. */
export function isFilled(map: object): boolean {
  return Object.keys(map).length > 0
}

/** `/`, `/payments`: no query, no dot segments, no empty ones. */
export const urlPath = text(
  /^\/$|^(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._~!$&'()*+,;=:@%-]+)+$/,
  'a path of a URL',
  'Start with `/` and leave out query, `..` and a slash at the end.',
)
