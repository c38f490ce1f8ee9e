import { createHash } from 'node:crypto'
import type { ForgeReview } from '#policy/circumstances.ts'
import type { DeploymentState, ForgeDeployment, ForgeRelease, OwnProposal, ReleaseForge } from '#release/forge.ts'
import type { Annotation, CheckReport, Proposal, ProposalForge, SuggestionReview } from '#review/forge.ts'

/** Both forge ports in memory: what workflows are tested against where no HTTP is needed. Passes test/ports/forge.test.ts. */
export class MemoryForge implements ProposalForge, ReleaseForge {
  readonly self = 'apigov[bot]'
  branch = { branch: 'main', commit: '' }
  readonly open = new Map<number, Proposal>()
  readonly reviewsOf = new Map<number, ForgeReview[]>()
  readonly teams = new Map<string, string[]>()
  readonly runs = new Map<string, Map<string, CheckReport>>()
  readonly comments = new Map<number, { author: string; body: string }[]>()
  readonly suggested = new Map<number, { commit: string; body: string; comments: MemorySuggestion[] }[]>()
  /** Lines after it are refused. */
  lastLine = Number.POSITIVE_INFINITY
  readonly releases = new Map<string, ForgeRelease & { id: number; assets: Map<string, Uint8Array> }>()
  readonly deployed: (ForgeDeployment & { id: number; states: DeploymentState[]; createdAt: string })[] = []
  readonly own = new Map<string, OwnProposal & { number: number; closed?: true }>()
  /** Every write, in order: `check lint success`. A test that wants to see "nothing changed" compares it. */
  readonly log: string[] = []
  /** Called before each write; throwing is how a test kills a workflow half-way. */
  onWrite: (what: string) => void = () => {}

  async proposals(baseBranch: string) {
    return [...this.open.values()].filter((proposal) => proposal.open && proposal.base.branch === baseBranch)
  }

  async proposal(number: number) {
    const proposal = this.open.get(number)
    if (!proposal) throw new Error(`no proposal ${number}`)
    return proposal
  }

  async reviews(number: number) {
    return this.reviewsOf.get(number) ?? []
  }

  async members(team: string) {
    return this.teams.get(team) ?? []
  }

  async checks(commit: string) {
    return [...(this.runs.get(commit)?.values() ?? [])].map(({ name, conclusion, key }) => ({ name, conclusion, key }))
  }

  async publishChecks(commit: string, checks: readonly CheckReport[]) {
    for (const check of checks) this.#publishCheck(commit, check)
  }

  #publishCheck(commit: string, check: CheckReport) {
    const runs = this.runs.get(commit) ?? new Map<string, CheckReport>()
    const there = runs.get(check.name)
    if (there && there.key === check.key && there.conclusion === check.conclusion) return
    this.#write(`check ${check.name} ${check.conclusion ?? 'in progress'}`)
    const annotations = new Map(
      [...(there?.annotations ?? []), ...check.annotations].map((one) => [identity(one), one]),
    )
    this.runs.set(commit, runs.set(check.name, { ...check, annotations: [...annotations.values()] }))
  }

  async publishComment(number: number, marker: string, body: string) {
    const comments = this.comments.get(number) ?? []
    this.comments.set(number, comments)
    const ours = comments.find((comment) => comment.author === this.self && comment.body.includes(marker))
    if (ours?.body === body) return
    this.#write(`comment ${number}`)
    if (ours) ours.body = body
    else comments.push({ author: this.self, body })
  }

  async publishSuggestions(number: number, commit: string, { marker, body, suggestions }: SuggestionReview) {
    const reviews = this.suggested.get(number) ?? []
    if (reviews.some((review) => review.commit === commit && review.body.includes(marker))) return
    const standing = reviews.flatMap(({ comments }) => comments).filter(({ isOutdated }) => !isOutdated)
    const wanted = suggestions.filter((one) => !standing.some((comment) => comment.body.includes(one.marker)))
    if (wanted.length === 0 || wanted.some(({ to }) => to > this.lastLine)) return
    this.#write(`suggest ${wanted.map(({ path, from, to }) => `${path}:${from}-${to}`).join(' ')}`)
    const comments = wanted.map(({ path, from, to, body }) => ({ path, from, to, body, isOutdated: false }))
    this.suggested.set(number, [...reviews, { commit, body, comments }])
  }

  async main() {
    return this.branch
  }

  async release(tag: string) {
    const there = this.releases.get(tag)
    return there
      ? { id: there.id, url: `https://forge.example/releases/${tag}`, assets: [...there.assets.keys()] }
      : null
  }

  async ensureRelease(release: ForgeRelease) {
    const there = this.releases.get(release.tag)
    if (!there || there.title !== release.title || there.body !== release.body) {
      this.#write(`release ${release.tag}`)
      const id = there?.id ?? this.releases.size + 1
      this.releases.set(release.tag, { ...release, id, assets: there?.assets ?? new Map() })
    }
    const written = await this.release(release.tag)
    if (!written) throw new Error('just written')
    return written
  }

  async ensureAsset(releaseId: number, asset: { name: string; content: Uint8Array }) {
    const release = [...this.releases.values()].find(({ id }) => id === releaseId)
    if (!release) throw new Error(`no release ${releaseId}`)
    if (release.assets.has(asset.name)) return
    this.#write(`asset ${asset.name}`)
    release.assets.set(asset.name, asset.content)
  }

  async ensureDeployment(deployment: ForgeDeployment) {
    const same = (one: ForgeDeployment) =>
      one.commit === deployment.commit && one.environment === deployment.environment
    const there = this.deployed.find(same)
    if (there) return { id: there.id, state: there.states.at(-1) ?? null }
    this.#write(`deployment ${deployment.environment}`)
    const id = this.deployed.length + 1
    this.deployed.push({ ...deployment, id, states: [], createdAt: new Date().toISOString() })
    return { id, state: null }
  }

  async reportDeployment(id: number, state: DeploymentState, description: string) {
    const deployment = this.deployed.find((one) => one.id === id)
    if (!deployment) throw new Error(`no deployment ${id}`)
    if (deployment.states.at(-1) === state) return
    this.#write(`deployment ${deployment.environment} ${state}: ${description}`)
    deployment.states.push(state)
  }

  async deployments(environment: string) {
    return this.deployed
      .filter((deployment) => deployment.environment === environment)
      .map(({ states, ...deployment }) => ({ ...deployment, state: states.at(-1) ?? null }))
      .reverse()
  }

  async ensureProposal(proposal: OwnProposal) {
    const there = this.own.get(proposal.branch)
    if (there?.closed && there.title === proposal.title) return there.number
    const wanted = {
      ...proposal,
      number: (there?.closed ? undefined : there?.number) ?? 1000 + this.own.size + (there ? 1 : 0),
    }
    if (JSON.stringify(there) !== JSON.stringify(wanted)) {
      this.#write(`proposal ${proposal.branch}`)
      this.own.set(proposal.branch, wanted)
    }
    return wanted.number
  }

  #write(what: string): void {
    this.onWrite(what)
    this.log.push(what)
  }
}

interface MemorySuggestion {
  readonly path: string
  readonly from: number
  readonly to: number
  readonly body: string
  isOutdated: boolean
}

/** A commit id nobody has to make. */
export function anyCommit(seed: string): string {
  return createHash('sha1').update(seed).digest('hex')
}

function identity({ path, line, title, message }: Annotation): string {
  return JSON.stringify([path, line, title, message])
}
