/** A path fit for a log: whatever may be a key in it is left out. */
export function loggable(path: string): string {
  const clean = path.replaceAll(/[^\x21-\x7e]/g, '')
  const short = clean.length > 200 ? `${clean.slice(0, 200)}…` : clean
  return short
    .split('/')
    .map((segment) => (segment.length > 20 || /[|%]/.test(segment) ? '…' : segment))
    .join('/')
}
