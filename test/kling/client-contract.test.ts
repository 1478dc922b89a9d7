import { onTestFinished } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { createKlingClient } from '../../src/kling/client.ts';
import { Secret } from '../../src/secret.ts';
import { videoMakerContract } from '../jobs/video-maker.contract.ts';
import { startSandbox } from '../sandbox/a-sandbox.ts';

videoMakerContract('the Kling client on the sandbox', async () => {
  const sandbox = await startSandbox({ settings: { slots: 10 } });
  const credentials = { apiKey: new Secret(sandbox.apiKey) };
  const client = createKlingClient({ baseUrl: sandbox.url, credentials, clock: systemClock });
  onTestFinished(() => client.close());
  return client;
});
