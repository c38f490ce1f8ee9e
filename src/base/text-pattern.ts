/**
 * Regular expressions of contracts, without the engine of the language: that one tries ways one after the other and may try for
 * hours where a contract wants it to. This one follows all ways at once, so that a text costs its length times the pattern's.
 */

/** Code points from the first to the last of each range. */
type Ranges = readonly (readonly [number, number])[]
interface CharacterSet {
  readonly kind: 'set'
  readonly ranges: Ranges
  readonly negated: boolean
}
type Expression =
  | CharacterSet
  | { readonly kind: 'start' | 'end' }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Expression[] }
  | { readonly kind: 'repeat'; readonly part: Expression; readonly least: number; readonly most: number }
type Instruction =
  | { readonly does: 'take'; readonly ranges: Ranges; readonly negated: boolean }
  | { readonly does: 'start' | 'end' | 'accept' }
  | Fork

interface Fork {
  readonly does: 'fork'
  readonly to: number[]
}

export interface TextPattern {
  /** True where the pattern matches somewhere in the text; `null` where text and pattern are too long to tell. */
  matches(text: string): boolean | null
  /** A few texts that it may match, short ones first: to be tried, not to be trusted. */
  examples(): readonly string[]
}

const answers = new Map<string, TextPattern | null>()
const mostAnswers = 1_000

/**
 * Reads a pattern (ECMA-262); `null` where it says what cannot be followed at once (a look around, a back reference) or repeats too
 * much.
 */
export function textPattern(source: string): TextPattern | null {
  let answer = answers.get(source)
  if (answer === undefined) {
    answer = read(source)
    if (answers.size >= mostAnswers) answers.clear()
    answers.set(source, answer)
  }
  return answer
}

const mostInstructions = 1_000
const mostSteps = 500_000

function read(source: string): TextPattern | null {
  try {
    const expression = new Parser(source).whole()
    const program: Instruction[] = []
    compile(expression, program)
    program.push({ does: 'accept' })
    return {
      matches: (text) => (text.length * program.length > mostSteps ? null : run(program, text)),
      examples: () => [0, 1, 2, 3].map((taste) => exampleOf(expression, taste)),
    }
  } catch (error) {
    if (error instanceof Unreadable) return null
    throw error
  }
}

class Unreadable extends Error {}

const digits: Ranges = [[48, 57]]
const words: Ranges = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
]
const spaces: Ranges = [
  [9, 13],
  [32, 32],
  [160, 160],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
]
const lineEnds: Ranges = [
  [10, 10],
  [13, 13],
  [0x2028, 0x2029],
]
const classes: Readonly<Record<string, Ranges>> = { d: digits, w: words, s: spaces }
const controls: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, 0: 0 }
const mostNested = 50

class Parser {
  readonly #text: readonly string[]
  #at = 0
  #depth = 0

  constructor(source: string) {
    this.#text = [...source]
  }

  whole(): Expression {
    const expression = this.#choice()
    if (this.#at < this.#text.length) throw new Unreadable()
    return expression
  }

  #choice(): Expression {
    if (++this.#depth > mostNested) throw new Unreadable()
    const parts = [this.#sequence()]
    while (this.#eat('|')) parts.push(this.#sequence())
    this.#depth--
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'choice', parts }
  }

  #sequence(): Expression {
    const parts: Expression[] = []
    while (this.#at < this.#text.length && this.#peek() !== '|' && this.#peek() !== ')')
      parts.push(this.#repeated(this.#atom()))
    return { kind: 'sequence', parts }
  }

  #repeated(part: Expression): Expression {
    const range = this.#quantifier()
    if (range === null) return part
    this.#eat('?') // lazy or not, the same texts match
    if (part.kind === 'start' || part.kind === 'end' || this.#quantifier() !== null) throw new Unreadable()
    return { kind: 'repeat', part, ...range }
  }

  #quantifier(): { least: number; most: number } | null {
    if (this.#eat('*')) return { least: 0, most: Number.POSITIVE_INFINITY }
    if (this.#eat('+')) return { least: 1, most: Number.POSITIVE_INFINITY }
    if (this.#eat('?')) return { least: 0, most: 1 }
    if (this.#peek() !== '{') return null
    const written = /^\{(\d{1,4})(,?)(\d{0,4})\}/.exec(this.#text.slice(this.#at, this.#at + 11).join(''))
    if (written === null) throw new Unreadable()
    this.#at += written[0].length
    const least = Number(written[1])
    const most = written[2] === '' ? least : written[3] === '' ? Number.POSITIVE_INFINITY : Number(written[3])
    if (most < least) throw new Unreadable()
    return { least, most }
  }

  #atom(): Expression {
    const character = this.#next()
    if (character === '^') return { kind: 'start' }
    if (character === '$') return { kind: 'end' }
    if (character === '.') return { kind: 'set', ranges: lineEnds, negated: true }
    if (character === '[') return this.#class()
    if (character === '\\') return this.#escape()
    if ('*+?{})]'.includes(character)) throw new Unreadable()
    if (character !== '(') return only(character)
    if (this.#eat('?') && !this.#eat(':')) {
      // A name changes nothing; whatever else begins with `?` looks around.
      const name = /^<[A-Za-z_]\w{0,60}>/.exec(this.#text.slice(this.#at, this.#at + 64).join(''))
      if (name === null) throw new Unreadable()
      this.#at += name[0].length
    }
    const inner = this.#choice()
    if (!this.#eat(')')) throw new Unreadable()
    return inner
  }

  #escape(): Expression {
    const character = this.#next()
    const lower = character.toLowerCase()
    const ranges = Object.hasOwn(classes, lower) ? classes[lower] : undefined
    if (ranges !== undefined) return { kind: 'set', ranges, negated: character !== lower }
    const code = this.#code(character)
    return { kind: 'set', ranges: [[code, code]], negated: false }
  }

  /** The code point an escape stands for, what follows the backslash already read. */
  #code(character: string): number {
    const control = Object.hasOwn(controls, character) ? controls[character] : undefined
    if (control !== undefined) return control
    if (character === 'x' || character === 'u') {
      const hex = this.#text.slice(this.#at, this.#at + (character === 'x' ? 2 : 4)).join('')
      if (!/^[\da-fA-F]+$/.test(hex) || hex.length !== (character === 'x' ? 2 : 4)) throw new Unreadable()
      this.#at += hex.length
      return Number.parseInt(hex, 16)
    }
    if (/[A-Za-z0-9]/.test(character)) throw new Unreadable()
    return character.codePointAt(0) ?? 0
  }

  #class(): Expression {
    const negated = this.#eat('^')
    const ranges: (readonly [number, number])[] = []
    while (!this.#eat(']')) {
      const from = this.#member()
      if (typeof from !== 'number') ranges.push(...from)
      else if (this.#peek() === '-' && this.#text[this.#at + 1] !== ']') {
        this.#at++
        const to = this.#member()
        if (typeof to !== 'number' || to < from) throw new Unreadable()
        ranges.push([from, to])
      } else ranges.push([from, from])
    }
    return { kind: 'set', ranges, negated }
  }

  #member(): number | Ranges {
    const character = this.#next()
    if (character !== '\\') return character.codePointAt(0) ?? 0
    const escaped = this.#next()
    if (escaped === 'b') return 8
    if (escaped === '-') return 45
    const ranges = Object.hasOwn(classes, escaped) ? classes[escaped] : undefined
    return ranges ?? this.#code(escaped)
  }

  #peek(): string | undefined {
    return this.#text[this.#at]
  }

  #next(): string {
    const character = this.#text[this.#at++]
    if (character === undefined) throw new Unreadable()
    return character
  }

  #eat(character: string): boolean {
    if (this.#peek() !== character) return false
    this.#at++
    return true
  }
}

function only(character: string): Expression {
  const code = character.codePointAt(0) ?? 0
  return { kind: 'set', ranges: [[code, code]], negated: false }
}

function compile(expression: Expression, program: Instruction[]): void {
  if (program.length > mostInstructions) throw new Unreadable()
  if (expression.kind === 'set') program.push({ does: 'take', ranges: expression.ranges, negated: expression.negated })
  else if (expression.kind === 'sequence') for (const part of expression.parts) compile(part, program)
  else if (expression.kind === 'choice') compileChoice(expression.parts, program)
  else if (expression.kind === 'repeat') compileRepeat(expression, program)
  else program.push({ does: expression.kind })
}

function compileChoice(parts: readonly Expression[], program: Instruction[]): void {
  const fork = forkTo()
  program.push(fork)
  const exits = parts.map((part) => {
    fork.to.push(program.length)
    compile(part, program)
    const exit = forkTo()
    program.push(exit)
    return exit
  })
  for (const exit of exits) exit.to.push(program.length)
}

function compileRepeat({ part, least, most }: Expression & { kind: 'repeat' }, program: Instruction[]): void {
  for (let count = 0; count < least; count++) compile(part, program)
  if (most === Number.POSITIVE_INFINITY) {
    const loop = forkTo(program.length + 1)
    const top = program.length
    program.push(loop)
    compile(part, program)
    program.push(forkTo(top))
    loop.to.push(program.length)
    return
  }
  const skips: Fork[] = []
  for (let count = least; count < most; count++) {
    const skip = forkTo(program.length + 1)
    program.push(skip)
    skips.push(skip)
    compile(part, program)
  }
  for (const skip of skips) skip.to.push(program.length)
}

function forkTo(...to: number[]): Fork {
  return { does: 'fork', to }
}

function run(program: readonly Instruction[], text: string): boolean {
  const characters = [...text]
  let now = new Set<number>()
  for (let at = 0; at <= characters.length; at++) {
    // It may begin anywhere.
    if (reach(program, 0, at, characters.length, now)) return true
    const code = characters[at]?.codePointAt(0)
    if (code === undefined) return false
    const next = new Set<number>()
    for (const state of now) {
      const instruction = program[state]
      if (instruction?.does === 'take' && takes(instruction, code))
        if (reach(program, state + 1, at + 1, characters.length, next)) return true
    }
    now = next
  }
  return false
}

/** Adds what can be reached without a character; true where that is the end of the pattern. */
function reach(program: readonly Instruction[], from: number, at: number, end: number, states: Set<number>): boolean {
  const waiting = [from]
  for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
    if (states.has(state)) continue
    states.add(state)
    const instruction = program[state]
    if (instruction?.does === 'accept') return true
    if (instruction?.does === 'fork') waiting.push(...instruction.to)
    else if (instruction?.does === 'start' && at === 0) waiting.push(state + 1)
    else if (instruction?.does === 'end' && at === end) waiting.push(state + 1)
  }
  return false
}

function takes({ ranges, negated }: { ranges: Ranges; negated: boolean }, code: number): boolean {
  return ranges.some(([from, to]) => code >= from && code <= to) !== negated
}

/** A text made by going through the pattern once; another taste takes other branches, characters and one round more. */
function exampleOf(expression: Expression, taste: number): string {
  if (expression.kind === 'set') return exampleOfSet(expression, taste)
  if (expression.kind === 'sequence') return expression.parts.map((part) => exampleOf(part, taste)).join('')
  if (expression.kind === 'choice') {
    const part = expression.parts[taste % expression.parts.length]
    return part === undefined ? '' : exampleOf(part, taste)
  }
  if (expression.kind === 'repeat') {
    const rounds = Math.min(expression.most, expression.least + (taste % 2))
    return exampleOf(expression.part, taste).repeat(rounds)
  }
  return ''
}

function exampleOfSet(expression: CharacterSet, taste: number): string {
  const liked = ['a', 'A', '0', '-', 'z', 'Z', '9', '_', ' ', '/'].filter((character) =>
    takes(expression, character.codePointAt(0) ?? 0),
  )
  const ends = expression.negated ? [0x4e00] : expression.ranges.flat()
  const all = [...liked, ...ends.map((code) => String.fromCodePoint(code))]
  return all[taste % all.length] ?? ''
}
