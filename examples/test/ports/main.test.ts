import { readdirSync } from "node:fs";
import { expect, it, vi } from "vitest";
import { PROGRAMS, programOf } from "../../src/ports/main.js";
import { realDevice, Stage } from "./stage.js";

it("there is a command for each port", () => {
  const folders = readdirSync(new URL("../../src/ports", import.meta.url), { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? entry.name : []));
  expect(Object.keys(PROGRAMS).sort()).toEqual(folders.filter((name) => name !== "long-client").sort());
});

it.each(["faithful", "promise"])("the command starts a %s program", async (form) => {
  const device = realDevice();
  const server = await device.listen({ host: "127.0.0.1", port: 0 });
  programOf(["short-connection", form, "127.0.0.1", String(server.local.port)])(device);
  const client = await server.accept();
  expect(new TextDecoder().decode(await client?.rx())).toMatch(/^\d{4}-\d\d-\d\dT.*Z\n$/);
  await device.stop();
});

const starting = Object.entries(PROGRAMS).flatMap(([name, forms]) => (name === "serial-bridge" ? [] : Object.keys(forms).map((form) => [name, form] as const)));
it.each(starting)("%s, %s, begins and ends with its device", async (name, form) => {
  using _silent = vi.spyOn(console, "log").mockReturnValue(undefined);
  const stage = new Stage();
  programOf([name, form, Stage.SERVER, String(Stage.PORT)])(stage.device);
  await stage.net.clock.advance(60_000);
  await stage.end();
});

const NAMES = Object.keys(PROGRAMS).join(", ");
it.each([
  [["unknown", "promise", "host", "1"], `"unknown" is no program; expected ${NAMES}`],
  [["constructor", "promise", "host", "1"], `"constructor" is no program; expected ${NAMES}`],
  [["jt808", "other", "host", "1"], '"other" is no form; expected faithful, promise'],
  [["jt808"], "which form? Expected faithful, promise"],
  [["jt808", "promise", "", "1"], "where? Expected a host and a port"],
  [["jt808", "promise", "host", "70000"], 'the port is "70000"; expected 1 to 65535'],
  [["jt808", "promise", "host", "1", "2"], '"2" is one argument too many'],
  [[], `which program? Expected ${NAMES}`],
])("the command refuses %j", (argv, message) => {
  expect(() => programOf(argv)).toThrow(message);
});
