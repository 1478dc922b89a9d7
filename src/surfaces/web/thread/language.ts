import type { FastifyRequest } from 'fastify';
import { type Language, languageOf } from '../../../jobs/locales.ts';

/** The language that a browser asks for first and that we have; English where there is none. */
export function languageFor({ headers }: FastifyRequest): Language {
  const asked = (headers['accept-language'] ?? '').split(',').map(readPreference);
  const wanted = asked.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight);
  for (const { tag } of wanted) {
    const language = languageOf(tag);
    // English stands for all that we do not have, so only its own name asks for it.
    if (language !== 'en' || /^en\b/i.test(tag)) return language;
  }
  return 'en';
}

/** `es-MX;q=0.8`; 1 where nothing is said. */
function readPreference(text: string): { readonly tag: string; readonly weight: number } {
  const [tag = '', ...rest] = text.split(';').map((each) => each.trim());
  const quality = rest.find((each) => each.startsWith('q='));
  const weight = quality === undefined ? 1 : Number(quality.slice(2));
  return { tag, weight: Number.isFinite(weight) ? weight : 0 };
}
