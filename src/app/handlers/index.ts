import type { Handler } from '../handler.ts'
import { approvalChanged } from './approval-changed.ts'
import { checkRerequested } from './check-rerequested.ts'
import { installed } from './installed.ts'
import { mainMoved } from './main-moved.ts'
import { proposalUpdated } from './proposal-updated.ts'

export const handlers: readonly Handler[] = [proposalUpdated, approvalChanged, mainMoved, checkRerequested, installed]
