import { basename } from 'node:path'
import type { Contract } from '../contract/types.ts'
import type { CredentialSource } from '../run/credential-source.ts'
import type { Principal } from '../run/principal.ts'
import { outputOf } from './command.ts'
import {
  checkSchemes,
  lastOfEach,
  readCredential,
  warnOfLiterals,
  type GivenCredential,
} from './credentials.ts'
import { readLogin } from './login.ts'
import { memberOf, membersOf, wrong, type Part } from './members.ts'
import { readPrincipals } from './principals.ts'
import type { Settings } from './settings.ts'

/** Where credentials may be given. */
export interface GivenBy {
  readonly settings: Settings
  /** The configuration file, for messages. */
  readonly file: string
  readonly credential: readonly string[]
  readonly principal: readonly string[]
  readonly environment: NodeJS.ProcessEnv
  readonly cwd: string
}

/** The credentials of a run; those that must be asked for are empty. */
export interface Given {
  readonly credentials: readonly GivenCredential[]
  readonly principals: readonly Principal[]
  readonly sources: readonly CredentialSource[]
}

const usualTimeoutMs = 30_000
const entryForm =
  'a text (the credential, env:NAME or file:PATH), {command: [PROGRAM, ...]} or {login: {path: ..., token: ...}}'
const accountName = /^[A-Za-z][\w-]*$/

/**
 * Gathers credentials and second accounts: the command line stands over the environment, and that over the
 * configuration. `live` is whether there is somebody to ask: other targets have credentials of their own.
 */
export function gather(by: GivenBy, contracts: readonly Contract[], live: boolean): Given {
  const { settings, environment, cwd } = by
  const given = [
    ...(environment['KEYPROOF_CREDENTIAL'] === undefined ? [] : [environment['KEYPROOF_CREDENTIAL']]),
    ...by.credential,
  ]
  const own = entriesOf(settings.credentials ?? {}, { file: by.file, path: 'credentials' }, null, by)
  const ownSources = own.sources.filter(({ scheme }) => live && !isNamed(scheme, given))
  const credentials = [
    ...lastOfEach([...own.texts, ...given])
      .map((text) => readCredential(text, environment, cwd))
      .filter(({ scheme }) => !ownSources.some((source) => source.scheme === scheme)),
    ...ownSources.map(({ scheme }) => ({ scheme, value: '' })),
  ]
  checkSchemes(credentials, contracts)
  warnOfLiterals(by.credential)

  const accounts = accountsOf(by)
  const sources = accounts.sources.filter(
    ({ scheme, principal }) => live && !isNamed(`${principal}:${scheme}`, by.principal),
  )
  return {
    credentials,
    principals: readPrincipals(by.principal, contracts, environment, cwd, {
      texts: accounts.texts.filter((text) => !isNamed(text.slice(0, text.indexOf('=')), by.principal)),
      sources,
    }),
    sources: [...ownSources, ...sources],
  }
}

interface Entries {
  /** `SCHEME=VALUE`, for a second account with its name before it. */
  readonly texts: readonly string[]
  readonly sources: readonly CredentialSource[]
}

function accountsOf(by: GivenBy): Entries {
  const texts: string[] = []
  const sources: CredentialSource[] = []
  for (const [name, value] of Object.entries(by.settings.principals ?? {})) {
    const part = memberOf({ file: by.file, path: 'principals' }, name)
    if (!accountName.test(name)) throw wrong(part, 'named with letters, digits, - and _')
    const account = membersOf(
      value,
      part,
      ['credentials', 'parameters'],
      'a map of credentials and parameters',
    )
    const entries = entriesOf(account['credentials'] ?? {}, memberOf(part, 'credentials'), name, by)
    texts.push(...entries.texts.map((text) => `${name}:${text}`))
    sources.push(...entries.sources)
    const where = memberOf(part, 'parameters')
    for (const [parameter, given] of Object.entries(
      membersOf(account['parameters'] ?? {}, where, null, 'a map of names to values'),
    )) {
      if (!['string', 'number', 'boolean'].includes(typeof given))
        throw wrong(memberOf(where, parameter), 'a text, a number or a boolean')
      texts.push(`${name}:{${parameter}}=${String(given)}`)
    }
  }
  return { texts, sources }
}

function entriesOf(given: unknown, part: Part, principal: string | null, by: GivenBy): Entries {
  const texts: string[] = []
  const sources: CredentialSource[] = []
  for (const [scheme, entry] of Object.entries(membersOf(given, part, null, 'a map of names to credentials')))
    if (typeof entry === 'string') texts.push(`${scheme}=${entry}`)
    else sources.push(sourceOf(entry, memberOf(part, scheme), scheme, principal, by))
  return { texts, sources }
}

function sourceOf(
  entry: unknown,
  part: Part,
  scheme: string,
  principal: string | null,
  { environment, cwd }: GivenBy,
): CredentialSource {
  const name = principal === null ? `credential ${scheme}` : `credential ${scheme} of ${principal}`
  const { command, timeout, login } = membersOf(entry, part, ['command', 'timeout', 'login'], entryForm)
  if ((command === undefined) === (login === undefined)) throw wrong(part, entryForm)
  if (login !== undefined) {
    if (timeout !== undefined) throw wrong(memberOf(part, 'timeout'), 'left out: a login keeps to --timeout')
    const own = principal === null ? scheme : `${principal}.${scheme}`
    return {
      kind: 'login',
      scheme,
      principal,
      login: readLogin(login, memberOf(part, 'login'), own, { environment, cwd }),
    }
  }
  const words: readonly unknown[] = Array.isArray(command) ? command : []
  const texts = words.filter((word) => typeof word === 'string')
  if (texts.length === 0 || texts.length < words.length || texts[0] === '')
    throw wrong(
      memberOf(part, 'command'),
      'a list of texts: the program, then each of its arguments, since it runs without a shell',
    )
  if (timeout !== undefined && !(Number.isSafeInteger(timeout) && Number(timeout) > 0))
    throw wrong(memberOf(part, 'timeout'), 'a number of milliseconds')
  const limit = timeout === undefined ? usualTimeoutMs : Number(timeout)
  return {
    kind: 'command',
    scheme,
    principal,
    program: basename(texts[0]!),
    run: (signal) => outputOf({ command: texts, timeoutMs: limit }, name, cwd, signal),
  }
}

function isNamed(name: string, texts: readonly string[]): boolean {
  return texts.some((text) => text.startsWith(`${name}=`))
}
