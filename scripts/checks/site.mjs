import { once } from "node:events";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { browse } from "../site/browser.mjs";
import { buildSite, SITE } from "../site/build.mjs";
import { brokenLinks } from "../site/links.mjs";
import { siteServer } from "../site/serve.mjs";

/** Each page loads it. */
const INDEX_LIMIT = 600_000;

export const title = "the site of guides and reference";

/** Builds the site, follows all its links, and opens some pages in a browser as wide as a phone. */
export async function check() {
  const findings = await buildSite();
  const [broken, seen, { size }] = await Promise.all([brokenLinks(SITE), inBrowser(), stat(join(SITE, "assets/search.js"))]);
  const large = size > INDEX_LIMIT ? [`the index of the search has ${size} bytes; expected at most ${INDEX_LIMIT}`] : [];
  return [...findings, ...broken, ...seen, ...large];
}

async function inBrowser() {
  const server = siteServer(SITE).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  try {
    return await browse(`http://127.0.0.1:${address !== null && typeof address === "object" ? address.port : ""}/`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}
