import { createRequire } from "node:module";
import type { WebSocketClass } from "./web-socket.js";

/** The class of the package `ws`, as far as it is used here. */
type WsClass = new (url: string, protocols?: string[], options?: { readonly perMessageDeflate: boolean }) => InstanceType<WebSocketClass>;

let found: WebSocketClass | undefined;

/** The class of the package `ws`, which can stop reading; where it is not installed that of Node.js, which has one from version 22 on. */
export function defaultWebSocket(): WebSocketClass | undefined {
  return (found ??= ofPackage() ?? (globalThis as { readonly WebSocket?: WebSocketClass }).WebSocket);
}

function ofPackage(): WebSocketClass | undefined {
  const Ws = load();
  if (Ws === undefined) return undefined;
  return class extends Ws {
    constructor(url: string, protocols?: string[]) {
      super(url, protocols, { perMessageDeflate: false });
    }
  };
}

function load(): WsClass | undefined {
  try {
    return (createRequire(import.meta.url)("ws") as { readonly WebSocket: WsClass }).WebSocket;
  } catch (error) {
    // Nobody must have it; whatever else is wrong with it is not to be passed over.
    if ((error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}
