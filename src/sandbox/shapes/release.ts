import type { Asset, Deployment, DeploymentStatus, Release } from '../records.ts'
import { apiOf, fullName, must, nodeId, repositoryOf, type World } from '../world.ts'
import { appShapeOf, userShapeOf } from './account.ts'

export function releaseShape(world: World, release: Release) {
  const repo = repositoryOf(world, release.repositoryId)
  const url = `${apiOf(world, repo)}/releases/${release.id}`
  const page = `${world.url}/${fullName(world, repo)}/releases`
  const assets = world.store.assets.filter(({ releaseId }) => releaseId === release.id)
  // A draft has no tag yet, so its page and archives have none to be named after.
  const tag = release.draft ? `untagged-${release.id}` : encodeURIComponent(release.tagName)
  return {
    url,
    assets_url: `${url}/assets`,
    upload_url: `${world.url}/api/uploads/repos/${fullName(world, repo)}/releases/${release.id}/assets{?name,label}`,
    html_url: `${page}/tag/${tag}`,
    id: release.id,
    node_id: nodeId('Release', release.id),
    author: userShapeOf(world, release.authorId),
    tag_name: release.tagName,
    target_commitish: release.targetCommitish,
    name: release.name,
    draft: release.draft,
    immutable: false,
    prerelease: release.prerelease,
    created_at: release.createdAt,
    updated_at: release.createdAt,
    published_at: release.publishedAt,
    assets: assets.map((asset) => assetShape(world, asset)),
    tarball_url: release.draft ? null : `${apiOf(world, repo)}/tarball/${tag}`,
    zipball_url: release.draft ? null : `${apiOf(world, repo)}/zipball/${tag}`,
    body: release.body,
  }
}

export function assetShape(world: World, asset: Asset) {
  const release = must(world.store.releases.get(asset.releaseId))
  const repo = repositoryOf(world, release.repositoryId)
  const tag = encodeURIComponent(release.tagName)
  return {
    url: `${apiOf(world, repo)}/releases/assets/${asset.id}`,
    id: asset.id,
    node_id: nodeId('ReleaseAsset', asset.id),
    name: asset.name,
    label: asset.label ?? '',
    uploader: userShapeOf(world, asset.uploaderId),
    content_type: asset.contentType,
    state: 'uploaded',
    size: asset.size,
    digest: asset.digest,
    download_count: asset.downloads,
    created_at: asset.createdAt,
    updated_at: asset.createdAt,
    browser_download_url: `${world.url}/${fullName(world, repo)}/releases/download/${tag}/${encodeURIComponent(asset.name)}`,
  }
}

export function deploymentShape(world: World, deployment: Deployment) {
  const api = apiOf(world, repositoryOf(world, deployment.repositoryId))
  const url = `${api}/deployments/${deployment.id}`
  return {
    url,
    id: deployment.id,
    node_id: nodeId('Deployment', deployment.id),
    task: deployment.task,
    original_environment: deployment.environment,
    environment: deployment.environment,
    description: deployment.description,
    created_at: deployment.createdAt,
    updated_at: deployment.createdAt,
    statuses_url: `${url}/statuses`,
    repository_url: api,
    creator: userShapeOf(world, deployment.creatorId),
    sha: deployment.sha,
    ref: deployment.ref,
    payload: deployment.payload,
    transient_environment: deployment.transient,
    production_environment: deployment.production,
    performed_via_github_app: appShapeOf(world, deployment.appId),
  }
}

export function deploymentStatusShape(world: World, status: DeploymentStatus) {
  const deployment = must(world.store.deployments.get(status.deploymentId))
  const api = apiOf(world, repositoryOf(world, deployment.repositoryId))
  const url = `${api}/deployments/${deployment.id}`
  return {
    url: `${url}/statuses/${status.id}`,
    id: status.id,
    node_id: nodeId('DeploymentStatus', status.id),
    state: status.state,
    creator: userShapeOf(world, status.creatorId),
    description: status.description,
    environment: deployment.environment,
    target_url: status.logUrl,
    created_at: status.createdAt,
    updated_at: status.createdAt,
    deployment_url: url,
    repository_url: api,
    environment_url: status.environmentUrl,
    log_url: status.logUrl,
    performed_via_github_app: appShapeOf(world, status.appId),
  }
}
