import type { Environment } from './environment.ts';

type Has = (name: keyof Environment) => boolean;

/** What is wrong with variables that are right each by itself, taken together. */
export function mistakesBetween(has: Has): string[] {
  return [...keyMistakes(has), ...discordMistakes(has), ...slackMistakes(has)];
}

function keyMistakes(has: Has): string[] {
  const mistakes: string[] = [];
  const [pairs, single] = [
    has('KLING_ACCESS_KEY') || has('KLING_SECRET_KEY'),
    has('KLING_API_KEY'),
  ];
  if (pairs && !has('KLING_SECRET_KEY')) {
    mistakes.push('KLING_SECRET_KEY: is missing beside KLING_ACCESS_KEY');
  }
  if (pairs && !has('KLING_ACCESS_KEY')) {
    mistakes.push('KLING_ACCESS_KEY: is missing beside KLING_SECRET_KEY');
  }
  if (pairs && single) {
    mistakes.push('KLING_API_KEY: give either this or KLING_ACCESS_KEY with KLING_SECRET_KEY');
  }
  if (has('KLING_API_BASE_URL') && !pairs && !single) {
    mistakes.push(
      'KLING_API_BASE_URL: needs KLING_API_KEY, or KLING_ACCESS_KEY with KLING_SECRET_KEY, beside it',
    );
  }
  return mistakes;
}

function discordMistakes(has: Has): string[] {
  if (has('DISCORD_TOKEN')) return [];
  const needy = (['DISCORD_API_URL', 'DISCORD_GUILD_ID'] as const).filter(has);
  return needy.map((name) => `${name}: needs DISCORD_TOKEN beside it`);
}

const SLACK_INSTALL = ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', 'SLACK_STATE_SECRET'] as const;

function slackMistakes(has: Has): string[] {
  const installs = SLACK_INSTALL.filter(has);
  const [one, many] = [has('SLACK_BOT_TOKEN'), installs.length > 0];
  const ways = (['SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET'] as const).filter(has);
  if (one && many) {
    return [`SLACK_BOT_TOKEN: give either this or ${installs.join(', ')}`];
  }
  if (!one && !many) {
    const needy = [...ways, ...(['SLACK_API_URL'] as const).filter(has)];
    return needy.map((name) => `${name}: needs SLACK_BOT_TOKEN or SLACK_CLIENT_ID beside it`);
  }
  const missing = many ? SLACK_INSTALL.filter((name) => !has(name)) : [];
  const mistakes = missing.map((name) => `${name}: is missing beside ${installs.join(', ')}`);
  if (many && !has('PUBLIC_URL')) {
    mistakes.push('PUBLIC_URL: is missing; Slack sends people there who install the app');
  }
  if (ways.length === 0) {
    const given = one ? 'SLACK_BOT_TOKEN' : installs.join(', ');
    mistakes.push(
      `SLACK_APP_TOKEN: is missing beside ${given} (or SLACK_SIGNING_SECRET for requests to a public address)`,
    );
  }
  return mistakes;
}
