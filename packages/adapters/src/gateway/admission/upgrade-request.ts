import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { GATEWAY_PROTOCOL } from "../../wire/index.js";
import type { RefusalReason } from "../gateway-status.js";

/** Whether a request asks for a WebSocket with the protocol of gateways. */
export function speaksProtocol({ method, headers }: IncomingMessage): boolean {
  const offered = (headers["sec-websocket-protocol"] ?? "").split(",").map((name) => name.trim());
  const key = headers["sec-websocket-key"] ?? "";
  return method === "GET" && headers.upgrade?.toLowerCase() === "websocket" && headers["sec-websocket-version"] === "13" && /^[+/\dA-Za-z]{22}==$/.test(key) && offered.includes(GATEWAY_PROTOCOL);
}

/** The path of a request, without its query. */
export function pathOf({ url = "" }: IncomingMessage): string {
  return url.split("?", 1)[0] ?? "";
}

const ANSWERS: Readonly<Partial<Record<RefusalReason, readonly [status: string, text: string]>>> = {
  path: ["404 Not Found", "There is no gateway at this path."],
  protocol: ["400 Bad Request", `Expected a WebSocket, version 13, with the subprotocol ${GATEWAY_PROTOCOL}.`],
  origin: ["403 Forbidden", "Pages of this origin may not use the gateway."],
};
const BUSY = ["503 Service Unavailable", "The gateway takes no more for now."] as const;

/** Answers a request for an upgrade with a refusal. */
export function refuseUpgrade(socket: Duplex, reason: RefusalReason): void {
  const [status, text] = ANSWERS[reason] ?? BUSY;
  const headers = ["Connection: close", "Content-Type: text/plain; charset=utf-8", `Content-Length: ${text.length}`];
  if (ANSWERS[reason] === undefined) headers.push("Retry-After: 1");
  // Who does not read the answer is not waited for.
  socket.once("finish", () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\n${headers.join("\r\n")}\r\n\r\n${text}`);
}
