import { readdirSync } from "node:fs";
import { createDevice } from "@luat/libnet";
import { expect, it, vi } from "vitest";
import { PROGRAMS, start } from "../../src/ports/main.js";
import { realDevice, Stage } from "./stage.js";

it("there is a command for each port", () => {
  const folders = readdirSync(new URL("../../src/ports", import.meta.url), { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? entry.name : []));
  expect(Object.keys(PROGRAMS).sort()).toEqual(folders.filter((name) => name !== "long-client").sort());
});

it.each(["faithful", "promise"])("the command starts a %s program", async (form) => {
  const device = realDevice();
  const server = await device.listen({ host: "127.0.0.1", port: 0 });
  expect(start(device, ["short-connection", form, "127.0.0.1", String(server.local.port)])).toBe(true);
  const client = await server.accept();
  expect(new TextDecoder().decode(await client?.rx())).toMatch(/^\d{4}-\d\d-\d\dT.*Z\n$/);
  await device.stop();
});

const starting = Object.entries(PROGRAMS).flatMap(([name, forms]) => (name === "serial-bridge" ? [] : Object.keys(forms).map((form) => [name, form] as const)));
it.each(starting)("%s, %s, begins and ends with its device", async (name, form) => {
  using _silent = vi.spyOn(console, "log").mockReturnValue(undefined);
  const stage = new Stage();
  expect(start(stage.device, [name, form, Stage.SERVER, String(Stage.PORT)])).toBe(true);
  await stage.net.clock.advance(60_000);
  await stage.end();
});

it.each([[["unknown", "promise", "host", "1"]], [["constructor", "promise", "host", "1"]], [["jt808", "other", "host", "1"]], [["jt808", "promise", "", "1"]], [["jt808", "promise", "host", "70000"]], [[]]])(
  "the command refuses %j",
  async (argv) => {
    await using device = createDevice({ adapters: {}, logLevel: "silent" });
    expect(start(device, argv)).toBe(false);
  },
);
