/**
 * What changed between two GraphQL schemas. `@graphql-inspector/core` finds it and names it; what it means for those who send queries
 * is its verdict, unless a row of `graphql-verdicts.ts` knows better.
 */
import { type Change as Found, diff as inspect } from '@graphql-inspector/core'
import { markdownCode } from '../../base/escaping.ts'
import { fingerprinter } from '../../base/fingerprint.ts'
import { type Place, pointerTo } from '../../base/place.ts'
import type { GraphqlContract } from '../../contract/kinds/graphql.ts'
import type { Change, Diff, DiffOptions, Direction, Impact } from '../change.ts'
import { summed } from '../diff.ts'
import { usualHelp } from '../rules/change-rule.ts'
import { type Meeting, meetingOf } from './graphql-reach.ts'
import { usesOf } from './graphql-uses.ts'
import { overrideFor, ruleIdOf, silenceFor } from './graphql-verdicts.ts'

/** Compares two schemas. The worst changes come first. */
export async function diffGraphql(
  base: GraphqlContract,
  revision: GraphqlContract,
  options: DiffOptions,
): Promise<Diff> {
  const meeting = meetingOf(base.schema, revision.schema)
  const found = (await inspect(base.schema, revision.schema)) as readonly Found[]
  const news = new Set(found.filter(({ type }) => additions.has(type)).map(({ path = '' }) => path))
  const told = found.filter((change) => !isInsideOf(news, change) && silenceFor(change) === undefined)
  const fingerprintOf = fingerprinter()
  const uses = { base: usesOf(base.schema), revision: usesOf(revision.schema) }
  const { catalog, api, version } = revision.identity
  return summed(
    told.map((change): Change => {
      const { type, path = '', message } = change
      const rule = ruleIdOf(type)
      const impact = overrideFor(change, meeting)?.impact ?? usualImpact[change.criticality.level] ?? 'dangerous'
      const places = placesOf(path, base, revision)
      return {
        rule,
        impact,
        direction: directionOf(path, meeting),
        message: sentence(message),
        help: usualHelp[impact],
        fingerprint: fingerprintOf({ rule, catalog, api, version, pointer: pointerTo('', ...path.split('.')) }),
        subject: path === '' ? { kind: 'document' } : { kind: 'type', name: path },
        // What is new is reached by what is there now, all else by what consumers use already.
        affects: places.base === null ? uses.revision(path) : uses.base(path),
        ...places,
      }
    }),
    options,
  )
}

/** What inspector says, with what it quotes as code. A default that is not there it calls `undefined`. */
function sentence(message: string): string {
  return message
    .replace(/default value changed from 'undefined' to ('.*')$/, 'now has the default $1')
    .replace(/default value changed from ('.*') to 'undefined'$/, 'no longer has the default $1')
    .replace(
      /^Default value for (argument .*) changed from ('.*') to 'undefined'$/,
      'Default value $2 was removed from $1',
    )
    .replace(/'([^']*)'/g, (_, quoted: string) => markdownCode(quoted))
    .replace(/\.$/, '')
}

const usualImpact: Readonly<Record<string, Impact>> = {
  BREAKING: 'breaking',
  DANGEROUS: 'dangerous',
  NON_BREAKING: 'safe',
}

const additions = new Set(['TYPE_ADDED', 'FIELD_ADDED', 'INPUT_FIELD_ADDED', 'DIRECTIVE_ADDED', 'ENUM_VALUE_ADDED'])

/** What belongs to a new thing is part of it: that the thing is new says it all. */
function isInsideOf(news: ReadonlySet<string>, { path = '', type }: Found): boolean {
  const around = additions.has(type) ? parentOf(path) : path
  for (let at = around; at !== ''; at = parentOf(at)) if (news.has(at)) return true
  return false
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('.')))
}

/** What is on one side alone has one place; the nearest thing around it that is still there is where to look now. */
function placesOf(path: string, base: GraphqlContract, revision: GraphqlContract) {
  let nearest: Place | null = revision.place(path)
  for (let at = parentOf(path); nearest === null && at !== ''; at = parentOf(at)) nearest = revision.place(at)
  return {
    base: base.place(path),
    revision: revision.place(path),
    nearest: nearest ?? { file: revision.entry, line: 1, column: 1 },
  }
}

/** Arguments and input types go to the API, fields and what they give come from it. */
function directionOf(path: string, { kindOf }: Meeting): Direction {
  const [name = '', , argument] = path.split('.')
  const kind = kindOf(name)
  if (kind === 'enum') return 'none'
  if (kind === 'input' || (argument !== undefined && kind !== undefined)) return 'request'
  return kind === 'output' ? 'response' : 'none'
}
