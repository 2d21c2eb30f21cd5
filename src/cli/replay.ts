import { Command, Option } from 'commander'
import { inert, visible, visibleBlock } from '../report/text.ts'
import type { ReportedExchange, RunEvent } from '../run/events.ts'
import { readReplayToken, type ReplayPoint } from '../run/replay-token.ts'
import { addAccessFlags, type Flags } from './run-flags.ts'
import { runFrom } from './run.ts'
import { paragraph } from './text.ts'
import { addTransport } from './transport.ts'

/** `keyproof replay <token>`. */
export function replayCommand(): Command {
  const command = new Command('replay')
    .description('Plays one recorded failure again, alone, and shows the exchange.')
    .argument('<token>', 'the token a finding ends with')
    .argument('[document]', 'the document, where it is no longer where the run read it')
    .addOption(new Option('--target <target>', 'in place of the target of the run'))
  addAccessFlags(command)
    .option('--keep-keys', 'do not revoke the created keys at the end')
    .option('--config <file>', 'configuration (default: keyproof.config.ts, .js, .json or .yaml)')
  return addTransport(command).action(async (token: string, document: string | undefined, flags: Flags) => {
    const point = readReplayToken(token)
    const target = flags.target ?? point.target
    process.exitCode = await runFrom(
      [document ?? point.document],
      { ...flags, target, seed: point.seed },
      process.cwd(),
      { point, tell: (events) => told(point, events) },
    )
  })
}

function told(point: ReplayPoint, events: readonly RunEvent[]): string {
  const findings = events.flatMap((event) => (event.type === 'finding' ? [event.finding] : []))
  const found = findings.find((finding) => finding.fingerprint === point.fingerprint)
  const notices = events.flatMap((event) =>
    event.type === 'notice' && event.severity === 'error' ? [event.message] : [],
  )
  const undecided = new Set(
    events.flatMap((event) =>
      event.type === 'verdict' && event.verdict.verdict === 'inconclusive'
        ? [event.verdict.reason ?? '']
        : [],
    ),
  )
  const whyNot =
    notices.length > 0
      ? notices.join(' ')
      : undecided.size > 0
        ? `It could not be judged this time. ${[...undecided].join(' ')}`
        : 'It does not show this time: the rule was not broken in this place.'
  const head = `${point.scenario} on ${point.operation}, seed ${point.seed}`
  if (found === undefined) return `${head}\n${paragraph(inert(visible(whyNot)), 2)}\n`
  return [
    head,
    '',
    `✗ ${found.rule}`,
    paragraph(visible(found.message), 2),
    ...(found.story ?? []).map((step, index) => `  ${index + 1}. ${visible(step)}`),
    ...(found.expected === undefined ? [] : [`  expected  ${visible(found.expected)}`]),
    ...(found.received === undefined ? [] : [`  received  ${visible(found.received)}`]),
    '',
    ...found.exchanges.map(shown),
    ...madeBefore(found.exchanges, events),
    ...(found.curl === '' ? [] : [visible(found.curl), '']),
  ]
    .map(inert)
    .join('\n')
}

/** Where the keys come from whose secrets stand in the exchanges, as far as those do not show it. */
function madeBefore(exchanges: readonly ReportedExchange[], events: readonly RunEvent[]): readonly string[] {
  const creates = new Set(
    events.flatMap((event) =>
      event.type === 'document-started'
        ? event.document.keyResources.flatMap(({ roles }) => roles['create'] ?? [])
        : [],
    ),
  )
  const shownHere = exchanges.some(({ request }) =>
    [...creates].some((key) => key.startsWith(`${request.method} `) && request.method === 'POST'),
  )
  const keys = new Set(JSON.stringify(exchanges).match(/(?<=<secret:)k\d+/g))
  return keys.size === 0 || creates.size === 0 || shownHere
    ? []
    : [
        paragraph(
          `${[...keys].join(', ')}: ${keys.size === 1 ? 'the secret of a key' : 'secrets of keys'} that this run made before, with ${[...creates].join(' or ')}.`,
          0,
        ),
        '',
      ]
}

/** An exchange as it would stand on the wire, with control characters made visible. */
function shown({ request, response }: ReportedExchange): string {
  const lines = [
    `> ${request.method} ${request.path}`,
    ...request.headers.map(([name, value]) => `> ${name}: ${value}`),
    ...(request.body === undefined ? [] : ['>', `> ${request.body}`]),
    `< ${response.status}`,
    ...response.headers.map(([name, value]) => `< ${name}: ${value}`),
    ...(response.body === '' ? [] : ['<', ...response.body.split('\n').map((line) => `< ${line}`)]),
    '',
  ]
  return lines.map(visibleBlock).join('\n')
}
