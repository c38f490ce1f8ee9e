/** The path of a file below the folder that a gateway was started with: what a snapshot names of secrets. It cannot leave the folder. */
export const secretFilePattern = /^(?!\.{1,2}(\/|$))[\w.-]+(\/(?!\.{1,2}(\/|$))[\w.-]+)*$/

/** What a certificate of an upstream may be issued to beside addresses: a DNS name (RFC 1123). */
export const serverNamePattern =
  /^(?=.{1,253}$)(?!.*\.\d+$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i
