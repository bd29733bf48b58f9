import { install } from "./prepare.mjs";

await install();
const { buildSite, SITE } = await import("./site/build.mjs");
console.error("Building the site …");
const findings = await buildSite();
for (const finding of findings) console.error(finding);
console.error(findings.length === 0 ? `The site is in ${SITE}. Look at it: npm run docs:serve` : `\nNot fine: ${findings.length}`);
process.exitCode = findings.length === 0 ? 0 : 1;
