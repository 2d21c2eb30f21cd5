import { Command, Option } from 'commander'
import pc from 'picocolors'
import { loadContracts } from '../contract/load.ts'
import { onceEach } from '../contract/problems.ts'
import { loadScenarios } from '../run/load-scenarios.ts'
import { inspectionOf, type Inspection } from './inspection.ts'
import { readStdin } from './stdin.ts'
import { paragraph } from './text.ts'
import { collect } from './values.ts'

/** `keyproof inspect <document>`. */
export function inspectCommand(): Command {
  return new Command('inspect')
    .description('Prints what was understood of a document, and why.')
    .argument('<document>', 'path, glob, URL, or - for standard input')
    .addOption(new Option('--apply <file>', 'OpenAPI Overlay to apply first; repeatable').argParser(collect))
    .option('--no-overlay', 'leave out the overlay.yaml beside the document')
    .option('--json', 'as data')
    .action(async (document: string, flags: { readonly json?: boolean; readonly apply?: readonly string[]; readonly overlay: boolean }) => {
      const contracts = await loadContracts([document], { overlays: flags.apply ?? [], siblingOverlay: flags.overlay, cwd: process.cwd(), stdin: readStdin })
      const scenarios = await loadScenarios([], process.cwd())
      const inspections = contracts.map((contract) => inspectionOf(contract, scenarios))
      if (flags.json === true) process.stdout.write(`${JSON.stringify(inspections.length === 1 ? inspections[0] : inspections, null, 2)}\n`)
      else process.stdout.write(inspections.map(describe).join('\n'))
    })
}

function describe(inspection: Inspection): string {
  const { keyResources, problems } = inspection
  const applying = inspection.rules.filter((rule) => rule.applies)
  const lines = [`${pc.bold(inspection.document)}  OpenAPI ${inspection.openapi} · ${count(inspection.operations, 'operation')} · ${count(keyResources.length, 'key resource')}`]
  for (const resource of keyResources) {
    lines.push('', `${pc.bold(resource.label)}  ${resource.confidence}`)
    for (const [role, at] of Object.entries(resource.roles)) lines.push(`  ${role.padEnd(8)} ${at.method.toUpperCase()} ${at.path}${at.idParameter === undefined ? '' : `  by ${at.idParameter}`}`)
    lines.push(`  ${'secret'.padEnd(8)} ${resource.secret.pointer}  shown ${resource.secret.reveal}`)
    lines.push(`  ${'id'.padEnd(8)} ${resource.id === null ? 'none found' : 'pointer' in resource.id ? resource.id.pointer : 'found through the list'}`)
    lines.push(`  ${'security'.padEnd(8)} ${resource.security.schemes.join(', ') || 'none'}  (${resource.security.source})`)
    lines.push('', '  because')
    for (const evidence of resource.evidence) {
      lines.push(paragraph(`· ${evidence.says}${evidence.quote === undefined ? '' : ` “${evidence.quote.replaceAll(/\s+/g, ' ').trim()}”`}`, 4))
      if (evidence.pointer !== undefined) lines.push(pc.dim(`      ${evidence.pointer}`))
    }
  }
  if (problems.length > 0) {
    lines.push('', pc.bold(count(problems.length, 'problem')))
    for (const problem of onceEach(problems)) lines.push(paragraph(`${problem.severity}: ${problem.message}`, 2), ...(problem.pointer === undefined ? [] : [pc.dim(`    ${problem.pointer}`)]))
  }
  lines.push('', pc.bold(`${count(applying.length, 'rule')} will be judged`), paragraph(applying.map((rule) => rule.rule).join(' '), 2))
  const reasons = Map.groupBy(inspection.rules.filter((rule) => !rule.applies), (rule) => rule.reason ?? '')
  lines.push('', pc.bold(`${inspection.rules.length - applying.length} will not`))
  for (const [reason, group] of reasons) lines.push(paragraph(reason, 2), pc.dim(paragraph(group.map((rule) => rule.rule).join(' '), 4)))
  return `${lines.join('\n')}\n`
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
