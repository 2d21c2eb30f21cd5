import type { Contract, SecurityScheme } from '../contract/types.ts'
import { KeyproofError } from '../errors.ts'
import { bareCredential } from '../generate/credentials.ts'
import { mayBeLed } from '../generate/leads.ts'
import { isNear, nearest } from '../nearest.ts'
import { valueOf } from './values-from.ts'

/** A credential by the security scheme of the document. */
export interface GivenCredential {
  readonly scheme: string
  readonly value: string
}

/** `SCHEME=VALUE`, where VALUE is the credential itself, `env:NAME` or `file:PATH`. */
export function readCredential(text: string, environment: NodeJS.ProcessEnv, cwd: string): GivenCredential {
  const cut = text.indexOf('=')
  // The text may be nothing but a secret, so it is not repeated.
  if (cut <= 0)
    throw new KeyproofError(
      'credential',
      'A credential lacks its security scheme.',
      'Write it as SCHEME=VALUE, with the name the document gives the scheme: --credential ApiKey=env:API_KEY',
    )
  const scheme = text.slice(0, cut)
  const value = text.slice(cut + 1)
  // What stands before the = may be a secret in Base64 with its padding.
  if (/^=?$/.test(value))
    throw new KeyproofError(
      'credential',
      'A credential lacks its security scheme or its value.',
      'Write it as SCHEME=VALUE, with the name the document gives the scheme: --credential ApiKey=env:API_KEY',
    )
  return { scheme, value: checked(scheme, valueOf(value, `credential ${scheme}`, environment, cwd)) }
}

function checked(scheme: string, value: string): string {
  if (value === '')
    throw new KeyproofError(
      'credential',
      `The credential ${scheme} is empty.`,
      'Give a value, env:NAME or file:PATH.',
    )
  if (/[\r\n]/.test(value))
    throw new KeyproofError(
      'credential',
      `The credential ${scheme} has a line break in it.`,
      'A header cannot carry it; check for a stray line end.',
    )
  return value
}

/** Whether a credential's value stands in clear in the text, rather than where to find it. */
function isLiteral(text: string): boolean {
  return !/^[^=]+=(?:env|file):/.test(text)
}

/** Warns of credentials that stand in clear on the command line. */
export function warnOfLiterals(texts: readonly string[]): void {
  if (texts.some((text) => isLiteral(text)))
    process.stderr.write(
      'keyproof: a credential on the command line can be read by other processes; --credential SCHEME=env:NAME keeps it out.\n',
    )
}

/** Of several credentials for the same scheme, the last one: those before it need not even be readable. */
export function lastOfEach(texts: readonly string[]): readonly string[] {
  return [
    ...new Map(
      texts.map((text) => [text.includes('=') ? text.slice(0, text.indexOf('=')) : text, text]),
    ).values(),
  ]
}

/** Checks that every scheme is one of a document's own, and that no credential begins with the name of another. */
export function checkSchemes(
  given: readonly { readonly scheme: string; readonly value?: string }[],
  contracts: readonly Contract[],
): void {
  const known = [...new Set(contracts.flatMap((contract) => Object.keys(contract.securitySchemes)))]
  for (const { scheme, value = '' } of given) {
    if (known.includes(scheme)) {
      checkWord(scheme, value, contracts)
      continue
    }
    // Far from every known name, it may be a secret that has an = in it, so it is not repeated.
    throw new KeyproofError(
      'credential',
      isNear(scheme, known)
        ? `No document declares a security scheme named ${scheme}.`
        : 'A credential names a security scheme that no document declares.',
      nearest(scheme, known),
    )
  }
}

/** A word before the credential is taken off where the scheme has it there; elsewhere it would only be refused. */
function checkWord(name: string, value: string, contracts: readonly Contract[]): void {
  const [, word] = /^(bearer|basic)\s/i.exec(value) ?? []
  const declared = contracts.flatMap((contract) => contract.securitySchemes[name] ?? [])
  if (word === undefined || declared.some((scheme) => takesOff(scheme, value) || mayBeLed(scheme))) return
  throw new KeyproofError(
    'credential',
    `The credential ${name} begins with ${word}, which the scheme ${name} does not have before it.`,
    'Give the bare credential; keyproof adds what a scheme needs before it.',
  )
}

function takesOff(scheme: SecurityScheme, value: string): boolean {
  return bareCredential(scheme, value) !== value
}
