import http from 'node:http';
import https from 'node:https';
import { Socket } from 'node:net';

/**
 * An agent that gives up on a connection that does not stand after `connectMs`. The limit is apart
 * from that of the whole request, because nothing was sent by then: trying again is always safe.
 */
export function createAgent(
  protocol: string,
  options: { keepAlive: boolean; connectMs: number },
): http.Agent {
  const isSecure = protocol === 'https:';
  const agent = isSecure
    ? new https.Agent({ keepAlive: options.keepAlive })
    : new http.Agent({ keepAlive: options.keepAlive });
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (target, done) => {
    const socket = connect(target, done);
    // With TLS the connection stands once the handshake is over, not before.
    if (socket instanceof Socket) {
      limitConnecting(socket, isSecure ? 'secureConnect' : 'connect', options.connectMs);
    }
    return socket;
  };
  return agent;
}

function limitConnecting(socket: Socket, ready: string, connectMs: number): void {
  const timer = setTimeout(() => {
    const error = new Error(`No connection after ${connectMs} ms`);
    socket.destroy(Object.assign(error, { code: 'ETIMEDOUT' }));
  }, connectMs);
  // node-fetch hands on only the code and the system call, and a handshake that fails has a code
  // that a broken request has too. So whatever fails this early is said to be of `connect`.
  const onError = (error: NodeJS.ErrnoException) => {
    error.syscall = 'connect';
  };
  const stop = () => {
    clearTimeout(timer);
    socket.off('error', onError);
  };
  socket.prependListener('error', onError);
  socket.once(ready, stop);
  socket.once('close', stop);
}
