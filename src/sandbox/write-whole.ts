import { open, rename } from 'node:fs/promises';

/** Written beside, synced, renamed: a crash leaves the old text or the new one. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const draft = `${file}.part`;
  const handle = await open(draft, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}
