import { html } from '../../base/html.ts'
import { git, listRefs, listTree, log, resolveCommit } from '../git.ts'
import type { Repository } from '../records.ts'
import { latestRuns } from '../shapes/check.ts'
import { accountOf, fullName, gitDir, issueOf, type World } from '../world.ts'
import { by, crumbs, empty, type Page, state, tabs, verdict, when } from './layout.ts'
import { markdown } from './markdown.ts'

/** The front page: every repository. */
export function homePage(repositories: readonly Repository[], world: World): Page {
  const rows = repositories.toSorted((a, b) => fullName(world, a).localeCompare(fullName(world, b)))
  return {
    title: 'Repositories',
    body: html`<h1>Repositories</h1>
      <p class="soft">Clone over <code>${world.url}/owner/name.git</code>, call the API at <code>${world.url}/api/v3</code>.</p>
      ${rows.length === 0 ? empty('There is no repository yet.') : null}
      <ul class="list">${rows.map((repo) => {
        const open = world.store.pulls.filter(
          (pull) => pull.repositoryId === repo.id && issueOf(world, pull).state === 'open',
        ).length
        return html`<li><span class="grow"><a class="title" href="/${fullName(world, repo)}">${fullName(world, repo)}</a>
          ${repo.private ? html` <span class="badge">private</span>` : null}${repo.parentId === null ? null : html` <span class="badge">fork</span>`}</span>
          <span class="soft small">${open} open ${open === 1 ? 'proposal' : 'proposals'} · pushed ${when(repo.pushedAt)}</span></li>`
      })}</ul>`,
  }
}

function repositoryTabs(world: World, repo: Repository, current: string) {
  const name = fullName(world, repo)
  const { issues, releases, deployments } = world.store
  const open = issues.filter((issue) => issue.repositoryId === repo.id && issue.state === 'open')
  const isPull = (issueId: number) => world.store.pulls.find((pull) => pull.issueId === issueId) !== undefined
  return html`<h1>${name}</h1>${tabs(current, [
    { text: 'Code', href: `/${name}` },
    { text: 'Proposals', href: `/${name}/pulls`, count: open.filter(({ id }) => isPull(id)).length },
    { text: 'Issues', href: `/${name}/issues`, count: open.filter(({ id }) => !isPull(id)).length },
    {
      text: 'Releases',
      href: `/${name}/releases`,
      count: releases.filter(({ repositoryId }) => repositoryId === repo.id).length,
    },
    {
      text: 'Deployments',
      href: `/${name}/deployments`,
      count: deployments.filter(({ repositoryId }) => repositoryId === repo.id).length,
    },
  ])}`
}

/** A folder at a ref, with the README under it where there is one. */
export async function folderPage(world: World, repo: Repository, ref: string, path: string): Promise<Page | undefined> {
  const dir = gitDir(world, repo)
  const commit = await resolveCommit(dir, ref)
  if (commit === undefined) return undefined
  const name = fullName(world, repo)
  const listed = await listTree(dir, commit, false, path === '' ? '' : `${path}/`)
  if (path !== '' && listed.length === 0) return undefined
  const entries = listed.toSorted((a, b) => Number(b.type === 'tree') - Number(a.type === 'tree'))
  const readme = entries.find((entry) => /(^|\/)readme\.md$/i.test(entry.path))
  const [last] = await log(dir, ['-1', commit])
  const branches = [...(await listRefs(dir, 'refs/heads')).keys()].map((full) => full.slice('refs/heads/'.length))
  return {
    title: name,
    where: crumbs(world, repo),
    body: html`${repositoryTabs(world, repo, 'Code')}
      <div class="columns"><div>
        <p><code>${ref}</code> ${path === '' ? null : html`<span class="mono">/ ${path}</span>`} <span class="soft small">${last?.message.split('\n')[0]} · ${commit.slice(0, 7)}</span></p>
        <ul class="list">${entries.map((entry) => {
          const kind = entry.type === 'tree' ? 'tree' : 'blob'
          return html`<li><a class="grow mono" href="/${name}/${kind}/${ref}/${entry.path}">${entry.path.slice(path === '' ? 0 : path.length + 1)}${kind === 'tree' ? '/' : ''}</a>
            <span class="soft small">${entry.size === null ? null : `${entry.size} bytes`}</span></li>`
        })}</ul>
        ${readme === undefined ? null : html`<h2>${readme.path}</h2><div class="card"><div class="body">${markdown((await git(dir, ['cat-file', 'blob', readme.sha])).toString(), 'file')}</div></div>`}
      </div><aside>
        <h3>Clone</h3><pre>git clone ${world.url}/${name}.git</pre>
        <h3>Branches</h3><ul class="list">${branches.map((branch) => html`<li><a class="mono" href="/${name}/tree/${branch}">${branch}</a></li>`)}</ul>
      </aside></div>`,
  }
}

export async function filePage(world: World, repo: Repository, ref: string, path: string): Promise<Page | undefined> {
  const dir = gitDir(world, repo)
  const commit = await resolveCommit(dir, ref)
  if (commit === undefined) return undefined
  const entry = (await listTree(dir, commit, false, path)).find((one) => one.path === path && one.type === 'blob')
  if (entry === undefined) return undefined
  const content = await git(dir, ['cat-file', 'blob', entry.sha])
  const lines = content.toString().replace(/\n$/, '').split('\n')
  const binary = content.subarray(0, 8000).includes(0)
  return {
    title: path,
    where: crumbs(world, repo),
    body: html`${repositoryTabs(world, repo, 'Code')}<p><code>${ref}</code> <span class="mono">/ ${path}</span></p>
      <div class="card">${
        binary
          ? html`<div class="body soft">A binary file of ${content.length} bytes.</div>`
          : html`<div class="code"><table>${lines.map((line, index) => html`<tr id="L${index + 1}"><td class="n">${index + 1}</td><td>${line}</td></tr>`)}</table></div>`
      }</div>`,
  }
}

/** Proposals, or issues; open ones first. */
export function issuesPage(world: World, repo: Repository, which: 'Proposals' | 'Issues'): Page {
  const pulls = new Map(
    world.store.pulls.filter((pull) => pull.repositoryId === repo.id).map((pull) => [pull.issueId, pull]),
  )
  const issues = world.store.issues
    .filter((issue) => issue.repositoryId === repo.id && pulls.has(issue.id) === (which === 'Proposals'))
    .toSorted((a, b) => Number(b.state === 'open') - Number(a.state === 'open') || b.number - a.number)
  return {
    title: which,
    where: crumbs(world, repo),
    body: html`${repositoryTabs(world, repo, which)}
      ${issues.length === 0 ? empty(which === 'Proposals' ? 'No one has proposed a change yet.' : 'There are no issues.') : null}
      <ul class="list">${issues.map((issue) => {
        const pull = pulls.get(issue.id)
        const runs =
          pull === undefined
            ? []
            : latestRuns(
                world.store.checkRuns.filter((run) => run.repositoryId === repo.id && run.headSha === pull.headSha),
              )
        return html`<li>${state(pull !== undefined && pull.mergedAt !== null ? 'merged' : issue.state)}
          <span class="grow"><a class="title" href="/${fullName(world, repo)}/${pull === undefined ? 'issues' : 'pull'}/${issue.number}">${issue.title}</a>
          <br><span class="soft small">#${issue.number} by ${accountOf(world, issue.userId).login}${pull === undefined ? null : html` · <span class="mono">${pull.headRef} → ${pull.baseRef}</span>`}</span></span>
          <span title="${runs.map((run) => `${run.name}: ${verdict(run).text}`).join('\n')}">${runs.map((run) => verdict(run).sign)}</span></li>`
      })}</ul>`,
  }
}

export function deploymentsPage(world: World, repo: Repository): Page {
  const deployments = world.store.deployments.filter(({ repositoryId }) => repositoryId === repo.id).toReversed()
  return {
    title: 'Deployments',
    where: crumbs(world, repo),
    body: html`${repositoryTabs(world, repo, 'Deployments')}
      ${deployments.length === 0 ? empty('Nothing has been deployed yet.') : null}
      ${deployments.map((deployment) => {
        const statuses = world.store.deploymentStatuses
          .filter(({ deploymentId }) => deploymentId === deployment.id)
          .toReversed()
        return html`<section class="card"><header>${state(statuses[0]?.state ?? 'pending')} <strong>${deployment.environment}</strong>
          <code>${deployment.sha.slice(0, 7)}</code> <span class="soft">from ${deployment.ref}, ${by(world, deployment.creatorId)}</span> ${when(deployment.createdAt)}</header>
          <div class="body">${deployment.description ? html`<p>${deployment.description}</p>` : null}
          <ul>${statuses.map((status) => html`<li>${status.state.replaceAll('_', ' ')} ${status.description ? html`– ${status.description}` : null} ${when(status.createdAt)}</li>`)}</ul></div></section>`
      })}`,
  }
}

export function releasesPage(world: World, repo: Repository, tag?: string): Page {
  const releases = world.store.releases
    .filter((release) => release.repositoryId === repo.id && (tag === undefined || release.tagName === tag))
    .toReversed()
  const name = fullName(world, repo)
  return {
    title: tag ?? 'Releases',
    where: crumbs(world, repo),
    body: html`${repositoryTabs(world, repo, 'Releases')}
      ${releases.length === 0 ? empty('Nothing has been released yet.') : null}
      ${releases.map((release) => {
        const assets = world.store.assets.filter(({ releaseId }) => releaseId === release.id)
        const path = `${name}/releases/download/${encodeURIComponent(release.tagName)}`
        return html`<section class="card"><header><a href="/${name}/releases/tag/${encodeURIComponent(release.tagName)}"><strong>${release.name ?? release.tagName}</strong></a>
          <code>${release.tagName}</code>${release.draft ? html` <span class="badge">draft</span>` : null}${release.prerelease ? html` <span class="badge">prerelease</span>` : null}
          <span class="soft">${by(world, release.authorId)}</span> ${when(release.publishedAt ?? release.createdAt)}</header>
          <div class="body">${markdown(release.body ?? '')}
          ${assets.length === 0 ? null : html`<h3>Assets</h3><ul>${assets.map((asset) => html`<li><a href="/${path}/${encodeURIComponent(asset.name)}">${asset.name}</a> <span class="soft small">${asset.size} bytes</span></li>`)}</ul>`}</div></section>`
      })}`,
  }
}
