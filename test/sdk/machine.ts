import { resolve } from 'node:path'

/** The real toolchain as tests use it: the downloaded generator is kept beside the dependencies, so that it is downloaded once. */
export const machineOptions = {
  env: process.env,
  cacheDir: resolve(import.meta.dirname, '../../node_modules/.cache/apigov'),
}
