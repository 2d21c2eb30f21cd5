/** The part of picomatch that keyproof uses; the package brings no types of its own. */
declare module 'picomatch' {
  export default function picomatch(
    glob: string | readonly string[],
    options?: { readonly nonegate?: boolean; readonly noextglob?: boolean; readonly nocase?: boolean },
  ): (text: string) => boolean
}
