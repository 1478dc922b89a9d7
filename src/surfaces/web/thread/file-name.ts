const MAX_CHARACTERS = 120;
/** Control characters, and those that turn the direction of what is written around them. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * What a person called a file, out of the header `x-file-name`; only ever shown. A path is cut down to
 * its last step, and what cannot be read is no name.
 */
export function fileNameOf(header: string | string[] | undefined): string {
  const [encoded = ''] = [header ?? ''].flat();
  const steps = decode(encoded).split(/[/\\]/);
  const name = (steps.at(-1) ?? '').replaceAll(UNPRINTABLE, '').trim();
  return [...name].slice(0, MAX_CHARACTERS).join('');
}

function decode(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return '';
  }
}
