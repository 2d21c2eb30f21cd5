/** Text broken into lines of at most 80 columns, each indented by so many blanks. */
export function paragraph(text: string, indent: number, width = 80): string {
  const pad = ' '.repeat(indent)
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    if (line !== '' && indent + line.length + 1 + word.length > width) {
      lines.push(pad + line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, pad + line].join('\n')
}
