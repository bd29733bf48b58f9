import { readdir, readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join } from "node:path";

const TYPES: { readonly [extension: string]: string } = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".map": "application/json",
};

/** The files of one folder, read once: what is not there at the start is not served. */
export class StaticFiles {
  readonly #files: ReadonlyMap<string, Buffer>;

  private constructor(files: ReadonlyMap<string, Buffer>) {
    this.#files = files;
  }

  static async read(folder: string): Promise<StaticFiles> {
    const names = await readdir(folder);
    return new StaticFiles(new Map(await Promise.all(names.map(async (name) => [`/${name}`, await readFile(join(folder, name))] as const))));
  }

  answer({ url = "/", method }: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(url, "http://page");
    const name = pathname === "/" ? "/index.html" : pathname;
    const file = this.#files.get(name);
    if (file === undefined || (method !== "GET" && method !== "HEAD")) {
      response.writeHead(file === undefined ? 404 : 405).end();
      return;
    }
    response.writeHead(200, { "content-type": TYPES[extname(name)] ?? "application/octet-stream", "cache-control": "no-cache" });
    response.end(method === "HEAD" ? undefined : file);
  }
}
