/** The `compatibility` of a catalog and of its APIs: its shape, and how an API's overrides the catalog's. */
import { z } from 'zod'
import { textPattern } from '../base/text-pattern.ts'
import { type Catalog, type Compatibility, severityLevels, stabilityLevels } from './catalog.ts'
import { quote } from './fault.ts'
import { fields, text } from './shapes.ts'

const days = z.int().min(0).max(36_500).exactOptional()

/** A catalog's pattern is matched for everybody's proposals: longer ones are refused. */
const longestPattern = 200

const pattern = z
  .string()
  .min(1)
  .max(longestPattern)
  .refine((written) => written.length > longestPattern || textPattern(written) !== null, {
    error: ({ input }) => `${quote(input)} is no regular expression that can be followed`,
    params: { help: 'Write one without look-around and back-references: `^/v2/`.' },
  })

const ruleId = text(/^[A-Za-z0-9_-]{1,100}$/, 'the id of a rule', 'Write it as findings show it: `endpoint-added`.')

/** What may be written under `compatibility`; everything has a default. */
export const compatibility = fields({
  deprecationDaysBeta: days.describe('Days of notice that a deprecated thing of stability `beta` gives. Default: 0.'),
  deprecationDaysStable: days.describe('The same for what is stable. Default: 0.'),
  stabilityLevel: z
    .enum(stabilityLevels)
    .exactOptional()
    .describe('What is less stable (`x-stability-level`) may change as it likes. Default: `beta`.'),
  severityLevels: z
    .record(ruleId, z.enum(severityLevels))
    .exactOptional()
    .describe('By rule: `err` breaks, `warn` is dangerous, `info` is safe, `none` is not reported.'),
  matchPath: pattern
    .exactOptional()
    .describe(
      'A regular expression without look-around and back-references: only operations whose path it matches are compared.',
    ),
  flattenAllof: z
    .boolean()
    .exactOptional()
    .describe('Whether what `allOf` says is compared as if the schema said it itself. Default: true.'),
})

/** How contracts of an API are compared. An API the catalog does not have is compared as the catalog says. */
export function compatibilityOf({ settings, apis }: Catalog, api: string): Compatibility {
  const [general, own] = [settings.compatibility, apis.get(api)?.compatibility ?? {}]
  const levels = { ...general.severityLevels, ...own.severityLevels }
  return { ...general, ...own, ...(Object.keys(levels).length === 0 ? {} : { severityLevels: levels }) }
}
