import type { Server as HttpServer } from "node:http";
import type { Server as HttpsServer } from "node:https";
import type { Stop } from "@luat/contract";

/** The paths of servers at which there are gateways, oldest first. */
const TAKEN = new WeakMap<HttpServer | HttpsServer, string[]>();

/**
 * Takes a path of a server for one gateway, as a socket can be upgraded once.
 *
 * @returns gives it back.
 * @throws Error when another one has it.
 */
export function takePath(server: HttpServer | HttpsServer, path: string): Stop {
  const paths = TAKEN.get(server) ?? [];
  if (paths.includes(path)) throw new Error(`path is ${JSON.stringify(path)}, at which this server has a gateway; expected another one`);
  paths.push(path);
  TAKEN.set(server, paths);
  let isTaken = true;
  return () => {
    if (isTaken) paths.splice(paths.indexOf(path), 1);
    isTaken = false;
  };
}

/** Whether the gateway at `own` is the one to refuse an upgrade to a path that no gateway has: it is the first of them, and nobody else listens. */
export function mayRefuse(server: HttpServer | HttpsServer, own: string, asked: string): boolean {
  const paths = TAKEN.get(server) ?? [];
  return paths[0] === own && !paths.includes(asked) && server.listenerCount("upgrade") === paths.length;
}
