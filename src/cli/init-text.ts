import { stringify } from 'yaml'

/** What a configuration is written from. */
export interface InitAnswers {
  readonly documents: readonly string[]
  readonly target: string
  /** `env:NAME` or `file:PATH` by security scheme. */
  readonly credentials: Readonly<Record<string, string>>
  /** Names of the path parameters that only the account can tell. */
  readonly parameters: readonly string[]
  readonly profile: string
}

/** The configuration with a word on every setting; what is not needed, or not known yet, stands in comments. */
export function configText({ documents, target, credentials, parameters, profile }: InitAnswers): string {
  const isLive = target !== 'mock' && target !== 'prism'
  const account = stringify(Object.fromEntries(parameters.map((name) => [name, 'CHANGE-ME'])))
  return `# Settings of keyproof run, replay, sweep and merge; a flag stands over what is here.
${stringify({ documents })}
# mock (a stateful mock of the document itself), prism, or the URL of a server.
${stringify({ target })}
# By the names that the document gives its security schemes; env:NAME and file:PATH keep them out of this file.
${commentedUnless(isLive, stringify({ credentials }))}
# What only your account can tell, such as the organisation in a path.
${parameters.length === 0 ? '# parameters:\n#   org_id: 42\n' : commentedUnless(false, `parameters:\n${indented(account)}`)}
# contract: the words of the document alone; recommended: what one expects of one's own API; strict: an audit.
${stringify({ profile })}
# Most keys that a run may create on a server; they are revoked at its end.
# maxKeys: 60

reporters:
  - terminal
  - junit=reports/junit.xml
  # - html=reports/report.html

# Findings that are known already and do not fail the run; --update-baseline writes the file.
# baseline: keyproof-baseline.json
`
}

function commentedUnless(plain: boolean, text: string): string {
  return plain ? text : text.replaceAll(/^(?=.)/gm, '# ')
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ')
}
