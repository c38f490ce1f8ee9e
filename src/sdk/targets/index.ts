import type { SdkTarget } from '../target.ts'
import { python } from './python.ts'
import { typescript } from './typescript.ts'

/** In the order in which a release lists them. */
export const sdkTargets: readonly SdkTarget[] = [typescript, python]
