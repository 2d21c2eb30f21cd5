import type { Block, Component, Table } from './blocks.ts'

/** The table that an HTML `table` element holds; undefined where it has no rows. */
export function tableOf(blocks: readonly Block[]): Table | undefined {
  const rows = named(blocks, 'tr').map((row) =>
    row.blocks.filter((cell) => isCell(cell)).map((cell) => textOf([cell])),
  )
  const [header, ...body] = rows
  return header === undefined ? undefined : { kind: 'table', header, rows: body }
}

/** All running text of blocks, in order. */
export function textOf(blocks: readonly Block[]): string {
  return blocks
    .map((block) => {
      if (block.kind === 'component') return textOf(block.blocks)
      if (block.kind === 'list') return block.items.map((item) => `- ${item.text}`).join('\n')
      if (block.kind === 'table') return block.rows.map((row) => row.join(' | ')).join('\n')
      return block.text
    })
    .filter((text) => text !== '')
    .join('\n\n')
}

function named(blocks: readonly Block[], name: string): Component[] {
  return blocks.flatMap((block) => {
    if (block.kind !== 'component') return []
    return block.name.toLowerCase() === name ? [block] : named(block.blocks, name)
  })
}

function isCell(block: Block): boolean {
  return block.kind === 'component' && /^t[dh]$/i.test(block.name)
}
