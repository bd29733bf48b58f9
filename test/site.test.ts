import { once } from "node:events";
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { request, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { browse } from "../scripts/site/browser.mjs";
import { githubSlug } from "../scripts/site/github-slug.mjs";
import { brokenLinks } from "../scripts/site/links.mjs";
import { siteServer } from "../scripts/site/serve.mjs";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "site-"));
  mkdirSync(join(home, "site/api"), { recursive: true });
});
afterEach(() => {
  rmSync(home, { recursive: true });
});

function write(name: string, text: string): void {
  writeFileSync(join(home, name), text);
}

describe("links of a site", () => {
  it("are fine when they lead to a file, to a place in a page, or elsewhere", async () => {
    write("site/index.html", '<a class="x" href="api/a.html#%E9%95%BF">a</a><a href="#top">b</a><h1 class="y" id="top"></h1><a href="https://example.com/x">c</a><script src="m.js?v=1"></script>');
    write("site/api/a.html", '<h2 id="长"></h2><a href="../">home</a>');
    write("site/m.js", "");
    expect(await brokenLinks(join(home, "site"))).toEqual([]);
  });

  it("are told of when a file, or a place in it, is not there", async () => {
    write("site/index.html", '<a href="api/b.html">a</a><a href="api/a.html#no">b</a><a href="#no">c</a><img src="x.png">');
    write("site/api/a.html", "");
    expect(await brokenLinks(join(home, "site"))).toEqual(["api/b.html", "api/a.html#no", "#no", "x.png"].map((link) => `index.html links to ${link}`));
  });

  it("lead to headings as GitHub names them", () => {
    expect(githubSlug("Heartbeat, silence, watchdog")).toBe("heartbeat-silence-watchdog");
    expect(githubSlug("心跳、静默、看门狗")).toBe("心跳静默看门狗");
    expect(githubSlug("`npm test` – it's all")).toBe("npm-test--its-all");
  });
});

describe("the server of a site", () => {
  /** The path goes out as it is: no client tidies it up. */
  async function ask(path: string, method = "GET"): Promise<[status: number | undefined, body: string]> {
    const server = siteServer(join(home, "site")).listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
      const asked = request({ host: "127.0.0.1", port: (server.address() as AddressInfo).port, path, method, agent: false }).end();
      const [response] = (await once(asked, "response")) as [IncomingMessage];
      let body = "";
      for await (const chunk of response) body += String(chunk);
      return [response.statusCode, body];
    } finally {
      server.close();
    }
  }

  beforeEach(() => {
    write("site/index.html", "home");
    write("site/api/a b.html", "page");
    write("secret", "secret");
    mkdirSync(join(home, "site-2"));
    write("site-2/x", "secret");
  });

  it("gives files, and the index of a folder", async () => {
    expect(await ask("/")).toEqual([200, "home"]);
    expect(await ask("/api/a%20b.html?x#y")).toEqual([200, "page"]);
    expect(await ask("/", "HEAD")).toEqual([200, ""]);
  });

  it.each(["/../secret", "/%2e%2e/secret", "/api/..%2f..%2fsecret", "/..%5csecret", "/../site-2/x", "/%", "/%00", "x"])("gives nothing that is not in its folder: %s", async (path) => {
    const [status, body] = await ask(path);
    expect([400, 404]).toContain(status);
    expect(body).not.toContain("secret");
  });

  it("says what it does not have, or does not do", async () => {
    expect(await ask("/none.html")).toEqual([404, "404\n"]);
    expect(await ask("/api")).toEqual([404, "404\n"]);
    expect(await ask("/", "POST")).toEqual([405, "405\n"]);
  });
});

it("the site is not fine where there is no browser to look at it", async () => {
  expect(await browse("http://127.0.0.1:9/", [join(home, "none")])).toEqual([expect.stringMatching(/^Chromium is not installed/)]);
});
