// Publishes the packages: npm run release. With -- --dry-run it does everything but that, in a copy, and says what it would do.
import { install } from "./prepare.mjs";

const args = process.argv.slice(2);
if (args.some((arg) => arg !== "--dry-run")) {
  console.error("npm run release -- [--dry-run]\n\n  --dry-run  do everything but publish, in a copy, and say what would be published");
  process.exit(2);
}
await install();
const { publish, rehearse } = await import("./release/publish.mjs");
const { report, findings } = args.includes("--dry-run") ? await rehearse() : await publish();
console.log(report);
for (const finding of findings) console.error(finding);
process.exitCode = findings.length === 0 ? 0 : 1;
