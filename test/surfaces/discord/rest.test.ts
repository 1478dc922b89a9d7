import { getEventListeners } from 'node:events';
import { Routes } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '../../../src/secret.ts';
import { createRest } from '../../../src/surfaces/discord/rest.ts';
import { startDiscord } from '../../emulators/discord/discord.ts';
import type { Discord } from '../../emulators/discord/handle.ts';

let discord: Discord;

beforeEach(async () => {
  discord = await startDiscord();
});

afterEach(async () => {
  await discord.close();
  expect(discord.mistakes).toEqual([]);
});

const open = () => createRest({ token: new Secret(discord.token), apiUrl: discord.apiUrl });
const gateway = { route: 'GET /gateway/bot' } as const;

describe("a call to Discord's API", () => {
  it('goes on with the token after Discord has refused it once', async () => {
    const rest = open();
    discord.faults.add({ ...gateway, answer: { status: 401 } });
    await expect(rest.get(Routes.gatewayBot())).rejects.toMatchObject({ status: 401 });
    expect(await rest.get(Routes.gatewayBot())).toMatchObject({ shards: 1 });
  });

  it('is given up where Discord asks to wait for longer than anybody holds a claim', async () => {
    discord.faults.add({ ...gateway, answer: { status: 429, retryAfterSeconds: 61 } });
    const waiting = open().get(Routes.gatewayBot());
    await expect(waiting).rejects.toMatchObject({ retryAfter: expect.closeTo(61_000, -3) });
  });

  it('is repeated where Discord fails, and leaves nothing behind at its signal', async () => {
    const { signal } = new AbortController();
    discord.faults.add({ ...gateway, times: 3, answer: { status: 500 } });
    await open().get(Routes.gatewayBot(), { signal });
    expect(discord.requests).toHaveLength(4);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('is repeated where Discord closes the connection under it', async () => {
    discord.faults.add({ ...gateway, times: 3, answer: 'cut' });
    await open().get(Routes.gatewayBot());
    expect(discord.requests).toHaveLength(4);
  });

  it('ends with its signal', async () => {
    const stop = new AbortController();
    const hang = discord.faults.add({ ...gateway, times: 4, answer: 'hang' });
    const call = open().get(Routes.gatewayBot(), { signal: stop.signal });
    await hang.reached;
    stop.abort();
    await expect(call).rejects.toThrow('aborted');
  });
});
