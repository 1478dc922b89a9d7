import type { RequestRecord } from './handle.ts';

export type OpenRecord = { -readonly [K in keyof RequestRecord]: RequestRecord[K] };

const PREFIX = '/api/v10';

/** `/channels/:channel/messages` as `/channels/{}/messages`; a star stays what it is. */
export const routeName = (pattern: string) => pattern.replace(PREFIX, '').replaceAll(/:\w+/g, '{}');

export const pathOf = (url: string) => (url.split('?')[0] ?? '').replace(PREFIX, '');
