import type { Duplex } from "node:stream";
import { describe, expectTypeOf, it } from "vitest";
import type { Connection, ConnectionEnd, Data, Device, Way } from "../../src/index.js";
import { httpConnect, socks5 } from "../../src/proxies/index.js";
import { connectionFrom, duplex, webStreams } from "../../src/streams/index.js";

// Only compiled, never run.
const never = (_: (connection: Connection, device: Device, stream: Duplex) => unknown): void => undefined;

describe("the types of connections", () => {
  it("tell what calls give", () => {
    never((connection, device, stream) => {
      expectTypeOf(connection.rx()).toEqualTypeOf<Promise<Uint8Array | undefined>>();
      expectTypeOf(connection.rx(new Uint8Array(1))).toEqualTypeOf<Promise<number>>();
      expectTypeOf(connection.rxExactly(4)).toEqualTypeOf<Promise<Uint8Array | undefined>>();
      expectTypeOf(connection.rxUntil("\n", { max: 80, timeout: 1_000 })).toEqualTypeOf<Promise<Uint8Array | undefined>>();
      expectTypeOf(connection.peek({ least: 4 })).toEqualTypeOf<Promise<Uint8Array | undefined>>();
      expectTypeOf(connection.end).toEqualTypeOf<ConnectionEnd | undefined>();
      expectTypeOf(webStreams(connection).readable).toEqualTypeOf<ReadableStream<Uint8Array>>();
      expectTypeOf(webStreams(connection).writable).toEqualTypeOf<WritableStream<Data>>();
      expectTypeOf(duplex(connection)).toEqualTypeOf<Duplex>();
      expectTypeOf(connectionFrom(stream, { device })).toEqualTypeOf<Connection>();
      expectTypeOf(socks5({ host: "proxy", port: 1080 })).toEqualTypeOf<Way>();
    });
  });

  it("take several pieces, of any kind", () => {
    never((connection) => {
      const pieces: readonly Data[] = ["text", new Uint8Array(1)];
      connection.tx(pieces).catch(() => undefined);
      // @ts-expect-error -- a number is no data
      connection.tx(["text", 5]).catch(() => undefined);
      // @ts-expect-error -- nor are lists in lists
      connection.tx([["text"]]).catch(() => undefined);
    });
  });

  it("refuse what cannot be", () => {
    never((connection, device) => {
      // @ts-expect-error -- how many is not an option
      connection.rxExactly({ size: 4 }).catch(() => undefined);
      // @ts-expect-error -- text or bytes
      connection.rxUntil(/\n/).catch(() => undefined);
      // @ts-expect-error -- it is told, not set
      connection.end = { kind: "closed" };
      // @ts-expect-error -- a way, not where a proxy is
      device.connect({ host: "server", port: 80, through: { host: "proxy", port: 3128 } }).catch(() => undefined);
      // @ts-expect-error -- both, or nobody
      httpConnect({ host: "proxy", port: 3128, auth: { username: "me" } });
    });
  });
});
