/** What several cases share: made by the first that asks for it. */
export interface Memory {
  once<T>(name: string, make: () => Promise<T>): Promise<T>
}

/** An empty memory. */
export function createMemory(): Memory {
  const kept = new Map<string, Promise<unknown>>()
  return {
    once<T>(name: string, make: () => Promise<T>): Promise<T> {
      const known = kept.get(name) ?? make()
      kept.set(name, known)
      return known as Promise<T>
    },
  }
}
