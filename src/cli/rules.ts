import { Command } from 'commander'
import { checks } from '../checks/index.ts'
import { KeyproofError } from '../errors.ts'
import { nearestRule, ruleById, rules } from '../rules/catalogue.ts'
import { levelOf } from '../rules/levels.ts'
import { questions } from '../rules/questions.ts'
import { profiles, type Group, type Rule } from '../rules/types.ts'
import { loadScenarios } from '../run/load-scenarios.ts'
import { paragraph } from './text.ts'

/** `keyproof rules [id]`. */
export function rulesCommand(): Command {
  return new Command('rules')
    .description('Lists the rules, or tells all about one.')
    .argument('[id]', 'id of a rule')
    .option('--json', 'as data')
    .action(async (id: string | undefined, flags: { readonly json?: boolean }) => {
      const deciders = await decidersOf()
      if (id === undefined) {
        process.stdout.write(
          flags.json === true
            ? `${JSON.stringify(
                rules.map((rule) => ({ ...rule, decidedBy: deciders(rule.id) })),
                null,
                2,
              )}\n`
            : listing(deciders),
        )
        return
      }
      const rule = ruleById(id)
      if (rule === undefined) throw new KeyproofError('usage', `There is no rule ${id}.`, nearestRule(id))
      process.stdout.write(
        flags.json === true
          ? `${JSON.stringify({ ...rule, decidedBy: deciders(rule.id) }, null, 2)}\n`
          : whole(rule, deciders(rule.id)),
      )
    })
}

/** Which checks and scenarios decide a rule. */
async function decidersOf(): Promise<(rule: string) => readonly string[]> {
  const scenarios = await loadScenarios([], process.cwd())
  return (rule) => [
    ...(rule === 'harness-cleanup-complete' ? ['every run on a live target, of its own keys'] : []),
    ...(rule === 'harness-artifacts-redacted' ? ['every run, of its own output'] : []),
    ...scenarios
      .filter((scenario) => scenario.rules.includes(rule))
      .map((scenario) => `scenario ${scenario.name}`),
    ...checks.filter((check) => check.rules.includes(rule)).map((check) => `check ${check.name}`),
  ]
}

function listing(deciders: (rule: string) => readonly string[]): string {
  const lines: string[] = []
  for (const [group, question] of Object.entries(questions)) {
    lines.push('', `${group}: ${question}`, '')
    for (const rule of rules.filter((candidate) => candidate.group === (group as Group)))
      lines.push(
        `  ${deciders(rule.id).length === 0 ? '○' : '●'} ${rule.id.padEnd(38)} ${rule.severity.padEnd(9)} ${rule.basis}`,
      )
  }
  lines.push(
    '',
    '● decided by this version   ○ not yet decided, so never reported as held',
    'keyproof rules ID tells all about one.',
    '',
  )
  return lines.slice(1).join('\n')
}

function whole(rule: Rule, deciders: readonly string[]): string {
  const levels = profiles.map(
    (profile) =>
      `${profile} ${levelOf({ basis: rule.basis, profile, confidence: 'firm', severity: rule.severity })}`,
  )
  const sections: readonly (readonly [string, string])[] = [
    ['What must hold', rule.statement],
    ['Why it matters', rule.why],
    ['What is sent', rule.exercise],
    ['What may look like it', rule.falseAlarms],
    ['How to satisfy it', rule.satisfy],
    [
      'Decided by',
      deciders.length === 0 ? 'nothing in this version: it is never reported as held' : deciders.join(', '),
    ],
  ]
  return [
    rule.id,
    `  ${rule.severity} · ${rule.basis} · ${rule.group} · ${levels.join(', ')}`,
    '',
    ...sections.flatMap(([title, text]) => [title, paragraph(text, 2), '']),
    'Sources',
    ...rule.sources.map((source) => `  ${source.ref}${source.url === undefined ? '' : ` ${source.url}`}`),
    ...(rule.cwe.length + rule.owasp.length === 0
      ? []
      : ['', `  ${[...rule.cwe, ...rule.owasp].join(', ')}`]),
    '',
  ].join('\n')
}
