import type { DiffEntry } from '../diff.ts'
import type { Repository } from '../records.ts'
import { apiOf, fullName, type World } from '../world.ts'

/** `diff-entry`: a file of a pull request, commit or comparison. */
export function diffEntryShape(world: World, repo: Repository, ref: string, entry: DiffEntry) {
  const page = `${world.url}/${fullName(world, repo)}`
  const path = entry.filename.split('/').map(encodeURIComponent).join('/')
  return {
    sha: entry.sha,
    filename: entry.filename,
    status: entry.status,
    additions: entry.additions,
    deletions: entry.deletions,
    changes: entry.additions + entry.deletions,
    blob_url: `${page}/blob/${ref}/${path}`,
    raw_url: `${page}/raw/${ref}/${path}`,
    contents_url: `${apiOf(world, repo)}/contents/${path}?ref=${ref}`,
    ...(entry.patch !== null && { patch: entry.patch }),
    ...(entry.previous !== null && { previous_filename: entry.previous }),
  }
}
