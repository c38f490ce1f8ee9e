/**
 * Who must agree to a change of which file. The answer is read from the base catalog alone: its owners, its board, its plans, its
 * teams. The head is asked for one thing only, the owner that something new or handed over names for itself, and then that team
 * is asked besides.
 */
import picomatch from 'picomatch'
import { compareText } from '../base/finding.ts'
import type { Catalog, Grant, Team } from '../catalog/catalog.ts'
import type { Ignore } from '../lint/ignores.ts'
import type { ContractChange, ProposalView } from './check.ts'
import type { Circumstances } from './circumstances.ts'

export interface WantedConsent {
  readonly team: Pick<Team, 'id' | 'forge'>
  /** Clauses with the team as their subject. */
  readonly reasons: readonly string[]
  readonly files: readonly string[]
}

/** One team's say over one file; `team: null` where nobody has to agree. */
interface Say {
  readonly team: string | null
  readonly reason: string
}

type Sides = Pick<ProposalView, 'head' | 'contracts'> & { readonly base: Catalog }

/** Every team of the base whose approval the changed files need, by id. Files that are nobody's (a README) ask nobody. */
export function wantedConsents(base: Catalog, proposal: ProposalView): readonly WantedConsent[] {
  const sides = { ...proposal, base }
  const wanted = new Map<
    string,
    { readonly team: WantedConsent['team']; readonly reasons: Set<string>; readonly files: Set<string> }
  >()
  const ask = (file: string, says: readonly Say[]) => {
    for (const { team: id, reason } of says) {
      if (id === null) continue
      const consent = wanted.get(id) ?? { team: teamOf(base, id), reasons: new Set(), files: new Set() }
      wanted.set(id, consent)
      consent.reasons.add(reason)
      consent.files.add(file)
    }
  }
  for (const file of proposal.changedFiles) ask(file, saysOver(file, sides))
  for (const [key, contract] of proposal.contracts)
    for (const { place } of newIgnores(contract)) ask(place.file, sayOverIgnore(key, sides))
  return [...wanted.values()]
    .map(({ team, reasons, files }) => ({ team, reasons: [...reasons], files: [...files] }))
    .sort((a, b) => compareText(a.team.id, b.team.id))
}

/**
 * Whose approval an exception of the proposal still lacks, by the ids of teams of the base; `null` where nobody could give it. A file
 * in `exceptions/` is named by its path, an `x-apigov-ignore` by the `<api>/<version>` whose contract it stands in.
 */
export function missingConsents(
  exception: { readonly file: string } | { readonly contract: string },
  base: Catalog,
  proposal: ProposalView,
): readonly string[] | null {
  const sides = { ...proposal, base }
  const says = 'file' in exception ? saysOver(exception.file, sides) : sayOverIgnore(exception.contract, sides)
  const teams = [...new Set(says.flatMap(({ team }) => team ?? []))]
  if (teams.length === 0) return null
  return teams.filter((id) => consentOf(teamOf(base, id), proposal.headCommit, proposal.circumstances) === null)
}

/** A team that the base lacks although the base names it has no members: the proposal waits rather than pass unseen. */
function teamOf(base: Catalog, id: string): Pick<Team, 'id' | 'forge'> {
  return base.teams.get(id) ?? { id, forge: '' }
}

/** The exceptions in a contract that its base has not. */
export function newIgnores({ lint }: ContractChange): readonly Ignore[] {
  const before = new Set(lint.base?.ignores.map(({ fingerprint }) => fingerprint))
  return lint.head?.ignores.filter(({ fingerprint }) => !before.has(fingerprint)) ?? []
}

/**
 * The member who approved this commit, or `null`. Of each reviewer only the last review that approves or rejects counts; an older
 * commit's, the author's own, and that of somebody who is not known to be a member do not.
 */
export function consentOf(
  team: WantedConsent['team'],
  headCommit: string,
  circumstances: Circumstances,
): string | null {
  const last = new Map<string, Circumstances['reviews'][number]>()
  for (const review of circumstances.reviews)
    if (review.state !== 'commented') last.set(review.reviewer.toLowerCase(), review)
  const known = Object.hasOwn(circumstances.members, team.forge) ? (circumstances.members[team.forge] ?? []) : []
  const members = new Set(known.map((login) => login.toLowerCase())) // forges compare logins without case
  const author = circumstances.author?.toLowerCase()
  for (const [login, { reviewer, state, commit }] of last)
    if (state === 'approved' && commit === headCommit && login !== author && members.has(login)) return reviewer
  return null
}

function saysOver(file: string, sides: Sides): readonly Say[] {
  const root = sides.base.root === '' ? '' : `${sides.base.root}/`
  if (!file.startsWith(root)) return []
  const path = file.slice(root.length)
  const [folder, name = '', ...rest] = path.split('/')
  const shared = sides.base.settings.shared
  if (shared !== null && picomatch.isMatch(path, shared, { dot: true }))
    return [{ team: board(sides), reason: 'decides on what contracts share' }]
  const id = name.replace(/\.ya?ml$/, '')
  switch (folder) {
    case 'apis':
      return rest.length === 0 ? [] : sayOverApi(name, sides)
    case 'consumers':
      return sayOverConsumer(id, sides)
    case 'subscriptions':
      return sayOverSubscription(name, rest.join('/').replace(/\.ya?ml$/, ''), sides)
    case 'adoptions':
      return sayOverAdoption(id, sides)
    case 'exceptions':
      return sayOverException(id, sides)
    case 'teams':
      return sayOverTeam(id, sides)
    case 'environments':
    case 'plans':
    case 'policies':
    case 'templates':
      return [{ team: board(sides), reason: `decides on \`${folder}/\`` }]
    default:
      // The catalog's own settings, and any further catalog that a proposal puts below it.
      return path.endsWith('apigov.yaml') ? [{ team: board(sides), reason: 'decides on catalogs' }] : []
  }
}

function sayOverApi(id: string, sides: Sides): readonly Say[] {
  const before = sides.base.apis.get(id)?.owner
  const named = sides.head.apis.get(id)?.owner
  if (before === undefined) return [ownerOfNew(named, `\`${id}\``, 'will own the new API', sides)]
  const owner = { team: standing(before, sides), reason: `owns API \`${id}\`` }
  if (named === undefined || named === before) return [owner]
  return [owner, { team: sides.base.teams.has(named) ? named : null, reason: `takes over API \`${id}\`` }]
}

function sayOverConsumer(id: string, sides: Sides): readonly Say[] {
  const before = sides.base.consumers.get(id)?.owner
  const named = sides.head.consumers.get(id)?.owner
  if (before === undefined) return [ownerOfNew(named, `\`${id}\``, 'will own the new consumer', sides)]
  const owner = { team: standing(before, sides), reason: `owns consumer \`${id}\`` }
  if (named === undefined || named === before) return [owner]
  return [owner, { team: sides.base.teams.has(named) ? named : null, reason: `takes over consumer \`${id}\`` }]
}

/**
 * The base's plans say who decides on a grant that comes, goes or changes; the strictest of several. A plan the base does not know
 * asks the owner.
 */
function sayOverSubscription(api: string, consumer: string, sides: Sides): readonly Say[] {
  const before = sides.base.subscriptions.get(`${api}/${consumer}`)?.grants ?? []
  const after = sides.head.subscriptions.get(`${api}/${consumer}`)?.grants ?? []
  const moved = [...without(before, after), ...without(after, before)]
  const approvals = moved.map(({ plan }) => sides.base.plans.get(plan)?.approval ?? 'owner')
  const says: Say[] = []
  if (approvals.includes('board')) says.push({ team: board(sides), reason: 'decides on grants of such a plan' })
  if (approvals.includes('owner') || approvals.length === 0) says.push(...sayOverApi(api, sides))
  return says
}

/** Without a board a team answers for itself: nobody else could stop a proposal that puts its author's friends into it. */
function sayOverTeam(id: string, sides: Sides): readonly Say[] {
  if (board(sides) !== null) return [{ team: board(sides), reason: 'decides on teams' }]
  return [{ team: sides.base.teams.has(id) ? id : null, reason: 'is the team itself' }]
}

/** The board; without one, the owners of the contracts whose changes or findings the exception permits. */
function sayOverException(id: string, sides: Sides): readonly Say[] {
  if (board(sides) !== null) return [{ team: board(sides), reason: 'decides on exceptions' }]
  const fingerprint = sides.head.exceptions.get(id)?.fingerprint
  const isAbout = (found: { readonly fingerprint: string }) => found.fingerprint === fingerprint
  return [...sides.contracts]
    .filter(([, { diff, lint }]) => diff?.changes.some(isAbout) || lint.head?.findings.some(isAbout))
    .flatMap(([key]) => sayOverApi(key.split('/')[0] ?? '', sides))
}

/** The board; without one, the owners of what is brought in. */
function sayOverAdoption(id: string, sides: Sides): readonly Say[] {
  if (board(sides) !== null) return [{ team: board(sides), reason: 'decides on what is brought in as it is' }]
  const { contracts = [] } = sides.head.adoptions.get(id) ?? {}
  return contracts.flatMap((contract) => sayOverApi(contract.split('/')[0] ?? '', sides))
}

/** Of an `x-apigov-ignore`: as of a file in `exceptions/`. */
function sayOverIgnore(contract: string, sides: Sides): readonly Say[] {
  if (board(sides) !== null) return [{ team: board(sides), reason: 'decides on exceptions' }]
  return sayOverApi(contract.split('/')[0] ?? '', sides)
}

function ownerOfNew(named: string | undefined, name: string, clause: string, sides: Sides): Say {
  return named !== undefined && sides.base.teams.has(named)
    ? { team: named, reason: `${clause} ${name}` }
    : { team: board(sides), reason: `decides on ${name}, which no team of the base owns` }
}

/** The team; where the base names one that it lacks, the board stands in. */
function standing(team: string, sides: Sides): string {
  return sides.base.teams.has(team) ? team : (board(sides) ?? team)
}

function board({ base }: Sides): string | null {
  return base.settings.review.board
}

function without(grants: readonly Grant[], others: readonly Grant[]): readonly Grant[] {
  const texts = new Set(others.map((grant) => JSON.stringify(grant)))
  return grants.filter((grant) => !texts.has(JSON.stringify(grant)))
}
