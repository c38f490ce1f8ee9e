/**
 * The filters of JSONPath, `[?(@.type == 'array')]`, as functions. What nimma, Spectral's engine, writes into a program of its own is
 * composed of closures here: the same operators over the same values, and no text of a ruleset becomes code.
 */
import regexPlugin from '@jsep-plugin/regex'
import jsep, { type Expression } from 'jsep'

/** Throws where reading the value does, as with `@.type` of null. */
export type Filter = (value: unknown, key: string | number) => unknown

jsep.addIdentifierChar('@')
jsep.addUnaryOp('void')
jsep.plugins.register(regexPlugin)

const known = new Map<string, Filter | null>()

/** The same function for the same text; `null` for what is not understood here, such as calls of anything but tests of text. */
export function filterOf(text: string): Filter | null {
  let filter = known.get(text)
  if (filter === undefined) {
    try {
      filter = compile(jsep(text))
    } catch {
      filter = null
    }
    known.set(text, filter)
  }
  return filter
}

/** Nothing of a contract is called: these are the only functions a filter may ask for, of texts, lists and regular expressions. */
const callable = new Set([
  'includes',
  'indexOf',
  'startsWith',
  'endsWith',
  'match',
  'test',
  'toLowerCase',
  'toUpperCase',
  'trim',
])

const binary: Readonly<Record<string, (left: never, right: never) => unknown>> = {
  '===': (left, right) => left === right,
  '!==': (left, right) => left !== right,
  // biome-ignore lint/suspicious/noDoubleEquals: what the ruleset says
  '==': (left, right) => left == right,
  // biome-ignore lint/suspicious/noDoubleEquals: what the ruleset says
  '!=': (left, right) => left != right,
  '<': (left, right) => left < right,
  '>': (left, right) => left > right,
  '<=': (left, right) => left <= right,
  '>=': (left, right) => left >= right,
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
}

function compile(node: Expression): Filter {
  switch (node.type) {
    case 'Literal':
      return literal(node as jsep.Literal)
    case 'Identifier':
      return identifier((node as jsep.Identifier).name)
    case 'UnaryExpression':
      return unary(node as jsep.UnaryExpression)
    case 'BinaryExpression':
    case 'LogicalExpression':
      return operation(node as jsep.BinaryExpression)
    case 'MemberExpression':
      return member(node as jsep.MemberExpression)
    case 'CallExpression':
      return call(node as jsep.CallExpression)
    default:
      throw new SyntaxError(`\`${node.type}\` is not understood`)
  }
}

function literal({ value }: jsep.Literal): Filter {
  return () => value
}

function identifier(name: string): Filter {
  switch (name) {
    case '@':
      return (value) => value
    case '@property':
      return (_value, key) => key
    case 'undefined':
      return () => undefined
    default:
      throw new SyntaxError(`\`${name}\` is not understood`)
  }
}

function unary({ operator, argument }: jsep.UnaryExpression): Filter {
  const of = compile(argument)
  switch (operator) {
    case '!':
      return (value, key) => !of(value, key)
    case 'void':
      return (value, key) => void of(value, key)
    case '-':
      return (value, key) => -(of(value, key) as number)
    default:
      throw new SyntaxError(`\`${operator}\` is not understood`)
  }
}

function operation({ operator, left, right }: jsep.BinaryExpression): Filter {
  const [a, b] = [compile(left), compile(right)]
  if (operator === '&&') return (value, key) => a(value, key) && b(value, key)
  if (operator === '||') return (value, key) => a(value, key) || b(value, key)
  const act = Object.hasOwn(binary, operator) ? binary[operator] : undefined
  if (!act) throw new SyntaxError(`\`${operator}\` is not understood`)
  return (value, key) => act(a(value, key) as never, b(value, key) as never)
}

function member({ object, property, computed }: jsep.MemberExpression): Filter {
  const of = compile(object)
  if (!computed) {
    const { name } = property as jsep.Identifier
    // biome-ignore lint/suspicious/noExplicitAny: reads what the ruleset says of whatever the contract holds, and throws as that does
    return (value, key) => (of(value, key) as any)[name]
  }
  const at = compile(property)
  // biome-ignore lint/suspicious/noExplicitAny: as above
  return (value, key) => (of(value, key) as any)[at(value, key) as string]
}

function call({ callee, arguments: given }: jsep.CallExpression): Filter {
  if (callee.type !== 'MemberExpression') throw new SyntaxError('Only methods are called')
  const { object, property, computed } = callee as jsep.MemberExpression
  const { name } = property as jsep.Identifier
  if (computed || !callable.has(name)) throw new SyntaxError(`\`${name}\` is not called`)
  const ofKey = object.type === 'Identifier' && (object as jsep.Identifier).name === '@property'
  const of = compile(object)
  const parameters = given.map(compile)
  return (value, key) => {
    const self = ofKey ? String(key) : of(value, key)
    if (typeof self !== 'string' && !Array.isArray(self) && !(self instanceof RegExp))
      throw new TypeError(`\`${name}\` is asked of what has no such function`)
    // biome-ignore lint/suspicious/noExplicitAny: one of the functions above, of a text, list or expression
    return (self as any)[name](...parameters.map((parameter) => parameter(value, key)))
  }
}
