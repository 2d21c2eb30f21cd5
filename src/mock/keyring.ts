import { hash, timingSafeEqual } from 'node:crypto'
import type { SecurityScheme } from '../contract/types.ts'
import type { Principal } from './call.ts'
import type { KeyRecord, Ledger } from './ledger.ts'

/** Decides which values are credentials, and whose; knows them by their digests alone. */
export interface Keyring {
  readonly digest: (value: string) => string
  /** Makes a value a credential of an account. */
  readonly admit: (scheme: string, value: string, account: string) => void
  /** Whose credential a value is under a scheme; undefined for one that is none, or no longer. */
  readonly whose: (scheme: string, value: string) => Principal | undefined
}

/** How the value of a scheme looks where its carrier holds it, given a bare issued secret and the user it belongs to. */
export function carried(scheme: SecurityScheme | undefined, secret: string, user?: string): string {
  if (scheme?.kind !== 'http' || scheme.scheme.toLowerCase() !== 'basic') return secret
  // As Stripe does it where there is no user: the secret is the user name, and the password is empty.
  return user === undefined ? `${secret}:` : `${user}:${secret}`
}

/**
 * A keyring over a ledger. Values are compared by keyed digests: finding one in an index tells by its timing
 * only about a digest that nobody outside can compute, and what is found is compared in constant time.
 */
export function createKeyring(ledger: Ledger, alive: (record: KeyRecord) => boolean): Keyring {
  const own = new Map<string, { readonly digest: Buffer; readonly account: string }[]>()
  // As text, which Node gives in half the time of bytes.
  const digest = (value: string): string => hash('sha256', ledger.pepper + value, 'base64url')
  const presented = Buffer.alloc(digest('').length)
  return {
    digest,
    admit(scheme, value, account) {
      own.set(scheme, [...(own.get(scheme) ?? []), { digest: Buffer.from(digest(value)), account }])
    },
    whose(scheme, value) {
      const text = digest(value)
      presented.write(text, 'latin1')
      let account: string | undefined
      for (const candidate of own.get(scheme) ?? [])
        if (timingSafeEqual(candidate.digest, presented)) account = candidate.account
      if (account !== undefined) return { account, record: null }
      const record = ledger.byDigest(text)
      if (record === undefined || record.scheme !== scheme) return undefined
      if (!timingSafeEqual(Buffer.from(record.digest), presented) || !alive(record)) return undefined
      return { account: record.account, record }
    },
  }
}
