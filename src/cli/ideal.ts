import type { Target } from '../target/types.ts'

/** A target that can do everything: what does not apply there applies nowhere. */
export const ideal: Target = {
  kind: 'live',
  url: 'http://127.0.0.1',
  stateful: true,
  ephemeral: true,
  credentials: {},
  limits: [],
  avoid: {},
  log: () => '',
  [Symbol.asyncDispose]: () => Promise.resolve(),
}
