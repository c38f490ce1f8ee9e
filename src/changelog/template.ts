/**
 * What a catalog's template may do. A template is read from the base and still held to bounds: it sees the values it is given and
 * nothing behind them, it has four block helpers and no partials, and it cannot write without end.
 */
import Handlebars from 'handlebars'
import { messageOf } from '../base/errors.ts'
import type { Finding } from '../base/finding.ts'
import { fingerprint } from '../base/fingerprint.ts'
import { templateRunsAway } from './errors.ts'

export interface TemplateSource {
  /** In the tree, for findings. */
  readonly path: string
  readonly text: string
}

export interface Template {
  /** Throws an `ApigovError` where the output grows beyond a mebibyte. */
  render(values: object): string
}

const helpers = ['if', 'unless', 'each', 'with']
const longestTemplate = 64 * 1024
const longestOutput = 1024 * 1024

/** A template ready to be filled, or the findings that say why it is none. */
export function compileTemplate({ path, text }: TemplateSource): {
  template: Template | null
  findings: readonly Finding[]
} {
  const trouble = troubleOf(text)
  if (trouble !== null) return { template: null, findings: [findingOf(path, trouble)] }
  // An environment of its own: helpers registered elsewhere in the process are not there.
  const handlebars = Handlebars.create()
  let left = longestOutput
  handlebars.registerHelper('each', function each(this: unknown, list: unknown, options: Handlebars.HelperOptions) {
    if (!Array.isArray(list) || list.length === 0) return options.inverse(this)
    let written = ''
    for (const [index, item] of list.entries()) {
      const data = { ...options.data, index, first: index === 0, last: index === list.length - 1 }
      const piece = options.fn(item, { data })
      left -= piece.length + 1
      if (left < 0) throw new RangeError(`it writes more than ${longestOutput} characters`)
      written += piece
    }
    return written
  })
  // Values are Markdown already; HTML escapes would be shown as they stand.
  const fill = handlebars.compile(text, { noEscape: true, knownHelpersOnly: true, strict: false })
  const render = (values: object): string => {
    left = longestOutput
    try {
      return fill(values, { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false })
    } catch (error) {
      throw templateRunsAway(path, messageOf(error), error)
    }
  }
  return { template: { render }, findings: [] }
}

function troubleOf(text: string): { message: string; line: number } | null {
  if (text.length > longestTemplate)
    return { message: `The template has more than ${longestTemplate} characters`, line: 1 }
  try {
    const guard = new Guard()
    guard.accept(Handlebars.parse(text))
    return guard.trouble
  } catch (error) {
    const message = messageOf(error)
    const line = Number(/line (\d+)/.exec(message)?.[1] ?? 1)
    return { message: `The template cannot be read: ${message.split('\n').at(0) ?? ''}`, line }
  }
}

/** Walks a template's tree and keeps the first thing that is not allowed. */
class Guard extends Handlebars.Visitor {
  trouble: { message: string; line: number } | null = null

  override PartialStatement(partial: hbs.AST.PartialStatement): void {
    this.#refuse('partials (`{{> …}}`)', partial)
  }
  override PartialBlockStatement(partial: hbs.AST.PartialBlockStatement): void {
    this.#refuse('partials (`{{#> …}}`)', partial)
  }
  override Decorator(decorator: hbs.AST.Decorator): void {
    this.#refuse('decorators (`{{* …}}`)', decorator)
  }
  override DecoratorBlock(decorator: hbs.AST.DecoratorBlock): void {
    this.#refuse('decorators (`{{#* …}}`)', decorator)
  }
  override SubExpression(expression: hbs.AST.SubExpression): void {
    this.#refuse('calls in parentheses', expression)
  }
  override MustacheStatement(mustache: hbs.AST.MustacheStatement): void {
    if (mustache.params.length > 0 || mustache.hash) this.#refuse('helpers with arguments', mustache)
  }
  override BlockStatement(block: hbs.AST.BlockStatement): void {
    if (!helpers.includes(block.path.original)) this.#refuse(`the block \`#${block.path.original}\``, block)
    super.BlockStatement(block)
  }

  #refuse(what: string, { loc }: hbs.AST.Node): void {
    this.trouble ??= { message: `The template uses ${what}, which changelogs do not have`, line: loc.start.line }
  }
}

function findingOf(path: string, { message, line }: { message: string; line: number }): Finding {
  return {
    rule: 'changelog-template',
    severity: 'error',
    message,
    place: { file: path, line, column: 1 },
    fingerprint: fingerprint({ rule: 'changelog-template', pointer: path }),
    help: 'Use values and `#if`, `#unless`, `#each` and `#with` only.',
  }
}
