import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize, sep } from "node:path";
import { pipeline } from "node:stream";

/** @import { IncomingMessage, Server, ServerResponse } from "node:http" */

/** @type {ReadonlyMap<string, string>} */
const TYPES = new Map(
  Object.entries({
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
  }),
);

/**
 * A server of the files of one folder, for GET and HEAD.
 *
 * @param {string} folder
 * @returns {Server}
 */
export function siteServer(folder) {
  return createServer((request, response) => {
    answer(folder, request, response).catch((error) => response.destroy(error));
  });
}

/**
 * @param {string} folder
 * @param {IncomingMessage} request
 * @param {ServerResponse} response
 */
async function answer(folder, { method, url = "/" }, response) {
  if (method !== "GET" && method !== "HEAD") return refuse(response, 405);
  const file = fileOf(folder, url);
  if (file === undefined) return refuse(response, 400);
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() !== true) return refuse(response, 404);
  response.writeHead(200, { "content-type": TYPES.get(extname(file)) ?? "application/octet-stream", "content-length": found.size });
  if (method === "HEAD") response.end();
  // A reader who leaves early is no error; a file that cannot be read ends the response.
  else pipeline(createReadStream(file), response, () => undefined);
}

/**
 * The file that a URL names, which is never outside of the folder.
 *
 * @param {string} folder
 * @param {string} url as it is in the request
 * @returns {string | undefined}
 */
function fileOf(folder, url) {
  let path;
  try {
    path = decodeURIComponent(url.split(/[?#]/, 1)[0] ?? "");
  } catch {
    return undefined;
  }
  const steps = path.split(/[/\\]/);
  if (!path.startsWith("/") || path.includes("\0") || steps.includes("..")) return undefined;
  const file = normalize(join(folder, path));
  if (file !== folder && !file.startsWith(folder.endsWith(sep) ? folder : folder + sep)) return undefined;
  return path.endsWith("/") ? join(file, "index.html") : file;
}

/**
 * @param {ServerResponse} response
 * @param {number} status
 */
function refuse(response, status) {
  response.writeHead(status, { "content-type": "text/plain" }).end(`${status}\n`);
}
