import pc from 'picocolors'
import { nearMisses } from '../contract/keys/infer.ts'
import { onceEach } from '../contract/problems.ts'
import type { Contract, Evidence, KeyResource, RoleBinding, SecurityScheme } from '../contract/types.ts'
import { counted, visible, wrap } from '../report/text.ts'
import { ruleById } from '../rules/catalogue.ts'
import { levelOf } from '../rules/levels.ts'
import type { Level } from '../rules/types.ts'
import type { Inspection } from './inspection.ts'
import { writtenSpans } from '../contract/spans.ts'

const width = 100
/** Columns of the names of conclusions. */
const names = 10
/** Problems and near misses shown; the rest is in the data. */
const mostProblems = 20
const mostNear = 3

/** An inspection for a person: what was found, why, what is wrong with the document, and what will be judged. */
export function inspectionText(contract: Contract, inspection: Inspection): string {
  const { keyResources } = contract
  const head = `${pc.bold(visible(inspection.document))}  ${inspection.openapi.startsWith('2') ? 'Swagger' : 'OpenAPI'} ${inspection.openapi} · ${counted(inspection.operations, 'operation')} · ${counted(keyResources.length, 'key resource')}`
  return `${[head, ...keyResources.flatMap((resource) => resourceLines(contract, resource)), ...nearLines(contract), ...problemLines(inspection), ...ruleLines(inspection)].join('\n')}\n`
}

/** What the document has before a key in its header, where its scheme is none that says so itself. */
function behind(scheme: SecurityScheme | undefined): string {
  return scheme?.kind === 'apiKey' && scheme.lead !== undefined
    ? ` as ${visible(scheme.parameter)}: ${visible(scheme.lead)}...`
    : ''
}

function addressed({ operation, idParameter, idIn }: RoleBinding): string {
  const place = idIn === 'path' ? '' : ` in the ${idIn}`
  return idParameter === undefined ? operation : `${operation}  by ${idParameter}${place}`
}

function resourceLines(contract: Contract, resource: KeyResource): readonly string[] {
  const {
    roles,
    secret,
    id,
    list,
    nameInRequest,
    expiry,
    masked,
    softDelete,
    security,
    furtherUpdates = [],
  } = resource
  const rows: (readonly [string, string])[] = [
    ...Object.entries(roles).flatMap(([role, binding]) =>
      [binding, ...(role === 'update' ? furtherUpdates : [])].map((one) => [role, addressed(one)] as const),
    ),
    [
      'secret',
      `${secret.pointer}  ${revealed[secret.reveal]}${secret.carrier === null ? '' : `, used with ${secret.carrier}${behind(contract.securitySchemes[secret.carrier])}`}${secret.user === undefined ? (secret.userName === undefined ? '' : ` under the user name ${visible(secret.userName)}`) : ` under the user name at ${secret.user}`}${secret.format.prefix === undefined ? '' : `, begins with ${secret.format.prefix}`}`,
    ],
    [
      'id',
      id === null
        ? 'none found'
        : 'pointer' in id
          ? `${id.pointer}${resource.idIsSecret ? '  the secret itself' : resource.idIsName ? '  the name the caller gave' : ''}`
          : `found in the list by ${id.match.join(' and ') || 'its other members'}`,
    ],
    ...(nameInRequest === null
      ? []
      : [
          [
            'name',
            `${nameInRequest} of the request${list?.name == null || list.name === nameInRequest ? '' : `, ${list.name} in the list`}`,
          ] as const,
        ]),
    ...(list === null
      ? []
      : [
          [
            'keys',
            `${list.items === '' ? 'the whole answer' : list.items} of the list${list.id === null ? '' : list.id === '' ? ', each an id' : `, each with ${list.id}`}`,
          ] as const,
        ]),
    ...(masked.length === 0 ? [] : [['masked', masked.join(', ')] as const]),
    ...(expiry === null
      ? []
      : [
          [
            'expiry',
            `${expiry.inRequest} of the request${expiry.unit === 'unknown' ? '' : `, in ${units[expiry.unit]}`}${expiry.relative === true ? ' from then on' : ''}${expiry.span === undefined ? '' : `, written like ${writtenSpans(expiry.span, 90_000)[0]}`}`,
          ] as const,
        ]),
    ...(softDelete === null ? [] : [['revoked', `told by ${softDelete.pointer}`] as const]),
    ['security', `${security.schemes.join(', ') || 'none'}  ${sources[security.source]}`],
  ]
  return [
    '',
    `${pc.bold(visible(resource.label))}  ${confidences[resource.confidence]}`,
    '',
    ...rows.map(([name, value]) => row(name, value)),
    '',
    pc.dim('  because'),
    ...resource.evidence.flatMap(evidenceLines),
  ]
}

const revealed = {
  once: 'shown once',
  always: 'shown whenever it is read',
  recoverable: 'shown again on request',
  unstated: 'how often it is shown is not said',
} as const
const units = { s: 'seconds', ms: 'milliseconds', iso8601: 'ISO 8601' } as const
const sources = {
  operation: '(on the operation)',
  document: '(for the whole document)',
  prose: '(from the text only)',
  none: '(nothing is asked for)',
} as const
const confidences = {
  certain: 'certain: annotated',
  firm: 'firm: the document says so in words or links',
  tentative:
    'tentative: by names and shapes; the run will tell, or annotate it (keyproof inspect --overlay FILE)',
} as const

function row(name: string, value: string): string {
  return wrap(visible(value), width, `  ${pc.cyan(name.padEnd(names))}`, names + 2)
}

function evidenceLines({ about, says, quote, pointer }: Evidence): readonly string[] {
  const own = about !== undefined && says.startsWith(`${about}: `) ? says.slice(about.length + 2) : says
  const words = quote === undefined ? '' : ` “${shortened(quote.replaceAll(/\s+/g, ' ').trim())}”`
  return [
    wrap(visible(`${own}${words}`), width, `  ${(about ?? '').padEnd(names)}`, names + 2),
    ...(pointer === undefined || pointer === ''
      ? []
      : [pc.dim(`${' '.repeat(names + 2)}${visible(pointer)}`)]),
  ]
}

function shortened(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 199)}…`
}

/** What was looked at and left: of use above all where nothing was found. */
function nearLines(contract: Contract): readonly string[] {
  const all = nearMisses(contract)
  if (all.length === 0)
    return contract.keyResources.length > 0
      ? []
      : [
          '',
          'No operation looks as if it created keys. If one does, annotate it with x-key-operation: {role: create}.',
        ]
  return [
    '',
    pc.bold('Not taken for keys'),
    ...all
      .slice(0, mostNear)
      .flatMap(({ operation, secret, evidence: { says, pointer } }) => [
        `  ${visible(operation)}  ${visible(secret)}`,
        wrap(visible(says), width, '    '),
        pc.dim(`    ${visible(pointer ?? '')}`),
      ]),
    ...(all.length > mostNear ? [`  and ${all.length - mostNear} more`] : []),
    '  If one of them creates keys, annotate it with x-key-operation: {role: create}.',
  ]
}

function problemLines({ problems }: Inspection): readonly string[] {
  if (problems.length === 0) return []
  const each = onceEach(problems)
  const errors = each.toSorted(
    (one, other) => Number(one.severity === 'warning') - Number(other.severity === 'warning'),
  )
  return [
    '',
    pc.bold(`${counted(problems.length, 'problem')} in the document`),
    ...errors
      .slice(0, mostProblems)
      .flatMap(({ severity, message, pointer }) => [
        wrap(
          visible(message.replaceAll(/\s+/g, ' ')),
          width,
          `  ${severity === 'error' ? pc.red('error  ') : pc.yellow('warning')}  `,
          11,
        ),
        ...(pointer === undefined || pointer === '' ? [] : [pc.dim(`           ${visible(pointer)}`)]),
      ]),
    ...(each.length > mostProblems ? [`  and ${each.length - mostProblems} more (--json tells all)`] : []),
  ]
}

const consequences: Readonly<Record<Exclude<Level, 'off'>, string>> = {
  fail: 'fails',
  warn: 'warns',
  info: 'notes',
}

/** Rules by group and by what becomes of the run when they are broken; those that do not apply by reason. */
function ruleLines({ rules }: Inspection): readonly string[] {
  const applying = rules.filter((rule) => rule.applies).flatMap(({ rule }) => ruleById(rule) ?? [])
  const groups = Map.groupBy(applying, ({ group }) => group)
  const lines = [
    '',
    `${pc.bold(`${applying.length} ${applying.length === 1 ? 'rule' : 'rules'} will be judged`)}  (keyproof rules ID tells all about one)`,
  ]
  for (const [group, members] of groups)
    for (const [level, consequence] of Object.entries(consequences)) {
      const ids = members
        .filter(
          ({ basis, severity }) =>
            levelOf({ basis, severity, profile: 'recommended', confidence: 'firm' }) === level,
        )
        .map(({ id }) => id)
      if (ids.length > 0)
        lines.push(
          wrap(ids.join(' '), width, `  ${pc.cyan(group.padEnd(names + 1))} ${consequence}  `, names + 11),
        )
    }
  const reasons = Map.groupBy(
    rules.filter((rule) => !rule.applies),
    (rule) => rule.reason ?? '',
  )
  const left = rules.length - applying.length
  if (left === 0) return lines
  lines.push('', pc.bold(`${left} will not`))
  for (const [reason, group] of reasons)
    lines.push(
      wrap(visible(reason), width, '  '),
      pc.dim(wrap(group.map((rule) => rule.rule).join(' '), width, '    ')),
    )
  return lines
}
