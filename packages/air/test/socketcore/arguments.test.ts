import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { accepted, airWorld, PORT, SERVER, type AirWorld } from "../world.js";

let world: AirWorld;

beforeEach(() => {
  world = airWorld();
});
afterEach(() => world.stop());

describe("sock_conn", () => {
  it.each([
    [[3, SERVER, PORT], "type is 3; expected 0 (TCP), 1 (UDP) or 2 (SSL)"],
    [[-1, SERVER, PORT], "type is -1; expected 0 (TCP), 1 (UDP) or 2 (SSL)"],
    [[0, SERVER, 70_000], "port is 70000; expected 1 to 65535"],
    [[0, SERVER, 0], "port is 0; expected 1 to 65535"],
    [[0, "x".repeat(101), PORT], "the address has 101 characters; expected 100 at most"],
    [[0, SERVER, PORT, null, 0, 1, 70_000], "local_port is 70000; expected 0 to 65535"],
    [[2, SERVER, PORT, { caCert: "rubbish" }, 0, 0], "TLS failure: the authorities cannot be read; cert has PEM text, not names of files"],
    [[2, SERVER, PORT, { clientCert: "rubbish" }], "TLS failure: the certificate cannot be read, or is missing; cert has PEM text, not names of files"],
  ] as const)("refuses %j, and says why in the log", (args, why) => {
    expect(world.socketcore.sock_conn(...(args as unknown as [number, string, number]))).toBeUndefined();
    expect(world.socketcore.sock_conn_ext(...(args as unknown as [number, string, number]))).toBe(-1);
    expect(world.lines).toEqual(["sock_conn", "sock_conn_ext"].map((call) => `warn socketcore ${call}: ${why}`));
  });

  it.each([
    [["0", 7, PORT], "addr is 7; expected a text"],
    [[{}, SERVER, PORT], "type is {}; expected 0 (TCP), 1 (UDP) or 2 (SSL)"],
    [[], "type is nil; expected 0 (TCP), 1 (UDP) or 2 (SSL)"],
    [[0, SERVER, "http"], 'port is "http"; expected a port number'],
    [[0, SERVER, undefined], "port is nil; expected a port number"],
    [[0, SERVER, PORT, null, "much"], 'recvBufferLen is "much"; expected an integer, or nil'],
    [[2, SERVER, PORT, 4_096], "cert is 4096; expected a table of certificates, or nil"],
    [[2, SERVER, PORT, { caCert: 7 }], "cert.caCert is 7; expected a text"],
  ])("throws for %j", (args, message) => {
    expect(() => world.socketcore.sock_conn(...(args as unknown as [number, string, number]))).toThrow(new TypeError(message));
  });

  it("takes ports as text, a local port, and the length of a buffer in the place of the certificates", async () => {
    const clients = await accepted(world);
    expect(world.socketcore.sock_conn(0, SERVER, String(PORT), null, 0, null, 5_000)).toBe(0);
    expect(world.socketcore.sock_conn(0, SERVER, PORT, 4_096)).toBe(1);
    await world.advance(1);
    expect(clients.map(({ peer }) => peer.port)).toContain(5_000);
    expect(clients).toHaveLength(2);
  });
});

describe("sock_send", () => {
  it("takes text, numbers and bytes, 65535 of them at most", async () => {
    const { socketcore, str } = world;
    const clients = await accepted(world);
    socketcore.sock_conn(0, SERVER, PORT);
    await world.advance(1);
    const bytes = Uint8Array.of(0, 255);
    expect([socketcore.sock_send(0, "é"), socketcore.sock_send(0, 42), socketcore.sock_send(0, bytes)]).toEqual([[1, 0], [1, 0], [1, 0]]);
    bytes.fill(7);
    await world.advance(1);
    expect(str.toHex((await world.run(async () => clients[0]?.rx())) ?? "")).toBe("C3A9343200FF");
    expect(socketcore.sock_send(0, new Uint8Array(65_536))).toEqual([0, socketcore.ERR_EARG]);
    expect(() => socketcore.sock_send(0, {} as string)).toThrow(new TypeError("data is {}; expected text, a number, bytes or a zbuff"));
  });
});

describe("sock_recv", () => {
  it("wants a number of bytes, and a handle that is one", async () => {
    await accepted(world);
    world.socketcore.sock_conn(0, SERVER, PORT);
    expect(() => world.socketcore.sock_recv(0, "all" as unknown as number)).toThrow(new TypeError('len is "all"; expected a number of bytes'));
    expect(world.socketcore.sock_recv("length" as unknown as number, 1)).toHaveLength(0);
  });
});

it("the constants are those of the core", () => {
  const { socketcore, rtos } = world;
  expect(socketcore).toMatchObject({ ERR_OK: 0, ERR_ENOTCONN: 11, ERR_ECLSD: 15, ERR_EARG: 16, ERR_SSL_EHANDESHAK: 18, ERR_UNKOWN: -1, SOL_SOCKET: 4095, SO_KEEPALIVE: 8 });
  expect(rtos).toMatchObject({ MSG_PDP_DEACT_IND: 30, MSG_SOCK_RECV_IND: 31, MSG_SOCK_SEND_CNF: 32, MSG_SOCK_CLOSE_CNF: 33, MSG_SOCK_CONN_CNF: 34, MSG_SOCK_CLOSE_IND: 36 });
});
