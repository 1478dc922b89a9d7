import net from 'node:net';

/**
 * Fails any connection that would leave this machine. `Socket.connect` is where every TCP client
 * of Node ends (http, https, node-fetch, undici), so one guard here covers them all.
 */
const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);
const connect = net.Socket.prototype.connect;

function targetOf(args: unknown[]): string | undefined {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === 'object' && first !== null) {
    const options = first as { host?: string; path?: string };
    return options.path === undefined ? (options.host ?? 'localhost') : undefined;
  }
  return typeof second === 'string' ? second : 'localhost';
}

net.Socket.prototype.connect = function guarded(this: net.Socket, ...args: unknown[]) {
  const host = targetOf(args);
  if (host !== undefined && !LOOPBACK.has(host)) {
    throw new Error(`The tests may only use loopback, but something dialled ${host}`);
  }
  return Reflect.apply(connect, this, args);
} as typeof connect;
