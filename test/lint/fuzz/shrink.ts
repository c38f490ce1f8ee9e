import { type Json, type JsonObject, membersOf, type Values } from './mutate.ts'

/** The smallest values found of which `fails` still holds, by leaving out files, members and items one at a time. */
export async function shrunk(values: Values, fails: (values: Values) => Promise<boolean>): Promise<Values> {
  let smallest = structuredClone(values) as Record<string, Json>
  for (let before = -1; before !== sizeOf(smallest); ) {
    before = sizeOf(smallest)
    for (const path of Object.keys(smallest).slice(1)) {
      const { [path]: _, ...rest } = smallest
      if (await fails(rest)) smallest = rest
    }
    for (const path of Object.keys(smallest))
      for (let at = 0; at < membersOf(smallest[path] as Json).length; ) {
        const attempt = structuredClone(smallest)
        const member = membersOf(attempt[path] as Json)[at]
        if (member === undefined) break
        if (Array.isArray(member.holder)) member.holder.splice(Number(member.key), 1)
        else delete (member.holder as JsonObject)[member.key]
        if (await fails(attempt)) smallest = attempt
        else at++
      }
  }
  return smallest
}

function sizeOf(values: Values): number {
  return JSON.stringify(values).length
}
