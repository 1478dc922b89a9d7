import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome'];
/** Where Debian puts it, for a PATH that does not name the place. */
const OF_DEBIAN = '/usr/bin/chromium';

/** By their whole paths, for the same reason. */
const APT_GET = '/usr/bin/apt-get';
const FLOCK = '/usr/bin/flock';
const TRUE = '/usr/bin/true';
const SYSTEM_PATH = '/usr/sbin:/usr/bin:/sbin:/bin';

/** Debian starts Chromium by a script, which needs what every system has. */
export const CHROMIUM_ENV = {
  ...process.env,
  PATH: `${process.env['PATH'] ?? ''}${path.delimiter}${SYSTEM_PATH}`,
};

/** 100 MB and what it needs, over a slow line. */
export const INSTALL_MS = 600_000;
const DPKG_LOCK_SECONDS = 300;
const SAID_CHARACTERS = 600;

/**
 * The browser of this machine. Where there is none it is installed, which needs Debian and its root.
 * @throws Error with a sentence that says why there is none
 */
export async function haveChromium(): Promise<string> {
  const configured = process.env['CHROMIUM_PATH'];
  if (configured !== undefined) {
    if (isProgram(configured)) return configured;
    throw new Error(`CHROMIUM_PATH is ${configured}, which is no program`);
  }
  const canInstall = process.getuid?.() === 0 && [APT_GET, FLOCK].every(isProgram);
  // Another test file may be installing it just now, and half a browser does not start.
  if (canInstall) await inTurn('--shared', APT_GET, TRUE);
  const found = findChromium();
  if (found !== undefined) return found;
  if (canInstall) return installChromium();
  throw new Error('There is no Chromium, and it can be installed by root on Debian only');
}

function findChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter(path.isAbsolute);
  const candidates = PROGRAMS.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [...candidates, OF_DEBIAN].find(isProgram);
}

async function installChromium(): Promise<string> {
  process.stderr.write('There is no Chromium for the browser tests; apt-get installs it.\n');
  try {
    await installPackage();
  } catch {
    // A new machine has no list of packages yet, and an old list names files that are gone.
    await apt('update');
    await installPackage();
  }
  if (isProgram(OF_DEBIAN)) return OF_DEBIAN;
  throw new Error(`apt-get has installed chromium, but there is no ${OF_DEBIAN}`);
}

/** Who comes second finds the package there. */
const installPackage = () => apt('install', '--yes', '--no-install-recommends', 'chromium');

/** Other users of dpkg are waited for as well. */
const apt = (...args: readonly string[]) =>
  inTurn(APT_GET, APT_GET, '--quiet', '-o', `DPkg::Lock::Timeout=${DPKG_LOCK_SECONDS}`, ...args);

/** One at a time of all test files, by a lock that ends with its process and leaves no file behind. */
async function inTurn(...args: readonly string[]): Promise<void> {
  const child = spawn(FLOCK, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, PATH: SYSTEM_PATH, DEBIAN_FRONTEND: 'noninteractive' },
    timeout: INSTALL_MS,
  });
  let said = '';
  child.stderr.on('data', (bytes: Buffer) => {
    said += bytes.toString();
  });
  const [exitCode] = await once(child, 'close');
  if (exitCode === 0) return;
  const command = args.join(' ');
  throw new Error(
    `flock ${command} ended with ${exitCode}: ${said.trim().slice(-SAID_CHARACTERS)}`,
  );
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
