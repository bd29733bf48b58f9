import type { IncomingMessage, ServerResponse } from "node:http";
import { pathOf } from "./admission/upgrade-request.js";
import { bearerOf, type Tokens } from "./admission/tokens.js";

/** What the pages say. */
export interface PagesOptions {
  readonly tokens: Tokens;
  isStopping(): boolean;
  metrics(): string | Promise<string>;
}

/** Answers requests for `/healthz` and, with a token where clients need one, `/metrics`; gives whether it was one of them. */
export function answerPages(request: IncomingMessage, response: ServerResponse, { tokens, isStopping, metrics }: PagesOptions): boolean {
  const path = pathOf(request);
  if (path !== "/healthz" && path !== "/metrics") return false;
  const say = (status: number, text: string, type = "text/plain; charset=utf-8", headers = {}): void => {
    response.writeHead(status, { "Content-Type": type, "Cache-Control": "no-store", ...headers }).end(request.method === "HEAD" ? undefined : text);
  };
  if (request.method !== "GET" && request.method !== "HEAD") say(405, "Expected GET.\n", undefined, { Allow: "GET, HEAD" });
  else if (path === "/healthz") say(isStopping() ? 503 : 200, isStopping() ? "stopping\n" : "ok\n");
  else if (!tokens.holds(bearerOf(request.headers.authorization))) say(401, "Expected a bearer token of the gateway.\n", undefined, { "WWW-Authenticate": "Bearer" });
  else {
    Promise.resolve(metrics()).then(
      (text) => {
        say(200, text, "text/plain; version=0.0.4; charset=utf-8");
      },
      () => {
        say(503, "The numbers are not there now.\n");
      },
    );
  }
  return true;
}
