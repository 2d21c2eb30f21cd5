import fc from 'fast-check'

/** A text that is the same for two inputs of a case only where they are alike; JSON where that tells them apart. */
export function identityOf(input: unknown): string {
  // fast-check's own rendering knows every kind of value, and takes its time.
  return isJson(input) ? JSON.stringify(input) : fc.stringify(input)
}

/** Whether JSON keeps all of a value. */
function isJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0)
  if (value === null || typeof value !== 'object')
    return typeof value === 'string' || typeof value === 'boolean' || value === null
  if (Array.isArray(value)) return Array.from(value as readonly unknown[]).every(isJson)
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && prototype !== Object.prototype) return false
  return Object.getOwnPropertySymbols(value).length === 0 && Object.values(value).every(isJson)
}
