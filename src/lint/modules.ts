import type { Place } from '../base/place.ts'

/**
 * What a ruleset asks for that is code, or stands in a package. Whoever implements it runs code of others, so it is there only where
 * that process is held to limits.
 */
export interface Modules {
  /** What a file of the ruleset or of a package exports by default. Throws a `ModuleTrouble`. */
  load(path: string): Promise<unknown>
  /**
   * What a package's name stands for, an absolute path, as Node finds it from the folder of a file; `null` where it is not
   * installed. Throws a `ModuleTrouble` where it has no main file.
   */
  find(name: string, from: string): string | null
  /** The text of a file of a package. Throws where there is none. */
  read(path: string): string
  /** Where in the ruleset something was thrown; `null` where its stack does not say. */
  placeOf(thrown: unknown): Place | null
}

/** A module that cannot be run: missing, not JavaScript, or it throws. */
export class ModuleTrouble extends Error {
  readonly place: Place
  /** As `Finding.help`. */
  readonly help: string

  constructor(place: Place, message: string, help: string, cause?: unknown) {
    super(message, { cause })
    this.place = place
    this.help = help
  }
}
