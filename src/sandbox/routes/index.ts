/** Every route of the sandbox. A route's page in GitHub's documentation stands beside it; `docs/sandbox.md` is made from this list. */
import type { Route } from '../route.ts'
import { accountRoutes } from './accounts.ts'
import { appManifestRoutes } from './app-manifests.ts'
import { appRoutes } from './apps.ts'
import { assetRoutes } from './assets.ts'
import { checkRunRoutes } from './check-runs.ts'
import { checkSuiteRoutes } from './check-suites.ts'
import { contentRoutes } from './contents.ts'
import { deploymentRoutes } from './deployments.ts'
import { gitDatabaseRoutes } from './git-database.ts'
import { refRoutes } from './git-refs.ts'
import { issueRoutes } from './issues.ts'
import { labelRoutes } from './labels.ts'
import { pullRoutes } from './pulls.ts'
import { reactionRoutes } from './reactions.ts'
import { releaseRoutes } from './releases.ts'
import { repositoryRoutes } from './repositories.ts'
import { reviewRoutes } from './reviews.ts'
import { statusRoutes } from './statuses.ts'

export const routes: readonly Route[] = [
  ...appRoutes,
  ...appManifestRoutes,
  ...accountRoutes,
  ...repositoryRoutes,
  ...refRoutes,
  ...gitDatabaseRoutes,
  ...contentRoutes,
  ...pullRoutes,
  ...reviewRoutes,
  ...issueRoutes,
  ...labelRoutes,
  ...reactionRoutes,
  ...checkRunRoutes,
  ...checkSuiteRoutes,
  ...statusRoutes,
  ...releaseRoutes,
  ...assetRoutes,
  ...deploymentRoutes,
]
