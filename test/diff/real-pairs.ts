import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { casesOf, corpus } from './corpus.ts'

/** Two editions of a contract that somebody wrote. */
interface RealPair {
  readonly name: string
  /** Paths of files. */
  readonly base: string
  readonly revision: string
}

/** The corpus and Stripe's description, where they lie beside the project, and editions of GitHub's. */
export function realPairs(): readonly RealPair[] {
  const pairs = new Map(
    casesOf().map(({ base, revision }) => [`${base} ${revision}`, pairOf(`${corpus}/diff`, base, revision)]),
  )
  return [
    ...pairs.values(),
    ...(existsSync(`${corpus}/stripe`) ? [pairOf(`${corpus}/stripe`, 'base.json', 'revision.json')] : []),
    ...githubPairs(),
  ]
}

function githubPairs(): readonly RealPair[] {
  const folder = join(dirname(createRequire(import.meta.url).resolve('@octokit/openapi')), 'generated')
  return [pairOf(folder, 'ghes-3.18.json', 'ghes-3.19.json'), pairOf(folder, 'api.github.com.json', 'ghec.json')]
}

function pairOf(folder: string, base: string, revision: string): RealPair {
  return { name: `${base} and ${revision}`, base: join(folder, base), revision: join(folder, revision) }
}
