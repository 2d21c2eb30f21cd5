import type { Vault } from '../secrets/types.ts'
import { KeyproofError } from '../errors.ts'

/** Runs the work; what it throws reaches the console without the secrets the vault knows. */
export async function safely<T>(vault: Vault, work: () => Promise<T>): Promise<T> {
  const fatal = (error: unknown): void => {
    const clean = withoutSecrets(error, vault)
    process.stderr.write(`keyproof: this should not have happened: ${clean.message}\n${clean.stack ?? ''}\n`)
    process.exit(3)
  }
  process.on('uncaughtException', fatal)
  try {
    return await work()
  } catch (error) {
    throw withoutSecrets(error, vault)
  } finally {
    process.off('uncaughtException', fatal)
  }
}

/** The same error, its texts redacted. */
function withoutSecrets(error: unknown, vault: Vault): Error {
  if (error instanceof KeyproofError)
    return vault.holds(error.message) || vault.holds(error.hint)
      ? new KeyproofError(error.code, vault.redact(error.message), vault.redact(error.hint))
      : error
  const clean = new Error(vault.redact(error instanceof Error ? error.message : String(error)))
  if (error instanceof Error && error.stack !== undefined) clean.stack = vault.redact(error.stack)
  return clean
}
