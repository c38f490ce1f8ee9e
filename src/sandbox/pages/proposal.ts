import { type Html, html } from '../../base/html.ts'
import { type DiffEntry, diffEntries, diffStat, startOf } from '../diff.ts'
import { commitsOf } from '../pulls.ts'
import type { CheckAnnotation, CheckRun, Issue, Pull, Repository } from '../records.ts'
import { latestRuns } from '../shapes/check.ts'
import { fullName, gitDir, issueOf, must, type World } from '../world.ts'
import { by, crumbs, empty, type Page, state, tabs, verdict, when } from './layout.ts'
import { markdown } from './markdown.ts'

const maxFiles = 300

/** What was said, in the order in which it was said, with the checks beside it. */
export async function conversationPage(world: World, repo: Repository, pull: Pull): Promise<Page> {
  const issue = issueOf(world, pull)
  const runs = runsOf(world, repo, pull)
  return {
    title: `${issue.title} #${issue.number}`,
    where: crumbs(world, repo),
    body: html`${await head(world, repo, pull, 'Conversation')}
      <div class="columns"><div>${conversation(world, issue, pull)}</div>
      <aside><h3>Checks</h3>${checkList(world, repo, runs)}
        ${issue.labels.length === 0 ? null : html`<h3>Labels</h3><p>${issue.labels.map((label) => html`<span class="label">${label}</span> `)}</p>`}
        <h3>Branches</h3><dl class="facts"><dt>base</dt><dd class="mono">${pull.baseRef}</dd><dt>head</dt><dd class="mono">${pull.headRef}</dd><dt>commit</dt><dd class="mono">${pull.headSha.slice(0, 12)}</dd></dl>
      </aside></div>`,
  }
}

/** An issue that is no pull request. */
export function issuePage(world: World, repo: Repository, issue: Issue): Page {
  return {
    title: `${issue.title} #${issue.number}`,
    where: crumbs(world, repo),
    body: html`<h1>${issue.title} <span class="number">#${issue.number}</span></h1><p>${state(issue.state)}</p>${conversation(world, issue, undefined)}`,
  }
}

/** The changed files; annotations and review comments stand under the lines they are about. */
export async function filesPage(world: World, repo: Repository, pull: Pull): Promise<Page> {
  const issue = issueOf(world, pull)
  const dir = gitDir(world, repo)
  const entries = await diffEntries(dir, await startOf(dir, pull.baseSha, pull.headSha), pull.headSha, maxFiles)
  const remarks = remarksOf(world, repo, pull)
  const changed = new Set(entries.map(({ filename }) => filename))
  const elsewhere = remarks.filter(({ path }) => !changed.has(path))
  return {
    title: `Files of ${issue.title} #${issue.number}`,
    where: crumbs(world, repo),
    body: html`${await head(world, repo, pull, 'Files')}
      ${entries.map((entry) =>
        fileDiff(
          entry,
          remarks.filter(({ path }) => path === entry.filename),
        ),
      )}
      ${elsewhere.length === 0 ? null : html`<h2>Remarks on files this proposal does not touch</h2>${elsewhere.map((one) => html`<p class="mono small">${one.path}:${one.line}</p>${one.body}`)}`}`,
  }
}

export function checkPage(world: World, repo: Repository, run: CheckRun): Page {
  const { sign, text } = verdict(run)
  const pull = world.store.pulls.filter((one) => one.repositoryId === repo.id && one.headSha === run.headSha).at(-1)
  const name = fullName(world, repo)
  const files = Map.groupBy(run.annotations, ({ path }) => path)
  return {
    title: run.name,
    where: crumbs(world, repo),
    body: html`<h1>${sign} ${run.name}</h1>
      <p class="soft">${text} on <code>${run.headSha.slice(0, 7)}</code>${pull === undefined ? null : html`, for <a href="/${name}/pull/${pull.number}">#${pull.number} ${issueOf(world, pull).title}</a>`}
      ${run.completedAt === null ? null : html`· ${when(run.completedAt)}`}</p>
      ${run.title === null ? null : html`<h2>${run.title}</h2>`}
      ${markdown(run.summary ?? '')}${markdown(run.text ?? '')}
      ${run.annotations.length === 0 ? null : html`<h2>Annotations <span class="count">${run.annotations.length}</span></h2>`}
      ${[...files].map(
        ([
          path,
          annotations,
        ]) => html`<section class="card"><header><a class="mono" href="/${name}/blob/${run.headSha}/${path}">${path}</a></header>
        <div class="body">${annotations.map((one) => html`<p class="mono small soft">line ${one.start_line}</p>${annotationBody(one, null)}`)}</div></section>`,
      )}`,
  }
}

async function head(world: World, repo: Repository, pull: Pull, current: string): Promise<Html> {
  const issue = issueOf(world, pull)
  const path = `/${fullName(world, repo)}/pull/${pull.number}`
  const stat = await diffStat(gitDir(world, repo), pull.baseSha, pull.headSha)
  const commits = await commitsOf(world, pull)
  return html`<h1>${issue.title} <span class="number">#${issue.number}</span></h1>
    <p>${state(pull.mergedAt === null ? issue.state : 'merged')} ${by(world, issue.userId)} <span class="soft">proposes ${commits.length} ${commits.length === 1 ? 'commit' : 'commits'}
    for <span class="mono">${pull.baseRef}</span> from <span class="mono">${pull.headRef}</span></span>
    <span class="stat small mono"> <span class="plus">+${stat.additions}</span> <span class="minus">−${stat.deletions}</span></span></p>
    ${tabs(current, [
      { text: 'Conversation', href: path },
      { text: 'Files', href: `${path}/files`, count: stat.files },
    ])}`
}

function conversation(world: World, issue: Issue, pull: Pull | undefined): Html {
  const said: { readonly at: string; readonly body: Html }[] = world.store.comments
    .filter(({ issueId }) => issueId === issue.id)
    .map((comment) => ({
      at: comment.createdAt,
      body: card(world, comment.userId, 'said', comment.createdAt, comment.body),
    }))
  const words: Record<string, string> = {
    APPROVED: 'approved',
    CHANGES_REQUESTED: 'asked for changes',
    COMMENTED: 'reviewed',
    DISMISSED: 'reviewed (dismissed)',
  }
  for (const review of world.store.reviews.filter(({ pullId, state }) => pullId === pull?.id && state !== 'PENDING')) {
    const at = must(review.submittedAt ?? undefined)
    said.push({
      at,
      body: card(world, review.userId, words[review.state] ?? 'reviewed', at, review.body, review.state.toLowerCase()),
    })
  }
  if (pull?.mergedAt !== null && pull !== undefined)
    said.push({
      at: pull.mergedAt,
      body: html`<p>${state('merged')} ${by(world, must(pull.mergedById ?? undefined))} <span class="soft">merged this as</span> <code>${pull.mergeCommitSha?.slice(0, 7)}</code> ${when(pull.mergedAt)}</p>`,
    })
  const ordered = said.toSorted((a, b) => a.at.localeCompare(b.at))
  return html`${card(world, issue.userId, 'wrote', issue.createdAt, issue.body ?? '')}${ordered.map(({ body }) => body)}`
}

function card(world: World, userId: number, verb: string, at: string, body: string, kind = ''): Html {
  const text = body.trim() === '' ? null : html`<div class="body">${markdown(body)}</div>`
  return html`<article class="card ${kind}"><header>${by(world, userId)} <span class="soft">${verb}</span> ${when(at)}</header>${text}</article>`
}

function runsOf(world: World, repo: Repository, pull: Pull): readonly CheckRun[] {
  return latestRuns(world.store.checkRuns.filter((run) => run.repositoryId === repo.id && run.headSha === pull.headSha))
}

function checkList(world: World, repo: Repository, runs: readonly CheckRun[]): Html {
  if (runs.length === 0) return empty('No checks yet.')
  return html`<ul class="list">${runs.map((run) => {
    const { sign, text } = verdict(run)
    return html`<li>${sign}<span class="grow"><a class="title" href="/${fullName(world, repo)}/runs/${run.id}">${run.name}</a><br>
      <span class="soft small">${text}${run.title === null ? null : html` – ${run.title}`}</span></span></li>`
  })}</ul>`
}

interface Remark {
  readonly path: string
  readonly line: number
  readonly side: 'LEFT' | 'RIGHT'
  readonly body: Html
}

function remarksOf(world: World, repo: Repository, pull: Pull): Remark[] {
  const annotations = runsOf(world, repo, pull).flatMap((run) =>
    run.annotations.map(
      (one): Remark => ({ path: one.path, line: one.end_line, side: 'RIGHT', body: annotationBody(one, run.name) }),
    ),
  )
  const comments = world.store.reviewComments
    .filter(({ pullId }) => pullId === pull.id)
    .flatMap((one): Remark[] => {
      if (one.line === null) return [] // outdated: GitHub folds it away
      return [
        {
          path: one.path,
          line: one.line,
          side: one.side,
          body: html`<div class="remark"><p class="small">${by(world, one.userId)} ${when(one.createdAt)}</p>${markdown(one.body)}</div>`,
        },
      ]
    })
  return [...annotations, ...comments]
}

/** Annotations are plain text on GitHub too. */
function annotationBody(one: CheckAnnotation, check: string | null): Html {
  return html`<div class="remark ${one.annotation_level}"><p><span class="kind">${one.annotation_level}</span>${one.title === null ? null : html` · <strong>${one.title}</strong>`}${check === null ? null : html` <span class="soft small">${check}</span>`}</p>
    <p>${one.message.split('\n').map((line, index) => html`${index > 0 ? html`<br>` : null}${line}`)}</p></div>`
}

function fileDiff(entry: DiffEntry, remarks: readonly Remark[]): Html {
  const name = entry.previous === null ? entry.filename : `${entry.previous} → ${entry.filename}`
  const shown = new Set<Remark>()
  const rows =
    entry.patch === null
      ? html`<div class="body soft">Nothing to show: a binary file, or one only moved.</div>`
      : diffRows(entry.patch, remarks, shown)
  const rest = remarks.filter((remark) => !shown.has(remark))
  return html`<section class="card"><header><span class="mono">${name}</span> <span class="badge">${entry.status}</span>
    <span class="stat small mono"><span class="plus">+${entry.additions}</span> <span class="minus">−${entry.deletions}</span></span></header>${rows}
    ${rest.length === 0 ? null : html`<div class="body"><p class="soft small">On lines this proposal does not touch</p>${rest.map((one) => html`<p class="mono small">line ${one.line}</p>${one.body}`)}</div>`}</section>`
}

function diffRows(patch: string, remarks: readonly Remark[], shown: Set<Remark>): Html {
  let [left, right] = [0, 0]
  const rows = patch.split('\n').map((line) => {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(line)
    if (hunk !== null) {
      left = Number(hunk[1])
      right = Number(hunk[2])
      return html`<tr class="hunk"><td class="n"></td><td class="n"></td><td>${line}</td></tr>`
    }
    if (line.startsWith('\\')) return html`<tr class="hunk"><td class="n"></td><td class="n"></td><td>${line}</td></tr>`
    const added = line.startsWith('+')
    const removed = line.startsWith('-')
    const here = remarks.filter((one) =>
      one.side === 'LEFT' ? !added && one.line === left : !removed && one.line === right,
    )
    for (const remark of here) shown.add(remark)
    const row = html`<tr class="${added ? 'add' : removed ? 'del' : ''}"><td class="n">${added ? '' : left}</td><td class="n">${removed ? '' : right}</td><td>${line}</td></tr>
      ${here.map(({ body }) => html`<tr class="note"><td class="n"></td><td class="n"></td><td>${body}</td></tr>`)}`
    if (!added) left++
    if (!removed) right++
    return row
  })
  return html`<div class="code"><table>${rows}</table></div>`
}
