/** Folder of journals below the working directory. */
export const journalFolder = '.keyproof'
