import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const folder = join(dirname(createRequire(import.meta.url).resolve('@octokit/openapi/package.json')), 'generated')

/** GitHub's REST description, 13 MB of OpenAPI 3.0 that nobody here wrote. */
export function githubDescription(): string {
  return readFileSync(join(folder, 'api.github.com.json'), 'utf8')
}

/** Another edition of it: what GitHub's own Enterprise Server of a named version offers. */
export function githubEnterpriseDescription(version: string): string {
  return readFileSync(join(folder, `ghes-${version}.json`), 'utf8')
}
