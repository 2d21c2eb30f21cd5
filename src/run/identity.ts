import fc from 'fast-check'

/** A text that is the same for two inputs of a case only where they are alike; JSON where that tells them apart. */
export function identityOf(input: unknown): string {
  // fast-check's own rendering knows every kind of value, and takes its time.
  return isJson(input) ? JSON.stringify(input) : fc.stringify(input)
}

/** Whether JSON keeps all of a value. */
function isJson(value: unknown): boolean {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0)
  if (typeof value !== 'object') return false
  if (Array.isArray(value)) {
    // By index, since a hole is no member and no JSON.
    for (let index = 0; index < value.length; index++) if (!isJson(value[index])) return false
    return true
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && prototype !== Object.prototype) return false
  if (Object.getOwnPropertySymbols(value).length > 0) return false
  for (const name in value) if (!isJson((value as Readonly<Record<string, unknown>>)[name])) return false
  return true
}
