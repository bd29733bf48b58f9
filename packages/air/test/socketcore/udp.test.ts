import { afterEach, beforeEach, expect, it } from "vitest";
import type { Datagram } from "@luat/libnet";
import { airWorld, CLIENT, counted, SERVER, text, type AirWorld } from "../world.js";
import { noted } from "./messages.js";

let world: AirWorld;
let notes: string[];

beforeEach(() => {
  world = airWorld();
  notes = noted(world);
});
afterEach(() => world.stop());

it("UDP confirms the connect without a packet, each datagram sent, and announces each that arrives", async () => {
  const { socketcore } = world;
  const there = await world.run(() => world.server.bind({ port: 7 }));
  expect(socketcore.sock_conn(1, SERVER, 7, null, 0, 1, 6_000)).toBe(0);
  await world.advance(1);
  expect(notes.splice(0)).toEqual(["CONN_CNF 0 result 0"]);
  expect([socketcore.sock_send(0, "one"), socketcore.sock_send(0, "three")]).toEqual([[1, 0], [1, 0]]);
  await world.advance(1);
  expect(notes.splice(0)).toEqual(["SEND_CNF 0 result 0 length 3", "SEND_CNF 0 result 0 length 5"]);
  const came = (await world.run(async () => [await there.rx(), await there.rx()])) as Datagram[];
  expect(came.map(({ bytes, from }) => [text(bytes), from])).toEqual([["one", { host: CLIENT, port: 6_000 }], ["three", { host: CLIENT, port: 6_000 }]]);
  await world.run(async () => {
    for (const data of ["a", "", counted(3_000), "b"]) await there.tx(data, { host: CLIENT, port: 6_000 });
  });
  await world.advance(1);
  const read: number[] = [];
  while (notes.length > 0) {
    const length = Number(notes.splice(0)[0]?.split(" ").at(-1));
    read.push(socketcore.sock_recv(0, length).length);
    await world.advance(1);
  }
  expect(read).toEqual([1, 2_048, 952, 1]);
  expect(socketcore.sock_close(0)).toBe(1);
  expect(socketcore.sock_destroy(0)).toBe(0);
  await world.advance(1);
  expect(notes).toEqual(["CLOSE_CNF 0 result 0"]);
  expect(socketcore.sock_destroy(0)).toBe(1);
});

it("UDP takes no datagram that is longer than the network's", async () => {
  const { socketcore } = world;
  socketcore.sock_conn(1, SERVER, 7);
  await world.advance(1);
  expect(socketcore.sock_send(0, new Uint8Array(65_508))).toEqual([0, socketcore.ERR_EARG]);
});
