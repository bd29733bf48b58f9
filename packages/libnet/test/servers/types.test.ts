import { expectTypeOf, it } from "vitest";
import type { Connection } from "../../src/index.js";
import { serve, type Client, type Departure, type ManagedServer, type UnicastResult } from "../../src/servers/index.js";

// Only compiled, never run.
const never = (_: () => unknown): void => undefined;

it("options of serve that are wrong do not compile", () => {
  never(() => {
    void serve({ port: 1 });
    // @ts-expect-error -- a server must know where to listen
    void serve({});
    // @ts-expect-error -- misspelt
    void serve({ port: 1, maxClient: 5 });
    // @ts-expect-error -- a policy that there is not
    void serve({ port: 1, slowClients: "wait" });
    // @ts-expect-error -- a rate is so many a second
    void serve({ port: 1, acceptRate: 5 });
    // @ts-expect-error -- a certificate needs its key
    void serve({ port: 1, tls: { cert: "" } });
  });
});

it("what a server tells is narrowed by its kind", () => {
  never(() => {
    const server = undefined as unknown as ManagedServer;
    // @ts-expect-error -- an event that there is not
    server.on("connection", () => undefined);
    server.on("left", (client, departure) => {
      expectTypeOf(client).toEqualTypeOf<Client>();
      expectTypeOf(departure).toEqualTypeOf<Departure>();
      // @ts-expect-error -- only one that broke has an error
      void departure.error;
      return departure.kind === "broken" ? departure.error.message : departure.unsent;
    });
    const result: UnicastResult = server.unicast("pump", "off");
    // @ts-expect-error -- what was sent has no reason not to be
    void result.reason;
    if (result.kind === "dropped" && result.reason === "slow") expectTypeOf(result.client).toEqualTypeOf<Client>();
    expectTypeOf<Client>().toExtend<Connection>();
    // @ts-expect-error -- a broadcast waits for nobody
    void server.broadcast("a").then;
  });
});
