import { copyFileSync, existsSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

/** Two files to compare. */
export interface Pair {
  readonly name: string
  readonly base: string
  readonly revision: string
}

/**
 * What is compared: real editions, where the corpus lies beside the project with Stripe's, and what makes comparisons explode.
 * Written below `scratch`.
 */
export function pairs(scratch: string): readonly Pair[] {
  const stripe = resolve(root, '../shared/corpus/stripe')
  const github = join(root, 'node_modules/@octokit/openapi/generated')
  return [
    ...(existsSync(stripe)
      ? [pairOf(scratch, 'Stripe', join(stripe, 'base.json'), join(stripe, 'revision.json'))]
      : []),
    pairOf(scratch, 'GitHub Enterprise 3.18 and 3.19', join(github, 'ghes-3.18.json'), join(github, 'ghes-3.19.json')),
    made(scratch, 'one field', (type) => ({ Root: object({ id: { type } }) })),
    made(scratch, '60 mutually recursive schemas', recursive),
    made(scratch, 'oneOf of 40 with a discriminator', branches),
  ]
}

/** Copied, because what is installed may be a link, and links are not followed. */
function pairOf(scratch: string, name: string, base: string, revision: string): Pair {
  const [one, other] = [base, revision].map((file, index) => {
    const copy = join(scratch, `${name.replaceAll(' ', '-')}-${index}.json`)
    copyFileSync(file, copy)
    return copy
  }) as [string, string]
  return { name, base: one, revision: other }
}

function made(scratch: string, name: string, schemas: (type: string) => object): Pair {
  const [base, revision] = ['string', 'integer'].map((type) => {
    const file = join(scratch, `${name.replaceAll(' ', '-')}-${type}.json`)
    const content = { 'application/json': { schema: { $ref: '#/components/schemas/Root' } } }
    const post = { requestBody: { content }, responses: { 200: { description: 'ok', content } } }
    writeFileSync(
      file,
      JSON.stringify({
        openapi: '3.0.3',
        info: { title: name, version: '1.0.0' },
        paths: { '/x': { post } },
        components: { schemas: schemas(type) },
      }),
    )
    return file
  }) as [string, string]
  return { name, base, revision }
}

/** Every schema leads to every other, and the last one changed. */
function recursive(type: string): object {
  const names = ['Root', ...Array.from({ length: 59 }, (_, index) => `Level${index}`)]
  const others = Object.fromEntries(names.map((name) => [name, { $ref: `#/components/schemas/${name}` }]))
  return Object.fromEntries(
    names.map((name) => [name, object({ ...others, id: { type: name === names.at(-1) ? type : 'string' } })]),
  )
}

/** Every branch holds the choice again. */
function branches(type: string): object {
  const names = Array.from({ length: 40 }, (_, index) => `Kind${index}`)
  const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
  return {
    Root: { oneOf: names.map(ref), discriminator: { propertyName: 'kind' } },
    ...Object.fromEntries(
      names.map((name, index) => [
        name,
        object({ kind: { type: 'string' }, [`of${index}`]: { type }, next: ref('Root') }),
      ]),
    ),
  }
}

function object(properties: object): object {
  return { type: 'object', required: ['id', 'kind'].filter((name) => Object.hasOwn(properties, name)), properties }
}
