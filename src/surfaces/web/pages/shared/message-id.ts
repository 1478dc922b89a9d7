const CHARACTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';
/** 62 bits of chance, beside the person's own id in that of the job: no two requests are taken for one. */
const LENGTH = 12;
/** The greatest multiple of 36 in a byte; what lies above would favour the first letters. */
const FAIR = 252;

/** What names a request before it is sent, so that it can be sent again and is still the same one. */
export function freshMessageId(chance: () => number = randomByte): string {
  let id = '';
  while (id.length < LENGTH) {
    const byte = chance();
    if (byte < FAIR) id += CHARACTERS.charAt(byte % CHARACTERS.length);
  }
  return id;
}

function randomByte(): number {
  const [byte = FAIR] = crypto.getRandomValues(new Uint8Array(1));
  return byte;
}
