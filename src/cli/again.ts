import type { Contract } from '../contract/types.ts'
import type { Again } from '../run/events.ts'
import { mayBeSecret } from '../http/fields.ts'
import { variableFor } from '../variable.ts'
import { journalFolder } from './journal.ts'
import type { AccessFlags, Flags } from './run-flags.ts'

/** The flags of a run that it takes to do a part of it again. */
type AgainFlags = AccessFlags & Pick<Flags, 'overlay' | 'journal' | 'config'>

/**
 * The flags by which `replay` and `sweep` reach the target as the run did. Values that stood on the command line
 * become names of environment variables; what came from elsewhere comes from there again.
 */
export function againOf(flags: AgainFlags, { securitySchemes }: Contract, targetUrl: string): Again {
  const credentials = (flags.credential ?? []).filter((text) => schemeOf(text) in securitySchemes)
  const principals = (flags.principal ?? []).filter((text) => {
    const [, rest = ''] = /^[^:]*:(.*)$/s.exec(text) ?? []
    return rest.startsWith('{') || schemeOf(rest) in securitySchemes
  })
  const access = [
    ...credentials.flatMap((text) => ['--credential', word(sourceOf(text))]),
    ...principals.flatMap((text) => ['--principal', word(principalOf(text))]),
    ...(flags.header ?? []).flatMap((text) => ['--header', headerOf(text)]),
    ...(['ca', 'cert', 'key'] as const).flatMap((name) => {
      const file = flags[name]
      return file === undefined ? [] : [`--${name}`, word(file)]
    }),
    ...(flags.insecure === true ? ['--insecure'] : []),
    ...(flags.allowInsecure === true ? ['--allow-insecure'] : []),
  ]
  const config = flags.config === undefined ? [] : ['--config', word(flags.config)]
  const replay = [
    ...access,
    ...(flags.param ?? []).flatMap((text) => ['--param', parameterOf(text)]),
    ...(Array.isArray(flags.overlay)
      ? (flags.overlay as readonly string[]).flatMap((file) => ['--overlay', word(file)])
      : []),
    ...(flags.overlay === false ? ['--no-overlay'] : []),
    ...config,
  ]
  const journal = flags.journal ?? journalFolder
  const sweep = [
    '--target',
    word(targetUrl),
    ...access,
    ...config,
    ...(journal === journalFolder ? [] : ['--journal', word(journal)]),
  ]
  return { replay: replay.join(' '), sweep: sweep.join(' ') }
}

function schemeOf(text: string): string {
  return text.slice(0, Math.max(0, text.indexOf('=')))
}

/** Where a credential comes from, without its value. */
function sourceOf(text: string, owner = ''): string {
  const scheme = schemeOf(text)
  return /^(?:env|file):/.test(text.slice(scheme.length + 1))
    ? text
    : `${scheme}=env:${variableFor(owner + scheme)}`
}

function principalOf(text: string): string {
  const [, name = '', rest = ''] = /^([^:]*):(.*)$/s.exec(text) ?? []
  return rest.startsWith('{') ? text : `${name}:${sourceOf(rest, `${name}_`)}`
}

/** A header's value may be a secret of any kind. */
function headerOf(text: string): string {
  const name = text.slice(0, Math.max(0, text.indexOf(':')))
  return `"${name}: $${variableFor(name)}"`
}

/** A parameter may carry a secret, such as a password. */
function parameterOf(text: string): string {
  const name = schemeOf(text)
  return mayBeSecret(name) ? `"${name}=$${variableFor(name)}"` : word(text)
}

function word(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
