import type { Pointer } from '../base/place.ts'
import { isAddress } from './addresses.ts'
import { rulesetBroken } from './errors.ts'
import { type Modules, ModuleTrouble } from './modules.ts'
import type { Ruleset } from './ruleset.ts'
import { definedBy, isCode, isRelative, parseRuleset, pathFrom, type RulesetFile } from './ruleset-file.ts'

/** The files of a ruleset, and of the packages it names, as they are asked for. */
export class RulesetSource {
  readonly #ruleset: Ruleset

  constructor(ruleset: Ruleset) {
    this.#ruleset = ruleset
  }

  /** The file everything begins with. */
  entry(): Promise<RulesetFile> {
    return this.#open(this.#ruleset.name)
  }

  /**
   * The ruleset that one file names at a place. `above`: the files that lead to this one. Throws an `ApigovError` where it cannot
   * be had.
   */
  async named(name: string, at: Pointer, from: RulesetFile, above: readonly unknown[]): Promise<RulesetFile> {
    if (/^[a-z]+:/i.test(name) && !isAddress(name))
      throw from.broken(
        at,
        `\`${name}\` cannot be extended`,
        'Extend `spectral:oas`, `apigov:recommended`, `apigov:standards`, a file as in `./base.yaml`, a package or an `https:` address.',
      )
    const path = this.#pathOf(name, at, from)
    if (path === from.name || above.includes(path))
      throw from.broken(at, `\`${name}\` extends this file again`, 'Let one of the two stand for itself.')
    return this.#open(path)
  }

  /** The function that a file of `functions` exports. */
  async functionIn(path: string, at: Pointer, { broken }: RulesetFile): Promise<unknown> {
    if (isAddress(path)) throw broken(at, ...codeElsewhere(path))
    if (!this.#has(path)) throw broken(at, `There is no file \`${path}\``, 'Correct the name, or `functionsDir`.')
    const made = await this.#run(path)
    if (typeof made === 'function') return made
    throw broken(at, `\`${path}\` exports no function`, 'Export the function by default.')
  }

  #pathOf(name: string, at: Pointer, { name: from, broken }: RulesetFile): string {
    const beside = pathFrom(from, name)
    if (isAddress(beside)) {
      if (this.#has(beside)) return beside
      throw broken(at, ...this.#notHad(beside))
    }
    if (isRelative(name)) {
      if (this.#has(beside)) return beside
      throw broken(at, `There is no file \`${beside}\``, 'Correct the path.')
    }
    const { modules, code } = this.#ruleset
    const found = told(() => modules?.find(name, from) ?? null)
    if (found !== null) return found
    if (this.#has(beside)) return beside // as Spectral has it: a bare name that is no package
    if (!modules) throw broken(at, ...notRun)
    const help =
      code?.folder == null
        ? 'Install it beside apigov, where this runs, or put it into the repository and extend it by its path.'
        : `Run \`npm install ${name}\`, or extend a file by its path, as in \`./base.yaml\`.`
    throw broken(at, `The package \`${name}\` is not installed`, help)
  }

  #notHad(address: string): Words {
    if (isCode(address)) return codeElsewhere(address)
    if (!address.startsWith('https:'))
      return [`\`${address}\` is not fetched: on its way it could be changed`, 'Write `https:`, or save it as a file.']
    const { failure } = this.#ruleset.unreachable?.get(address) ?? { failure: 'was not fetched' }
    return [`\`${address}\` ${failure}`, 'Correct the address, or save what is there as a file, and name that instead.']
  }

  async #open(path: string): Promise<RulesetFile> {
    if (!isCode(path)) return parseRuleset(path, this.#textOf(path) ?? '')
    return definedBy(path, await this.#run(path), () => ({ file: path, line: 1, column: 1 }))
  }

  async #run(path: string): Promise<unknown> {
    const start = { file: path, line: 1, column: 1 }
    if (/ts$/i.test(path)) throw rulesetBroken(start, 'TypeScript is not run', 'Compile it to JavaScript.')
    const { modules } = this.#ruleset
    if (!modules) throw rulesetBroken(start, ...notRun)
    return told(() => modules.load(path))
  }

  #has(path: string): boolean {
    return this.#textOf(path) !== undefined
  }

  #textOf(path: string): string | undefined {
    const { name, text, files, modules } = this.#ruleset
    const known = path === name ? text : files?.get(path)
    if (known !== undefined || !modules || !path.startsWith('/')) return known
    return readIn(modules, path)
  }
}

function codeElsewhere(address: string): Words {
  return [
    `\`${address}\` is code at an address, and such code is not run: nobody has agreed to it in a commit`,
    'Save it in the repository, and name that file instead.',
  ]
}

type Words = readonly [what: string, help: string]

const notRun = [
  'JavaScript is not run here',
  'Lint with `apigov lint` or `apigov validate`, or propose the ruleset: the code of a base branch is run.',
] as const

function readIn(modules: Modules, path: string): string | undefined {
  try {
    return modules.read(path)
  } catch {
    return undefined
  }
}

/** What is wrong with a module, as what is wrong with the ruleset. */
function told<T>(act: () => T): T {
  const tell = (thrown: unknown): never => {
    throw thrown instanceof ModuleTrouble ? rulesetBroken(thrown.place, thrown.message, thrown.help, thrown) : thrown
  }
  try {
    const answer = act()
    return answer instanceof Promise ? (answer.catch(tell) as T) : answer
  } catch (thrown) {
    return tell(thrown)
  }
}
