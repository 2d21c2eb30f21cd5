import { headerValues, type HeaderLine, type RequestTemplate } from './exchange.ts'
import { joinUrl } from './uri.ts'
import { parseToken, tokenPattern } from '../secrets/token.ts'
import { variableFor } from '../variable.ts'

/**
 * One line that sends the request with curl from a POSIX shell, once the variables it names are set;
 * a comment at its end says what each stands for, and `more`. `given` are the names of headers that the user has put
 * on every request.
 */
export function toCurl(
  template: RequestTemplate,
  baseUrl: string,
  names: Readonly<Record<string, string>> = {},
  more: readonly string[] = [],
  given: readonly string[] = [],
): string {
  const variables = new Map<string, string>()
  const spliced = (text: string, how = ''): string => splice(text, names, variables, how)
  const url = joinUrl(baseUrl, '').replace(/\/$/, '') + withSlash(template.path)
  const words = ['curl', '-sS', '-i']
  if (template.method === 'HEAD') words.push('-I')
  else words.push('-X', shellWord(template.method))
  words.push('--globoff', '--path-as-is')
  for (const header of template.headers) words.push('-H', spliced(curlHeader(header)))
  for (const name of given.filter((one) => headerValues(template.headers, one).length === 0)) {
    const variable = variableFor(name)
    variables.set(variable, `the header ${name} as it was given`)
    words.push('-H', `${shellWord(`${name}: `)}"$${variable}"`)
  }
  if (template.body !== undefined) {
    if (!template.headers.some(([name]) => name.toLowerCase() === 'content-type'))
      words.push('-H', "'Content-Type:'")
    words.push('--data-raw', spliced(template.body))
  }
  words.push(spliced(url, ', percent-encoded'))
  const line = `${breaks(words.join(' '))}${words.join(' ')}`
  const notes = [...variables].map(([variable, meaning]) => `${variable}: ${meaning}`)
  notes.push(...more)
  if (template.raw === true)
    notes.push('curl may send the headers in other order, case or spacing than keyproof did')
  return notes.length === 0 ? line : `${line} # ${notes.join('; ')}`
}

function withSlash(path: string): string {
  return path === '' || path.startsWith('/') || path.startsWith('?') ? path : `/${path}`
}

// curl reads `Name:` as "leave this header out" and sends an empty one for `Name;`.
function curlHeader([name, value]: HeaderLine): string {
  return value.trim() === '' ? `${name};` : `${name}: ${value}`
}

function splice(
  text: string,
  names: Readonly<Record<string, string>>,
  variables: Map<string, string>,
  how: string,
): string {
  const words: string[] = []
  let done = 0
  for (const match of text.matchAll(tokenPattern)) {
    const token = parseToken(match[0])
    if (token === undefined) continue
    const base = Object.hasOwn(names, token.name) ? names[token.name]! : variableFor(token.name)
    // What Basic makes of user and password, the shell can make of them too.
    const basic = token.edits.at(-1) === 'basic'
    const edits = basic ? token.edits.slice(0, -1) : token.edits
    const variable = [base, ...edits.map(variableFor)].join('_')
    variables.set(
      variable,
      edits.length === 0
        ? `the secret ${token.name}${basic ? ', as user:password' : ''}${how}`
        : `${base} after ${edits.join(', then ')}${how}`,
    )
    if (match.index > done) words.push(shellWord(text.slice(done, match.index)))
    words.push(basic ? `"$(printf %s "$${variable}" | base64 | tr -d '\\n')"` : `"$${variable}"`)
    done = match.index + match[0].length
  }
  if (done < text.length || words.length === 0) words.push(shellWord(text.slice(done)))
  return words.join('')
}

function shellWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text
  const quoted = `'${text.replaceAll("'", `'\\''`)}'`
  return quoted
    .replaceAll('\n', `'"$NL"'`)
    .replaceAll('\r', `'"$CR"'`)
    .replaceAll(/(?<=")''(?=")/g, '')
}

// A line break cannot stand in a one-line command, and a substitution loses it at its end.
function breaks(line: string): string {
  const feed = line.includes('"$NL"') ? `NL=$(printf '\\nx'); NL=\${NL%x}; ` : ''
  return line.includes('"$CR"') ? `${feed}CR=$(printf '\\r'); ` : feed
}
