import { createRequire } from 'node:module'

const { version: own } = createRequire(import.meta.url)('keyproof/package.json') as {
  readonly version: string
}

/** Version of this keyproof. */
export const version: string = own
