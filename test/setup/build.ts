import { execFileSync } from 'node:child_process'

/** Builds once before all tests, so that the front-door tests run the CLI as it is shipped. */
export default function setup(): void {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
    stdio: 'inherit',
  })
}
