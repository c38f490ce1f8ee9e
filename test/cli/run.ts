import { main } from '#cli/main.ts'

/** Runs one command line as a terminal would, in `cwd`. */
export async function run(cwd: string, ...argv: string[]) {
  let stdout = ''
  let stderr = ''
  const code = await main(argv, {
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: (text: string) => (stderr += text) },
    env: {},
    cwd,
    signal: new AbortController().signal,
  })
  return { code, stdout, stderr }
}
