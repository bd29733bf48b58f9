import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { install } from "./prepare.mjs";

const port = Number(process.argv[2] ?? 8000);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`npm run docs:serve -- [port]\n\n  port  ${process.argv[2]} is none; 8000 by default, 0 for any that is free`);
  process.exit(2);
}

await install();
const { buildSite, SITE } = await import("./site/build.mjs");
const { siteServer } = await import("./site/serve.mjs");
if (!existsSync(join(SITE, "index.html"))) {
  console.error("Building the site …");
  for (const finding of await buildSite()) console.error(finding);
}

const server = siteServer(SITE).listen(port, "127.0.0.1");
await once(server, "listening").catch((/** @type {NodeJS.ErrnoException} */ error) => {
  console.error(error.code === "EADDRINUSE" ? `Port ${port} is taken; another: npm run docs:serve -- 8001` : error.message);
  process.exit(1);
});
const address = server.address();
if (address !== null && typeof address === "object") console.log(`The site is at http://127.0.0.1:${address.port}/ until you press Ctrl-C.`);
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) {
  process.once(signal, () => {
    server.close();
    server.closeAllConnections();
  });
}
