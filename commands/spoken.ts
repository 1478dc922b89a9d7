import type { Mode } from '../src/jobs/job.ts';

/** A request in a sentence, as somebody writes it beside a mention of the bot. */
export interface SpokenRequest {
  readonly prompt?: string;
  readonly mode?: Mode;
}

const NAMED_MODE = /(?:^|\s)mode\s*[:=]\s*(std|pro)(?=\s|$)/i;
/** As a word of its own at the beginning or the end: within a sentence it is part of the prompt. */
const FIRST_WORD = /^(std|pro)(?:[\s,:.]+|$)/i;
const LAST_WORD = /(?:^|[\s,:.]+)(std|pro)$/i;

/** `pro smiling`, `smiling, pro` and `smiling mode:pro` are the prompt "smiling" in mode pro. */
export function readSpoken(text: string): SpokenRequest {
  const said = text.trim().replaceAll(/\s+/g, ' ');
  for (const pattern of [NAMED_MODE, FIRST_WORD, LAST_WORD]) {
    const found = pattern.exec(said);
    if (found === null) continue;
    const mode = found[1]?.toLowerCase() === 'pro' ? 'pro' : 'std';
    const prompt = said.replace(pattern, ' ').trim();
    return prompt === '' ? { mode } : { prompt, mode };
  }
  return said === '' ? {} : { prompt: said };
}
