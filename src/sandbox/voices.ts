/** A voice of the simulated catalogue; `hertz` is its pitch. */
export interface Voice {
  readonly languages: readonly ('zh' | 'en')[];
  readonly hertz: number;
}

/**
 * A few of the ids that public clients of Kling's text to speech use; the full list is only in Kling's
 * Voice Guide. The pitches are ours.
 */
export const VOICES: ReadonlyMap<string, Voice> = new Map<string, Voice>([
  ['oversea_male1', { languages: ['en'], hertz: 110 }],
  ['uk_man2', { languages: ['en'], hertz: 120 }],
  ['uk_boy1', { languages: ['en'], hertz: 240 }],
  ['reader_en_m-v1', { languages: ['en'], hertz: 105 }],
  ['commercial_lady_en_f-v1', { languages: ['en'], hertz: 205 }],
  ['calm_story1', { languages: ['en'], hertz: 185 }],
  ['genshin_vindi2', { languages: ['en', 'zh'], hertz: 220 }],
  ['ai_kaiya', { languages: ['en', 'zh'], hertz: 150 }],
  ['zhinen_xuesheng', { languages: ['zh'], hertz: 230 }],
  ['ai_shatang', { languages: ['zh'], hertz: 215 }],
  ['tiexin_nanyou', { languages: ['zh'], hertz: 125 }],
  ['you_pingjing', { languages: ['zh'], hertz: 195 }],
  ['uk_oldman3', { languages: ['zh'], hertz: 95 }],
]);
