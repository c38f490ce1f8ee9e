import type { Rule } from '../rule.ts'
import { errorResponseNotProblem } from './error-response-not-problem.ts'
import { infoVersionNotSemver } from './info-version-not-semver.ts'
import { operationSecurityUndeclared } from './operation-security-undeclared.ts'
import { operationSummaryMissing } from './operation-summary-missing.ts'
import { pathNotKebabCase } from './path-not-kebab-case.ts'
import { pathTrailingSlash } from './path-trailing-slash.ts'
import { requestBodyOnRead } from './request-body-on-read.ts'
import { serverUrlNotHttps } from './server-url-not-https.ts'

/** The house rules, which are `apigov:standards`. */
export const rules: readonly Rule[] = [
  errorResponseNotProblem,
  infoVersionNotSemver,
  operationSecurityUndeclared,
  operationSummaryMissing,
  pathNotKebabCase,
  pathTrailingSlash,
  requestBodyOnRead,
  serverUrlNotHttps,
]
