const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/**
 * `30s`, `5m`, `1d` (also `ms`, `h`) in milliseconds; `undefined` where the text is not one. Zero is allowed, signs and fractions
 * are not.
 */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text)
  return match ? Number(match[1]) * units[match[2] as keyof typeof units] : undefined
}
