import { defineError } from '../base/errors.ts'

export const gitFailed = defineError(
  'APIGOV_GIT_FAILED',
  (what: string, reason: string) => `Git could not ${what}: ${reason}`,
  () => 'Check the repository with `git fsck`; a mirror may be deleted, it comes back.',
)

export const gitMissing = defineError(
  'APIGOV_GIT_MISSING',
  () => 'There is no `git` to run',
  () => 'Install Git 2.39 or newer and make sure it is on the PATH.',
)

export const remoteFailed = defineError(
  'APIGOV_GIT_REMOTE_FAILED',
  (url: string, reason: string) => `The remote \`${url}\` did not do what was asked: ${reason}`,
  () => 'Check the address, the network and what the credential may do, then try again.',
)

export const remoteRefused = defineError(
  'APIGOV_GIT_URL_REFUSED',
  (reason: string) => `The address of the remote ${reason}`,
  () => 'Give an https, http, ssh or file address without a password in it.',
)

export const revisionRefused = defineError(
  'APIGOV_GIT_REVISION_REFUSED',
  (revision: string) => `\`${revision}\` is not a revision`,
  () => 'Name a commit, a branch or a tag.',
)

export const nameRefused = defineError(
  'APIGOV_GIT_NAME_REFUSED',
  (kind: 'branch' | 'tag' | 'path', name: string) => `Git allows no ${kind} called \`${name}\``,
  () => 'Choose another name; `git help check-ref-format` has the rules.',
)

export const treeRefused = defineError(
  'APIGOV_GIT_TREE_REFUSED',
  (path: string, commit: string) => `Commit \`${commit}\` holds the path \`${path}\`, which no honest Git would write`,
  () => 'Rewrite the commit without that path.',
)

export const notAFile = defineError(
  'APIGOV_GIT_NOT_A_FILE',
  (path: string, commit: string, kind: string) => `\`${path}\` is ${kind} in commit \`${commit}\`, not a file to read`,
  () => 'Replace it by a plain file: symlinks and submodules are never followed.',
)

export const fileTooLarge = defineError(
  'APIGOV_GIT_FILE_TOO_LARGE',
  (path: string, size: number, limit: number) => `\`${path}\` has ${size} bytes, more than the ${limit} that are read`,
  () => 'Split the file, or keep it out of the catalog.',
)

export const branchMoved = defineError(
  'APIGOV_GIT_BRANCH_MOVED',
  (branch: string) => `The branch \`${branch}\` moved while it was being written`,
  () => 'Nothing was written. Fetch, look at what is there now, and try again.',
)

export const tagTaken = defineError(
  'APIGOV_GIT_TAG_TAKEN',
  (tag: string, commit: string) => `The tag \`${tag}\` is there already and leads to another commit than \`${commit}\``,
  () => 'A release is never moved: raise the version, or delete the tag if it was made by mistake.',
)

export const repositoryClosed = defineError(
  'APIGOV_GIT_CLOSED',
  () => 'The repository was closed while it was being read',
  () => 'Start again.',
)

export const folderUnreadable = defineError(
  'APIGOV_FOLDER_UNREADABLE',
  (dir: string) => `The folder \`${dir}\` cannot be read`,
  () => 'Check that it is there, that it is a folder, and that you may read it.',
)

export const fileChanged = defineError(
  'APIGOV_FILE_CHANGED',
  (path: string) => `\`${path}\` changed while it was being read`,
  () => 'Run the command again when nothing writes to the folder.',
)
