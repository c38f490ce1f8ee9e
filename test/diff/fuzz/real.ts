import { existsSync, globSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { corpus } from '../corpus.ts'
import { type Half, isObject, type Json, type JsonObject, type OpenApi, type Pair, sectionOf } from './pair.ts'

/** What a path may weigh with all it reaches: the large ones say nothing that small ones do not. */
const mostBytes = 5_000

export type Start = Pick<Pair, 'openapi' | 'path' | 'base'>

/**
 * Paths cut out of real contracts with what they reach: of the conformance corpus and of Stripe, where they lie beside the project,
 * and of GitHub's description.
 */
export function realStarts(): readonly Start[] {
  const github = createRequire(import.meta.url).resolve('@octokit/openapi/generated/ghes-3.19.json')
  const stripe = join(corpus, 'stripe/base.json')
  const files = [
    ...globSync(join(corpus, 'diff/specs/**/*.{yaml,yml,json}')).sort(),
    ...[stripe, github].filter((file) => existsSync(file)),
  ]
  return files.flatMap(pathsIn)
}

function pathsIn(file: string): readonly Start[] {
  const text = readFileSync(file, 'utf8')
  const document: unknown = file.endsWith('.json') ? JSON.parse(text) : readYaml(text)
  if (!isObject(document as Json)) return []
  const root = document as JsonObject // JSON.parse and YAML's JSON schema give JSON
  const { openapi, paths } = root
  if (!isObject(paths) || typeof openapi !== 'string') return []
  const version: OpenApi = openapi.startsWith('3.0') ? '3.0.3' : '3.1.0'
  return Object.entries(paths).flatMap(([path, pathItem]) => {
    const base = isObject(pathItem) ? cutOut(root, pathItem) : null
    return base === null ? [] : [{ openapi: version, path, base }]
  })
}

function readYaml(text: string): unknown {
  try {
    return load(text)
  } catch {
    return null // some of the corpus are broken on purpose
  }
}

/** `null` where the path reaches too much, or what is not a component of this file. */
function cutOut({ components }: JsonObject, pathItem: JsonObject): Half | null {
  const found: Half = { pathItem, components: {} }
  const sections = isObject(components) ? components : {}
  const waiting: Json[] = [pathItem]
  let bytes = 0
  for (const value of waiting) {
    const text = JSON.stringify(value)
    bytes += text.length
    if (bytes > mostBytes) return null
    for (const [, ref = ''] of text.matchAll(/"\$ref":"([^"]*)"/g)) {
      const [, section = '', name = ''] = /^#\/components\/(\w+)\/([^/]+)$/.exec(ref) ?? []
      const members = sections[section]
      const target = isObject(members) ? members[name] : undefined
      if (target === undefined) return null
      const kept = sectionOf(found.components, section)
      if (kept[name] !== undefined) continue
      kept[name] = target
      waiting.push(target)
    }
  }
  return found
}
