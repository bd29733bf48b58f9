import { readFileSync } from "node:fs";
import { VirtualClock } from "@luat/adapters/mock";
import { replay } from "@luat/adapters/tape";
import { createDevice } from "@luat/libnet";
import { expect, test } from "vitest";
import { startMeter } from "../src/meter-client.js";

test("a meter says to the recording of a real server what it said to the server itself", async () => {
  const clock = new VirtualClock();
  const card = replay(readFileSync(new URL("../transcripts/commands.jsonl", import.meta.url), "utf8"), { clock });
  const device = createDevice({ adapters: { ETH0: card }, clock });
  const commands: string[] = [];
  const answer = (command: string): string => {
    commands.push(command);
    return command === "read" ? "read: 42 kWh" : "done";
  };
  startMeter(device, { host: "127.0.0.1", port: 9000, serial: "M-1", idle: 1_000, answer });
  await clock.advance(2_200);
  await device.stop();
  card.assertDone();
  expect(commands).toEqual(["read", "relay off"]);
});
