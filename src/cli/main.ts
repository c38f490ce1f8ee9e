/**
 * The command line. Commander parses, the command runs, and what was thrown becomes an exit code here and nowhere else:
 * 0 yes, 1 no, 2 the question could not be asked. Results go to stdout, everything else to stderr.
 */
import { readFileSync } from 'node:fs'
import { Argument, Command as Commander, CommanderError, Option as CommanderOption } from 'commander'
import { ApigovError } from '../base/errors.ts'
import { terminalText } from '../base/escaping.ts'
import type { Command, ExitCode, Io } from './command.ts'
import { commands } from './commands/index.ts'

/** Runs one command line and answers its exit code; never throws. `io` is the process's own unless a test hands in another. */
export async function main(argv: readonly string[], io: Io = processIo()): Promise<ExitCode> {
  try {
    const entry = commands.find((command) => command.id === argv[0])
    const program = frame(io)
    let exitCode: ExitCode = 0
    for (const { id, summary } of commands)
      if (id !== entry?.id) program.command(id, { hidden: false }).description(summary)
    if (entry) declare(program, await entry.load(), io, (code) => (exitCode = code))
    if (argv.length === 0) {
      program.outputHelp()
      return 2
    }
    await program.parseAsync(argv, { from: 'user' })
    return exitCode
  } catch (thrown) {
    return report(thrown, io)
  }
}

function frame(io: Io): Commander {
  return new Commander('apigov')
    .description('Your Git repository is the API management platform.')
    .version(version(), '--version', 'Print the version.')
    .helpOption('--help', 'Show this help.')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: (text) => io.stderr.write(text) })
    .addHelpText('after', '\nExit code: 0 yes, 1 no, 2 the question could not be asked.')
}

function declare(program: Commander, command: Command, io: Io, ended: (code: ExitCode) => void): void {
  const commander = program.command(command.id).description(command.summary).exitOverride()
  for (const name of command.arguments?.split(' ') ?? []) commander.addArgument(new Argument(name))
  for (const option of command.options) {
    const declared = new CommanderOption(option.flags, option.summary)
    if (option.default !== undefined) declared.default(option.default)
    if (option.choices) declared.choices(option.choices)
    if (option.required) declared.makeOptionMandatory()
    if (option.repeatable)
      declared.argParser((value: string, previous: string[] | undefined) => [...(previous ?? []), value])
    commander.addOption(declared)
  }
  if (command.examples.length > 0)
    commander.addHelpText('after', `\nExamples:\n${command.examples.map((line) => `  ${line}`).join('\n')}`)
  commander.action(async () => {
    const args = commander.processedArgs.flat().filter((argument) => argument !== undefined)
    ended(await command.run({ args, options: commander.opts() }, io))
  })
}

/** What was thrown, as a person should read it; a stack only for what is our fault. */
function report(thrown: unknown, io: Io): ExitCode {
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2 // Commander has written its own words
  if (thrown instanceof ApigovError) {
    io.stderr.write(`error: ${terminalText(thrown.message)}\n  ${terminalText(thrown.hint)}\n  (${thrown.code})\n`)
    return 2
  }
  const stack = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
  io.stderr.write(
    `apigov is at fault here, not your files. Please report this with what you ran:\n${terminalText(stack)}\n`,
  )
  return 2
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

function processIo(): Io {
  const ended = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => ended.abort())
  // Who reads only the first lines (`apigov diff … | head`) has seen enough; that is no fault.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit()
  })
  return { stdout: process.stdout, stderr: process.stderr, env: process.env, cwd: process.cwd(), signal: ended.signal }
}
