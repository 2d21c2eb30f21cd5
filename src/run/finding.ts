import { operationByKey } from '../contract/lookup.ts'
import type { Contract, KeyResource } from '../contract/types.ts'
import { toCurl } from '../http/curl.ts'
import type { Exchange, RequestTemplate } from '../http/exchange.ts'
import type { Rule } from '../rules/types.ts'
import type { CasePath } from './case.ts'
import type { Because, Finding, ReportedExchange } from './events.ts'
import type { Suspicion } from './judge.ts'
import type { Shrunk } from './shrink.ts'
import { replayToken } from './replay-token.ts'
import type { Session } from './session.ts'
import type { Target } from '../target/types.ts'

/** What a replay token says beside the finding's own place. */
export interface FindingContext {
  readonly session: Session
  readonly seed: number
  readonly target: string
}

/** The finding as reports show it: names of secrets and keys in order of appearance, so that runs compare. */
export function findingOf(suspicion: Suspicion, shrunk: Shrunk, context: FindingContext): Finding {
  const { rule, operation, level, fingerprint, unit } = suspicion
  const { contract, target, mark, vault } = context.session
  const { breach } = shrunk
  const renamed = renamer(mark, contract.name)
  // What has come to be known as a secret since may stand in an earlier exchange.
  const rename = (text: string): string => renamed(vault.hideParts(vault.redact(text)))
  const exchanges = breach.exchanges.map((exchange) => reported(exchange, rename))
  const told = breach.exchanges.at(-1)
  const confidence = shrunk.stands ? (breach.confidence ?? 'firm') : 'tentative'
  return {
    fingerprint,
    document: contract.name,
    rule: rule.id,
    group: rule.group,
    level: shrunk.stands ? level : lowered(level),
    severity: breach.severity ?? rule.severity,
    basis: breach.basis ?? rule.basis,
    confidence,
    operation,
    scenario: unit.scenario.name,
    message: rename(
      shrunk.stands
        ? breach.message
        : `${breach.message} This is intermittent: seen ${suspicion.count === 1 ? 'once' : `${suspicion.count} times`}, and not again when played again.`,
    ),
    ...(breach.expected === undefined ? {} : { expected: rename(breach.expected) }),
    ...(breach.received === undefined ? {} : { received: rename(breach.received) }),
    because: breach.because ?? groundOf(rule, unit.subject.resource, contract, operation),
    ...(breach.story === undefined ? {} : { story: breach.story.map(rename) }),
    exchanges,
    curl:
      told === undefined
        ? ''
        : curlOf(renamedTemplate(told.request, rename), contract.source, target, {
            given: [...(context.session.given.headers ?? [])],
            before: breach.exchanges.length - 1,
          }),
    replay: replayToken({
      document: contract.source,
      target: context.target,
      scenario: unit.scenario.name,
      operation: unit.subject.operation.key,
      seed: context.seed,
      path: pathText(shrunk.path),
      fingerprint,
    }),
    count: suspicion.count,
    cwe: rule.cwe,
    owasp: rule.owasp,
  }
}

function lowered(level: Finding['level']): Finding['level'] {
  return level === 'fail' ? 'warn' : 'info'
}

/**
 * What a breach stands on that names nothing of its own: the rule's source, and what in the document made it
 * matter here, which is what was understood of expiry or revocation, or else the operation.
 */
function groundOf(
  rule: Rule,
  resource: KeyResource | null,
  contract: Contract,
  operation: string | null,
): Because {
  const source = rule.sources[0]?.ref ?? rule.statement
  const about = /expir/.test(rule.id) ? 'expiry' : /revoke|deleted/.test(rule.id) ? 'revoke' : null
  const evidence = resource?.evidence.find((one) => about !== null && one.about === about)
  const own = operation === null ? undefined : operationByKey(contract, operation)?.pointer
  const pointer = evidence?.pointer ?? own
  return {
    ...(evidence?.quote === undefined ? {} : { quote: evidence.quote }),
    ...(pointer === undefined ? {} : { pointer }),
    source,
  }
}

/** The line for a request; it says where keys of the run stand in it, which are gone by now, and whom it is for. */
function curlOf(
  request: RequestTemplate,
  document: string,
  { kind, ephemeral, url }: Target,
  { given, before }: { readonly given: readonly string[]; readonly before: number },
): string {
  // In a comment of the shell anything but a plain name might end it.
  const named = /^[\w./@:-]+$/.test(document) ? document : 'DOCUMENT'
  const ownKeys = /<secret:k\d/.test(JSON.stringify(request))
  const notes = [
    ...(before === 0 ? [] : [`the last of ${before + 1} requests that show it together`]),
    ...(ownKeys ? ['k1 and so on are keys of the run, gone by now: keyproof replay makes others'] : []),
    ...(ephemeral
      ? [`for ${kind === 'prism' ? `prism mock -p 4010 ${named}` : `keyproof mock ${named}`} beside it`]
      : []),
  ]
  return toCurl(request, curlBase(ephemeral, url), {}, notes, given)
}

/** A server that ends with the run had a port of its own; the line names the port one would start it on. */
function curlBase(ephemeral: boolean, url: string): string {
  return ephemeral ? 'http://127.0.0.1:4010' : url
}

function pathText(path: CasePath): string {
  if (path.kind === 'once') return ''
  return path.kind === 'always' ? `a${[path.index, ...(path.smaller ?? [])].join(':')}` : path.path
}

/** Renames secret tokens to k1, k2, ..., those of other secrets to other1, ..., in order of appearance, and takes the run's own mark out of names. */
function renamer(mark: string, document: string): (text: string) => string {
  const names = new Map<string, string>()
  const others = new Map<string, string>()
  return (text) =>
    text
      .replaceAll(`<secret:${document}.`, '<secret:')
      .replaceAll(/<secret:@([\w.]+)((?:\|[^<>]*)?)>/g, (_token, name: string, edit: string) => {
        const short = names.get(name) ?? `k${names.size + 1}`
        names.set(name, short)
        return `<secret:${short}${edit}>`
      })
      .replaceAll(
        /<secret:((?:other|beside)\.[0-9a-f]{8})((?:\|[^<>]*)?)>/g,
        (_token, name: string, edit: string) => {
          const short = others.get(name) ?? `other${others.size + 1}`
          others.set(name, short)
          return `<secret:${short}${edit}>`
        },
      )
      .replaceAll(mark, 'keyproof-')
}

function renamedTemplate(request: RequestTemplate, rename: (text: string) => string): RequestTemplate {
  return {
    ...request,
    path: rename(request.path),
    headers: request.headers.map(([name, value]) => [name, rename(value)] as const),
    ...(request.body === undefined ? {} : { body: rename(request.body) }),
  }
}

function reported(exchange: Exchange, rename: (text: string) => string): ReportedExchange {
  const { method, path, headers, body } = renamedTemplate(exchange.request, rename)
  const { response } = exchange
  return {
    request: { method, path, headers, ...(body === undefined ? {} : { body }) },
    response: {
      ...response,
      headers: response.headers.map(([name, value]) => [name, rename(value)] as const),
      body: rename(response.body),
    },
  }
}
