import { nodeAdapter } from "@luat/adapters/node";
import { silentLog } from "@luat/contract";
import { expect, it } from "vitest";
import { frames, lengthField } from "../../src/frames/index.js";
import { createDevice } from "../../src/index.js";
import { requests } from "../../src/requests/index.js";

it("frames and requests work over real loopback, with frames larger than its pieces", async () => {
  await using device = createDevice({ adapters: { ETH0: nodeAdapter() }, log: silentLog });
  const codec = lengthField({ size: 4, max: 1_000_000 });
  const server = await device.listen({ host: "127.0.0.1", port: 0 });
  const serving = (async () => {
    const client = await server.accept();
    if (client === undefined) throw new Error("the server was closed");
    const framed = frames(client, codec);
    for await (const frame of framed) await framed.tx(frame.reverse());
    await client.close();
  })();
  const connection = await device.connect({ host: "127.0.0.1", port: server.local.port });
  const rpc = requests(frames(connection, codec), { inFlight: 10, timeout: 10_000 });
  const sent = Array.from({ length: 200 }, (_, i) => new Uint8Array(i % 20 === 0 ? 300_000 : i).fill(i % 251));
  for (const bytes of sent) if (bytes.length > 0) bytes[0] = 0xee;
  const answers = await Promise.all(sent.map((bytes) => rpc.request(bytes)));
  expect(answers.every((answer, i) => answer.length === sent[i]?.length && (i === 0 || answer.at(-1) === 0xee))).toBe(true);
  await rpc.close();
  await serving;
  await server.close();
});
