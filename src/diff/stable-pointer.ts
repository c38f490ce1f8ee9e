import { type Pointer, pointerTo, segmentsOf } from '../base/place.ts'
import type { Contract, Json } from '../contract/contract.ts'
import { isList, isObject, type Spot } from './node.ts'

/**
 * The pointer of a spot with members of lists called by what they are instead of by where they stand: a parameter by place and
 * name (a path parameter by its position in the path, so that it may be renamed), a member of `allOf` by the name it refers to
 * or its title, a value of `enum` by itself. A fingerprint made from it survives reordering.
 */
export function stablePointer(contract: Contract, { file, pointer }: Spot): Pointer {
  const segments = segmentsOf(pointer)
  let value: Json | undefined = contract.files.get(file)?.value
  const stable = segments.map((segment) => {
    const list = isList(value)
    value =
      (isList(value) || isObject(value)) && Object.hasOwn(value, segment) ? (value as Members)[segment] : undefined
    return list ? (memberName(value, segments[1]) ?? segment) : segment
  })
  return pointerTo('', ...stable)
}

interface Members {
  readonly [key: string]: Json
}

function memberName(member: Json | undefined, path = ''): string | null {
  if (member !== undefined && !isObject(member) && !isList(member)) return JSON.stringify(member)
  if (!isObject(member)) return null
  const { $ref: ref, in: location, name, title } = member
  if (typeof ref === 'string') return ref.slice(ref.lastIndexOf('/') + 1)
  if (typeof location === 'string' && typeof name === 'string') {
    const position = [...path.matchAll(/\{([^}]*)\}/g)].findIndex((match) => match[1] === name)
    return location === 'path' && position >= 0 ? `path ${position}` : `${location} ${name}`
  }
  return typeof title === 'string' ? title : null
}
