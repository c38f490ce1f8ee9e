import { isAbsolute, join } from 'node:path'
import { FolderMemo } from '../process/folder-memo.ts'
import type { Io, Option } from './command.ts'

export const memoryOption: Option = {
  flags: '--no-cache',
  summary: 'Judge everything again, also what has not changed since the last run.',
}

/**
 * What earlier runs found, in the user's own cache folder (`XDG_CACHE_HOME`, or below `HOME` or `LOCALAPPDATA`); `null` where there is none
 * or it is not wanted. Never a folder of the checkout: a proposal could bring along what is said of it.
 */
export function memoryOf(isWanted: boolean, { env }: Io): FolderMemo | null {
  const { XDG_CACHE_HOME: cache, HOME: home, LOCALAPPDATA: local } = env as Record<string, string | undefined>
  const folder = cache || (home ? join(home, '.cache') : local)
  return isWanted && folder && isAbsolute(folder) ? new FolderMemo(join(folder, 'apigov')) : null
}
