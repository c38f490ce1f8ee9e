import { execFile } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { until } from './steps.ts'

/** A repository on the forge, as people and programs reach it. */
export interface Forge {
  /** The forge's address. */
  readonly url: string
  readonly apiUrl: string
  /** `acme/catalog` */
  readonly repository: string
}

export interface CheckRun {
  readonly name: string
  readonly conclusion: string | null
  readonly html_url: string
  readonly output: { readonly title: string | null; readonly annotations_count: number }
  readonly id: number
}

/** Somebody who works on the catalog: with git in a clone, and on the forge through its API. Knows nothing of apigov's insides. */
export class Person {
  readonly login: string
  readonly #token: string
  readonly #forge: Forge
  readonly #clone: string

  constructor(login: string, token: string, forge: Forge, clone: string) {
    this.login = login
    this.#token = token
    this.#forge = forge
    this.#clone = clone
  }

  /** Clones the repository; an empty one too. */
  async clone(): Promise<void> {
    mkdirSync(this.#clone, { recursive: true })
    await this.#git('clone', '--quiet', `${this.#forge.url}/${this.#forge.repository}.git`, '.')
    await this.#git('config', 'user.name', this.login)
    await this.#git('config', 'user.email', `${this.login}@acme.example`)
  }

  /** Commits `files` (`null` deletes) on `branch` and pushes it; a new branch starts at the forge's main. Answers the commit. */
  async push(branch: string, message: string, files: Readonly<Record<string, string | null>>): Promise<string> {
    await this.#git('fetch', '--quiet', 'origin')
    const known = await this.#git('branch', '--list', branch)
    if (known !== '') await this.#git('switch', '--quiet', branch)
    else await this.#git('switch', '--quiet', '--no-track', '--create', branch, 'origin/main')
    for (const [path, content] of Object.entries(files)) {
      const file = join(this.#clone, path)
      if (content === null) rmSync(file)
      else {
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(file, content)
      }
    }
    return this.#commitAndPush(branch, message)
  }

  /** Reverts the newest commit of main on a branch of its own, as the forge's own button would, and pushes it. */
  async revertMain(branch: string): Promise<string> {
    await this.#git('fetch', '--quiet', 'origin')
    await this.#git('switch', '--quiet', '--no-track', '--create', branch, 'origin/main')
    await this.#git('revert', '--no-edit', '--mainline', '1', 'HEAD')
    await this.#git('push', '--quiet', 'origin', branch)
    return this.#git('rev-parse', 'HEAD')
  }

  async propose(
    branch: string,
    title: string,
    body: string,
  ): Promise<{ readonly number: number; readonly html_url: string }> {
    return this.api('POST', '/pulls', { head: branch, base: 'main', title, body })
  }

  async approve(number: number): Promise<void> {
    await this.api('POST', `/pulls/${number}/reviews`, { event: 'APPROVE', body: 'Looks right.' })
  }

  async merge(number: number): Promise<string> {
    const { sha } = await this.api<{ sha: string }>('PUT', `/pulls/${number}/merge`, { merge_method: 'merge' })
    return sha
  }

  /** Our checks on a commit, once all `wanted` conclusions are there. Throws with what is there instead after `seconds`. */
  async checks(
    commit: string,
    wanted: Readonly<Record<string, string>>,
    seconds = 30,
  ): Promise<ReadonlyMap<string, CheckRun>> {
    let seen: readonly CheckRun[] = []
    const look = async () => {
      seen = (await this.api<{ check_runs: CheckRun[] }>('GET', `/commits/${commit}/check-runs`)).check_runs
      const byName = new Map(seen.map((run) => [run.name, run]))
      return Object.entries(wanted).every(([name, conclusion]) => byName.get(name)?.conclusion === conclusion) && byName
    }
    try {
      return await until(`the checks of ${commit.slice(0, 8)} to be ${JSON.stringify(wanted)}`, look, seconds)
    } catch (cause) {
      const states = seen.map((run) => `${run.name}: ${run.conclusion ?? 'running'}, ${run.output.title ?? ''}`)
      throw new Error(['The checks did not become what they should be. They are', ...states].join('\n  '), { cause })
    }
  }

  /** Calls the forge's REST API below the repository. Throws on any status of 400 or above. */
  async api<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.#forge.apiUrl}/repos/${this.#forge.repository}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        accept: 'application/vnd.github+json',
        'user-agent': this.login,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 300)}`)
    return (text === '' ? undefined : JSON.parse(text)) as T
  }

  async #commitAndPush(branch: string, message: string): Promise<string> {
    await this.#git('add', '--all')
    await this.#git('commit', '--quiet', '--message', message)
    await this.#git('push', '--quiet', 'origin', branch)
    return this.#git('rev-parse', 'HEAD')
  }

  async #git(...args: string[]): Promise<string> {
    const credentials = Buffer.from(`x-access-token:${this.#token}`).toString('base64')
    const { stdout } = await promisify(execFile)('git', args, {
      cwd: this.#clone,
      env: {
        ...process.env,
        GIT_TERMINAL_PROMPT: '0',
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: 'http.extraHeader',
        GIT_CONFIG_VALUE_0: `Authorization: Basic ${credentials}`,
      },
    })
    return stdout.trim()
  }
}
