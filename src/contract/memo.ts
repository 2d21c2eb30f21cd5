/**
 * The function computed once for each object, and kept for as long as the object is: for what is immutable, as a
 * contract and its parts are.
 */
export function onceFor<K extends object, V>(compute: (key: K) => V): (key: K) => V {
  const kept = new WeakMap<K, { readonly value: V }>()
  return (key) => {
    const known = kept.get(key)
    if (known !== undefined) return known.value
    const value = compute(key)
    kept.set(key, { value })
    return value
  }
}
