import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { slackManifest } from '../../../src/surfaces/slack/manifest.ts';

const SCHEMA = new URL('manifest-schema/slack-manifest.schema.json', import.meta.url);

const ajv = new Ajv({ allErrors: true, strict: false, validateFormats: false });
const isManifest = ajv.compile(JSON.parse(readFileSync(SCHEMA, 'utf8')));

function mistakesIn(manifest: object): unknown {
  return isManifest(manifest) ? [] : isManifest.errors;
}

const publicUrl = 'https://bot.example/';

describe('the manifest', () => {
  it.each([
    ['with a socket', { isHttp: false, publicUrl: undefined }],
    ['with a socket, for many workspaces', { isHttp: false, publicUrl }],
    ['with requests', { isHttp: true, publicUrl }],
  ])('%s is one by Slack’s own schema', (_name, options) => {
    expect(mistakesIn(slackManifest(options))).toEqual([]);
  });

  it('is judged by a schema that sees mistakes', () => {
    const manifest = slackManifest({ isHttp: false, publicUrl: undefined });
    expect(mistakesIn({ ...manifest, settings: { socket_mode_enabled: 'yes' } })).not.toEqual([]);
    expect(mistakesIn({ ...manifest, display_information: {} })).not.toEqual([]);
  });

  it('asks for the least scopes, reading and writing files among them', () => {
    const manifest = slackManifest({ isHttp: false, publicUrl: undefined });
    expect(manifest).toMatchObject({
      oauth_config: {
        scopes: {
          bot: [
            'app_mentions:read',
            'channels:history',
            'groups:history',
            'im:history',
            'mpim:history',
            'chat:write',
            'commands',
            'files:read',
            'files:write',
            'users:read',
            'im:write',
          ],
        },
      },
    });
  });

  it('needs no address with a socket, and names the service everywhere without', () => {
    const socket = slackManifest({ isHttp: false, publicUrl: undefined });
    expect(JSON.stringify(socket)).not.toContain('https://');
    expect(socket).toMatchObject({ settings: { socket_mode_enabled: true } });
    expect(slackManifest({ isHttp: true, publicUrl })).toMatchObject({
      features: { slash_commands: [{ url: 'https://bot.example/slack/events' }] },
      oauth_config: { redirect_urls: ['https://bot.example/slack/oauth_redirect'] },
      settings: {
        socket_mode_enabled: false,
        event_subscriptions: { request_url: 'https://bot.example/slack/events' },
        interactivity: { request_url: 'https://bot.example/slack/events' },
      },
    });
  });

  it('lets people write to the bot directly', () => {
    expect(slackManifest({ isHttp: false, publicUrl: undefined })).toMatchObject({
      features: { app_home: { messages_tab_enabled: true, messages_tab_read_only_enabled: false } },
    });
  });
});
