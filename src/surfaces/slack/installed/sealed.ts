import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { AppError } from '../../../errors.ts';
import type { Secret } from '../../../secret.ts';

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
/** What GCM is made for. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Text that only whoever has the secret can read, and nobody can change unseen. */
export interface Sealing {
  /** `about` is not hidden, but the text opens for the same `about` only. */
  seal(text: string, about: string): string;
  /** @throws AppError `slack/cannot-unseal` */
  open(sealed: string, about: string): string;
}

export function createSealing(secret: Secret, purpose: string): Sealing {
  const key = Buffer.from(hkdfSync('sha256', secret.reveal(), '', purpose, KEY_BYTES));
  return {
    seal: (text, about) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, key, nonce);
      cipher.setAAD(Buffer.from(about));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64');
    },
    open: (sealed, about) => {
      const bytes = Buffer.from(sealed, 'base64');
      const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
      try {
        const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE_BYTES), {
          authTagLength: TAG_BYTES,
        });
        decipher.setAAD(Buffer.from(about)).setAuthTag(tag);
        const body = bytes.subarray(NONCE_BYTES + TAG_BYTES);
        return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
      } catch (cause) {
        throw unreadable(cause);
      }
    },
  };
}

function unreadable(cause: unknown): AppError {
  const message =
    'An installation cannot be read. Was SLACK_STATE_SECRET changed? Then install the app again.';
  return new AppError('slack/cannot-unseal', message, { cause });
}
