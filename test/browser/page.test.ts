import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { silentLog } from "@luat/contract";
import { chromium, type Browser, type Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDemo, type Demo } from "../../examples/src/browser-demo/demo.js";
import { buildPage } from "../../scripts/browser-page.mjs";
import { CHROMIUM } from "./chromium.js";

/** Pictures of what the browser showed, to be looked at. */
const PICTURES = fileURLToPath(new URL("../../temp/pictures", import.meta.url));

let folder: string;
let browser: Browser;
let demo: Demo;
let bundle: Awaited<ReturnType<typeof buildPage>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "luat-page-"));
  bundle = await buildPage(join(folder, "page"), ["luat-source"]);
  [demo, browser] = await Promise.all([
    startDemo({ page: join(folder, "page"), port: 0, allow: [], log: silentLog }),
    chromium.launch(CHROMIUM),
    mkdir(PICTURES, { recursive: true }),
  ]);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await demo?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The page in a browser tab, which must make no errors. */
async function withPage(run: (page: Page) => Promise<void>, locale = "en-US", query = ""): Promise<void> {
  const context = await browser.newContext({ locale, viewport: { width: 1_000, height: 760 } });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => void errors.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  await page.goto(demo.url + query);
  await run(page);
  expect(errors).toEqual([]);
  await context.close();
}

const stateIs = (page: Page, kind: string): Promise<unknown> => page.waitForSelector(`#state[data-kind="${kind}"]`);
const lineIs = (page: Page, mark: string, text: string): Promise<unknown> => page.locator("#transcript li", { hasText: mark }).filter({ hasText: text }).last().waitFor();

describe("the page for browsers", () => {
  it("holds no module of Node.js", () => {
    expect(bundle.inputs.filter((input) => /^node:|\.node\.ts$|adapters\/src\/(node|gateway)\//.test(input))).toEqual([]);
    expect(bundle.sizes["page.js"]).toBeLessThan(256_000);
  });

  it("connects, sends and shows what comes back, and connects again when the server comes back", async () => {
    await withPage(async (page) => {
      await page.click("#connect");
      await stateIs(page, "online");
      await lineIs(page, "←", "welcome: this server sends back what it gets");
      await page.fill("#data", "hello 你好");
      await page.press("#data", "Enter");
      await lineIs(page, "←", "hello 你好");
      expect(await page.innerText("#sent")).toBe("14 bytes · 1 msg");
      await page.screenshot({ path: join(PICTURES, "page.png") });

      await demo.servers.drop();
      await stateIs(page, "waiting");
      expect(await page.isDisabled("#send")).toBe(true);
      await demo.servers.restart();
      await stateIs(page, "online");
      expect(await page.innerText("#connections")).toBe("2");
      await page.fill("#data", "again");
      await page.click("#send");
      await lineIs(page, "←", "again");

      await page.click("#connect");
      await stateIs(page, "offline");
    });
  });

  it("shows the beginning of what is large", async () => {
    await withPage(async (page) => {
      await page.click("#connect");
      await stateIs(page, "online");
      await page.fill("#data", "x".repeat(10_000));
      await page.click("#send");
      await lineIs(page, "→", "5,906 more bytes");
      expect((await page.innerText("#transcript")).length).toBeLessThan(30_000);
    });
  });

  it("shows and takes hex, and says what is none", async () => {
    await withPage(async (page) => {
      await page.click("#connect");
      await stateIs(page, "online");
      await page.check('input[name="format"][value="hex"]');
      await page.check('input[name="view"][value="hex"]');
      await page.fill("#data", "01 0a FF 7e7d");
      await page.click("#send");
      await lineIs(page, "←", "01 0a ff 7e 7d");
      await page.fill("#data", "0x31,0x32:33");
      await page.click("#send");
      await lineIs(page, "←", "31 32 33");
      await page.fill("#data", "01 0g");
      await page.click("#send");
      await lineIs(page, "!", "0g");
    });
  });

  it("talks UDP, and TLS with a server that nobody vouches for when it is told not to verify", async () => {
    await withPage(async (page) => {
      await page.selectOption("#protocol", "udp");
      expect(await page.inputValue("#port")).toBe(String(demo.servers.ports.udp));
      await page.click("#connect");
      await stateIs(page, "online");
      await page.fill("#data", "a datagram");
      await page.press("#data", "Enter");
      await lineIs(page, "←", "a datagram");
      await page.click("#connect");
      await stateIs(page, "offline");

      await page.selectOption("#protocol", "tls");
      await page.click("summary");
      await page.uncheck("#reconnect");
      await page.click("#connect");
      await lineIs(page, "!", "TLS");
      await stateIs(page, "offline");
      await page.uncheck("#verify");
      await page.click("#connect");
      await stateIs(page, "online");
      await page.fill("#data", "in secret");
      await page.press("#data", "Enter");
      await lineIs(page, "←", "in secret");
    });
  });

  it("says what the gateway does not allow", async () => {
    await withPage(async (page) => {
      await page.fill("#port", "9");
      await page.click("#connect");
      await lineIs(page, "!", "the gateway does not allow it");
      await stateIs(page, "offline");
      await page.fill("#port", "70000");
      await page.click("#connect");
      expect(await page.innerText("#problem")).toBe("the port is a number from 1 to 65535");
    });
  });

  it("speaks Chinese to who reads Chinese, changes its language, and is readable on a phone", async () => {
    await withPage(async (page) => {
      expect(await page.title()).toBe("Luat 网络调试助手");
      await page.setViewportSize({ width: 390, height: 844 });
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
      await page.screenshot({ path: join(PICTURES, "page-phone.png") });
      await page.click("#language");
      expect(await page.innerText("#connect")).toBe("Connect");
    }, "zh-CN");
  });

  it("can be used with the keyboard alone", async () => {
    await withPage(async (page) => {
      await page.focus("#protocol");
      const visited: string[] = [];
      for (let i = 0; i < 4; i++) {
        visited.push(String(await page.evaluate("document.activeElement.id")));
        await page.keyboard.press("Tab");
      }
      expect(visited).toEqual(["protocol", "host", "port", "connect"]);
      await page.focus("#port");
      await page.keyboard.press("Enter");
      await stateIs(page, "online");
      await page.focus("#data");
      await page.keyboard.type("typed");
      await page.keyboard.press("Enter");
      await lineIs(page, "←", "typed");
      await page.keyboard.type("another");
      await page.keyboard.press("Enter");
      await lineIs(page, "←", "another");
      for (const [key, text] of [["ArrowUp", "another"], ["ArrowUp", "typed"], ["ArrowDown", "another"], ["ArrowDown", ""]] as const) {
        await page.keyboard.press(key);
        expect(await page.inputValue("#data")).toBe(text);
      }
    });
  });
});
