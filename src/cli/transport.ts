import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { KeyproofError, messageOf } from '../errors.ts'
import type { Transport } from '../http/transport.ts'
import { isLoopback } from '../loopback.ts'

/** Options of how a target is reached. */
export interface TransportFlags {
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
  readonly insecure?: boolean
  readonly allowInsecure?: boolean
}

/** Adds the options of how a target is reached. */
export function addTransport(command: Command): Command {
  return command
    .option('--ca <file>', 'PEM file of authorities to trust beside the usual ones')
    .option('--cert <file>', 'PEM file of a client certificate')
    .option('--key <file>', 'PEM file of its key')
    .option('--insecure', 'takes any certificate: only for servers of your own')
    .option('--allow-insecure', 'sends credentials over plain http to other machines too')
}

/** Reads the files, and gives how to reach a URL: through the proxy of the usual variables where they name one. */
export function readTransport(flags: TransportFlags, cwd: string): (target: string) => Transport | undefined {
  const read = (option: string, file: string | undefined): string | undefined => {
    if (file === undefined) return undefined
    try {
      return readFileSync(resolve(cwd, file), 'utf8')
    } catch (error) {
      throw new KeyproofError(
        'usage',
        `The file given with ${option} cannot be read: ${messageOf(error)}`,
        'Check the path.',
        error,
      )
    }
  }
  const [ca, cert, key] = [read('--ca', flags.ca), read('--cert', flags.cert), read('--key', flags.key)]
  if ((cert === undefined) !== (key === undefined))
    throw new KeyproofError(
      'usage',
      `${cert === undefined ? '--key' : '--cert'} is given without ${cert === undefined ? '--cert' : '--key'}.`,
      'A client certificate needs both.',
    )
  if (flags.insecure === true)
    process.stderr.write(
      'keyproof: WARNING: --insecure takes any certificate, so whoever stands between here and the target can read the credentials and change the answers.\n',
    )
  return (target) => {
    const proxy = proxyFor(target, process.env)
    const transport: Transport = {
      ...(ca === undefined ? {} : { ca: [ca] }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...(flags.insecure === true ? { insecure: true } : {}),
      ...(proxy === null ? {} : { proxy }),
    }
    return Object.keys(transport).length === 0 ? undefined : transport
  }
}

/** The proxy that HTTPS_PROXY or HTTP_PROXY names for a URL, unless NO_PROXY does too; none for this machine. */
export function proxyFor(target: string, environment: NodeJS.ProcessEnv): string | null {
  // What is no URL is told of where it is opened.
  if (!/^https?:/i.test(target) || !URL.canParse(target)) return null
  const { protocol, hostname, port } = new URL(target)
  if (isLoopback(hostname)) return null
  const scheme = protocol.slice(0, -1)
  const proxy = environment[`${scheme}_proxy`] ?? environment[`${scheme.toUpperCase()}_PROXY`] ?? ''
  if (
    proxy === '' ||
    isExcepted(
      hostname,
      port || (scheme === 'https' ? '443' : '80'),
      environment['no_proxy'] ?? environment['NO_PROXY'] ?? '',
    )
  )
    return null
  const url = proxy.includes('://') ? proxy : `http://${proxy}`
  if (!URL.canParse(url) || !/^https?:/i.test(url))
    throw new KeyproofError(
      'config',
      `The proxy in ${scheme.toUpperCase()}_PROXY is no http or https URL.`,
      'Write it as http://host:port, or unset it.',
    )
  return url
}

function isExcepted(hostname: string, port: string, list: string): boolean {
  const host = hostname.toLowerCase()
  return list.split(/[\s,]+/).some((entry) => {
    if (entry === '*') return true
    const [, name = '', only] = /^(.*?)(?::(\d+))?$/.exec(entry.toLowerCase().replace(/^\*?\./, '')) ?? []
    return (
      name !== '' && (only === undefined || only === port) && (host === name || host.endsWith(`.${name}`))
    )
  })
}
