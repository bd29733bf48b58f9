import { expect, it } from "vitest";
import { defaultAdapters as noAdapters } from "../src/default-card.js";
import { defaultAdapters, socket, socketLibrary } from "../src/index.js";

it("the default device has this computer's network as ETH0 under Node", () => {
  expect(Object.keys(defaultAdapters())).toEqual(["ETH0"]);
  expect(socket).toBe(socketLibrary.socket);
  expect(socket.dft()).toEqual([socket.ETH0, socket.ETH0]);
  const ctrl = socket.create();
  expect(socket.state(ctrl)[0]).toBe(0);
  socketLibrary.stop();
  expect(socket.state(ctrl)).toEqual([]);
});

it("has no card where none works by itself", () => {
  expect(noAdapters()).toEqual({});
});
