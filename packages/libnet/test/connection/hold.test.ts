import { createAuthority } from "@luat/adapters/certs";
import { nodeAdapter } from "@luat/adapters/node";
import { silentLog } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { createDevice } from "../../src/index.js";
import { simulate, text } from "../simulated.js";

/** How many sockets keep this program running. */
function holding(): number {
  return process.getActiveResourcesInfo().filter((name) => name === "TCPSocketWrap").length;
}

describe("ref and unref", () => {
  it.each(["plain", "TLS"])("choose whether an open connection keeps the program running (%s)", async (kind) => {
    await using device = createDevice({ adapters: { ETH0: nodeAdapter() }, log: silentLog });
    const authority = createAuthority({ keyType: "ec" });
    const identity = authority.issue({ names: ["127.0.0.1"] });
    const isPlain = kind === "plain";
    const server = await device.listen({ host: "127.0.0.1", port: 0, ...(!isPlain && { tls: identity }) });
    const here = await device.connect({ host: "127.0.0.1", port: server.local.port, tls: isPlain ? false : { ca: authority.cert } });
    const there = await server.accept();
    const all = holding();
    here.unref();
    expect(holding()).toBe(all - 1);
    there?.unref();
    expect(holding()).toBe(all - 2);
    here.ref();
    expect(holding()).toBe(all - 1);
    await here.tx("hello");
    expect(text(await there?.rx({ timeout: 5_000 }))).toBe("hello");
    await Promise.all([here.close(), there?.close()]);
    here.unref();
    await server.close();
  });

  it("change nothing where a card holds no program", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      here.unref();
      here.ref();
      await here.tx("hello");
      expect(text(await there.rx())).toBe("hello");
    });
  });
});
