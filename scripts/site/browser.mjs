import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

/** @import { Browser, Page } from "playwright-core" */

const PROGRAMS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const PHONE = { width: 390, height: 844 };
/** What a reader opens: both homes, long tables, diagrams, code, and a page of the reference of each kind. */
const PATHS = [
  "index.html",
  "README.zh-CN.html",
  "guides/porting.html",
  "guides/fidelity.zh-CN.html",
  "guides/state-machine.html",
  "guides/architecture.zh-CN.html",
  "api/libnet.html",
  "api/libnet/Connection.html",
  "api/socket/SocketTable.html",
  "packages/libnet.html",
];

/**
 * What is wrong with a site in a browser: errors, pages that are wider than a phone, diagrams that are not drawn, and searches that find nothing.
 *
 * @param {string} base where it is served, with a slash at its end
 * @param {readonly string[]} [programs] the first that is there is the browser
 * @returns {Promise<string[]>}
 */
export async function browse(base, programs = PROGRAMS) {
  const executablePath = programs.find((program) => existsSync(program));
  if (executablePath === undefined) return ["Chromium is not installed: apt-get install chromium fonts-wqy-microhei"];
  // In containers, where everybody is root, its sandbox does not start.
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    /** @type {string[]} */
    const findings = [];
    const page = await browser.newPage({ viewport: PHONE });
    let path = "";
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") findings.push(`${path}: the console says ${message.text()}`);
    });
    page.on("pageerror", (error) => findings.push(`${path}: ${error.message}`));
    page.on("response", (response) => {
      if (response.status() >= 400) findings.push(`${path}: ${response.url()} is ${response.status()}`);
    });
    for (path of PATHS) {
      await page.goto(base + path, { waitUntil: "load" });
      findings.push(...(await flawsOf(page)).map((flaw) => `${path}: ${flaw}`));
    }
    path = "index.html";
    await page.goto(base + path);
    findings.push(...(await searchFor(page, "libnet.connect", "api/libnet/LibnetTable.html#connect")));
    findings.push(...(await searchFor(page, "长连接", "guides/long-connection.zh-CN.html")));
    // Words that stand in the text alone.
    findings.push(...(await searchFor(page, "ECONNREFUSED", "guides/errors.html")));
    findings.push(...(await searchFor(page, "Wireshark", "guides/testing.html")));
    findings.push(...(await searchFor(page, "声响", "guides/start.zh-CN.html")));
    await page.click(".languages a");
    if (!page.url().endsWith("/README.zh-CN.html")) findings.push(`the language switch of index.html leads to ${page.url()}`);
    return [...findings, ...(await homeInChinese(browser, base))];
  } finally {
    await browser.close();
  }
}

/**
 * Who reads Chinese gets the Chinese home, its menu and its words, and English when that is chosen, from then on.
 *
 * @param {Browser} browser
 * @param {string} base
 */
async function homeInChinese(browser, base) {
  const page = await browser.newPage({ locale: "zh-CN" });
  const findings = [];
  await page.goto(`${base}index.html`);
  await page.waitForURL("**/README.zh-CN.html", { timeout: 5_000 }).catch(() => findings.push(`a Chinese browser is left at ${page.url()}`));
  const menu = page.locator("#tsd-nav-container > li > details:visible > summary");
  await menu.first().waitFor();
  const guides = await page.locator("#tsd-nav-container > li > details:visible li a").allInnerTexts();
  if (!guides.slice(0, 2).join().includes("上手")) findings.push(`the Chinese menu begins with ${guides.slice(0, 2).join(", ")}`);
  findings.push(...(await menu.allInnerTexts()).filter((text) => !/\p{Script=Han}/u.test(text)).map((text) => `the Chinese menu shows ${text}`));
  await page.click(".languages a");
  await page.waitForURL("**/index.html");
  await page.goto(`${base}api/libnet.html`);
  await menu.first().waitFor();
  findings.push(...(await menu.allInnerTexts()).filter((text) => /\p{Script=Han}/u.test(text)).map((text) => `the English menu shows ${text}`));
  return findings;
}

/** @param {Page} page */
async function flawsOf(page) {
  const flaws = [];
  const width = await page.evaluate("document.documentElement.scrollWidth");
  if (Number(width) > PHONE.width) flaws.push(`is ${width} px wide on a phone of ${PHONE.width} px`);
  const diagrams = page.locator("pre > code.mermaid");
  await page.waitForFunction("document.querySelectorAll('pre > code.mermaid').length === 0", undefined, { timeout: 10_000 }).catch(() => undefined);
  if ((await diagrams.count()) > 0) flaws.push("has a diagram that was not drawn");
  return flaws;
}

/**
 * @param {Page} page
 * @param {string} text
 * @param {string} wanted how the URL of one of the first results ends
 */
async function searchFor(page, text, wanted) {
  await page.click("#tsd-search-trigger");
  await page.fill("#tsd-search-input", text);
  const results = page.locator("#tsd-search-results a");
  const found = await page.locator(`#tsd-search-results a[href$="${wanted}"]`).first().waitFor({ timeout: 5_000 }).then(() => true, () => false);
  const urls = await results.evaluateAll((links) => links.map((link) => String(Reflect.get(link, "href"))));
  await page.reload();
  return found ? [] : [`the search for ${text} finds ${urls.join(", ") || "nothing"}`];
}
