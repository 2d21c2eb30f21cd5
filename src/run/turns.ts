/** Lets those who ask for the same thing have it one after another; what it gives ends the turn. */
export function createTurns(): (thing: string) => Promise<() => void> {
  const last = new Map<string, Promise<void>>()
  return async (thing) => {
    const before = last.get(thing)
    const { promise, resolve } = Promise.withResolvers<void>()
    last.set(thing, promise)
    await before
    return resolve
  }
}
