import { child, get, isList, items, type Node } from './node.ts'
import type { Operation } from './operation.ts'

/** Path templates of one method by their segments. */
interface Branch {
  readonly fixed: Map<string, Branch>
  /** Where the segment is one parameter. */
  any: Branch | null
  operation: Operation | null
}

/**
 * Returns the function that answers whose requests a new operation takes: those of one of the same method with a path template that
 * the new, more concrete path fits, and with parameters that may have had the values written there. A router asks what is concrete
 * before what is templated (OpenAPI 3.1, 4.8.8.1). `null` where nobody is affected.
 */
export function shadowFinder(before: Iterable<Operation>): (added: Operation) => Operation | null {
  const methods = new Map<string, Branch>()
  for (const operation of before) {
    const { method, path } = operation.subject
    if (path.split('/').length > mostSegments) continue
    let branch = methods.get(method) ?? newBranch()
    methods.set(method, branch)
    for (const segment of path.split('/')) branch = into(branch, segment)
    branch.operation ??= operation
  }
  return ({ subject }) => {
    const branch = methods.get(subject.method)
    return branch === undefined ? null : find(branch, subject.path.split('/'), 0)
  }
}

/** No real path is longer, and following one takes the stack a step deeper for each segment. */
const mostSegments = 100

function newBranch(): Branch {
  return { fixed: new Map(), any: null, operation: null }
}

function into(from: Branch, segment: string): Branch {
  const isAny = isParameter(segment)
  const branch = (isAny ? from.any : from.fixed.get(segment)) ?? newBranch()
  if (isAny) from.any = branch
  else from.fixed.set(segment, branch)
  return branch
}

/** What is concrete first: of several templates it had the requests. */
function find(branch: Branch, path: readonly string[], index: number): Operation | null {
  const segment = path[index]
  if (segment === undefined)
    return branch.operation !== null && lostTo(branch.operation, path) ? branch.operation : null
  const fixed = branch.fixed.get(segment)
  return (fixed && find(fixed, path, index + 1)) ?? (branch.any && find(branch.any, path, index + 1))
}

function lostTo(was: Operation, path: readonly string[]): boolean {
  const written = was.subject.path.split('/').flatMap((segment, index): [string, string][] => {
    const text = path[index] ?? ''
    return isParameter(segment) && !text.includes('{') ? [[segment.slice(1, -1), text]] : []
  })
  return written.length > 0 && written.every(([name, text]) => takes(parameterOf(was, name), text))
}

function isParameter(segment: string): boolean {
  return /^\{[^{}]*\}$/.test(segment)
}

function parameterOf({ node, pathItem }: Operation, name: string): Node | null {
  const isIt = (one: Node) => get(one, 'in') === 'path' && get(one, 'name') === name
  const found = items(node, 'parameters').find(isIt) ?? items(pathItem, 'parameters').find(isIt)
  return found === undefined ? null : child(found, 'schema')
}

/** False where the schema shows that no right request had this text there. */
function takes(schema: Node | null, text: string): boolean {
  if (schema === null) return true
  const values = get(schema, 'enum')
  if (isList(values)) return values.some((value) => String(value) === text)
  const type = get(schema, 'type')
  if (type === 'integer') return /^-?\d+$/.test(text)
  if (type === 'number') return text !== '' && Number.isFinite(Number(text))
  if (type === 'boolean') return text === 'true' || text === 'false'
  return get(schema, 'format') !== 'uuid' || /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text)
}
