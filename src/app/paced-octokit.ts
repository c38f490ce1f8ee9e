import Bottleneck from 'bottleneck'
import { ProbotOctokit } from 'probot'

/**
 * Probot's Octokit, paced by what GitHub allows rather than by a second between any two writes: a review writes a dozen times within
 * a second or two and then rests. GitHub counts five points for a write and allows 900 a minute; of what notifies people, 80 a
 * minute (docs.github.com, "Rate limits for the REST API", secondary rate limits). Both are kept, and what is
 * refused all the same is tried again when GitHub says, as Probot does.
 */
export const PacedOctokit = ProbotOctokit.defaults((options: { readonly throttle?: object }) => ({
  ...options,
  throttle: { ...options.throttle, write, notifications },
}))

const write = new Bottleneck.Group({
  id: 'apigov-write',
  maxConcurrent: 4,
  // 90 at once and 90 more in the minute that follows: 180 writes are 900 points.
  reservoir: 90,
  reservoirIncreaseAmount: 3,
  reservoirIncreaseInterval: 2000,
  reservoirIncreaseMaximum: 90,
})

const notifications = new Bottleneck.Group({
  id: 'apigov-notifications',
  maxConcurrent: 1,
  reservoir: 20,
  reservoirIncreaseAmount: 1,
  reservoirIncreaseInterval: 1000,
  reservoirIncreaseMaximum: 20,
})
