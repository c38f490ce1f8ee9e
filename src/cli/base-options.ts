import type { Option } from './command.ts'

/** Of commands that tell what is new from what the base branch has. */
export const baseOptions: readonly Option[] = [
  {
    flags: '--all',
    summary: 'Fail on everything: what the base branch has already, and what somebody permitted, too.',
  },
  {
    flags: '--base <revision>',
    summary: 'What findings are known from; default: origin/HEAD, else origin/main, else main.',
  },
]
