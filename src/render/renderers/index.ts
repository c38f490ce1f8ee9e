import type { Renderer } from '../renderer.ts'
import { apigov } from './apigov.ts'

/** What `apigov render --renderer` may name. */
export const renderers: readonly Renderer[] = [apigov]
