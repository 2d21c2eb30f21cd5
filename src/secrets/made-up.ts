const uuid = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i
/** How the names of a run's own keys begin. */
const ownName = /^keyproof-[\da-f]{8}-/
/** Characters that an id of letters and digits has at least, and groups of digits in it: words with a number have one. */
const shortest = 10
const digitGroups = 3

/**
 * Whether the name of a member looks made up by a machine, as those of a map from ids to keys are, and so is a value and
 * no name: it would be another in every run.
 */
export function isMadeUp(name: string): boolean {
  if (/^\d+$/.test(name) || uuid.test(name) || ownName.test(name) || name.includes('<secret:')) return true
  const last = name.split(/[^A-Za-z\d]/).at(-1) ?? ''
  return last.length >= shortest && (last.match(/\d+/g)?.length ?? 0) >= digitGroups
}

/** The JSON Pointer with `*` for the names in it that are made up. */
export function withoutMadeUp(pointer: string): string {
  return pointer
    .split('/')
    .map((segment) => (segment !== '' && isMadeUp(segment) ? '*' : segment))
    .join('/')
}
