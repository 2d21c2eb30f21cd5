/** The name of an environment variable for what goes by this name, as it is usually written: `ApiKey` gives `API_KEY`. */
export function variableFor(name: string): string {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, '_')
    .replace(/^(?=\d)/, '_')
}
