import { afterEach, describe, expect, it, vi } from "vitest";
import { bindSecured } from "../../../src/node/dtls/secured-bind.js";
import { DatagramTape } from "../tapes.js";

afterEach(() => void vi.doUnmock("node-dtls-client/build/DTLS/RecordLayer.js"));

describe("loadDtlsLibrary", () => {
  it("says how to install the package where it is not there, and the socket ends with the fault \"unsupported\"", async () => {
    vi.doMock("node-dtls-client/build/DTLS/RecordLayer.js", () => {
      throw new Error("Cannot find package");
    });
    const { loadDtlsLibrary } = await import("../../../src/node/dtls/dtls-library.js");
    const tape = new DatagramTape();
    const key = { identity: Uint8Array.of(1), key: Uint8Array.of(2) };
    const socket = bindSecured({ options: { peer: { host: "127.0.0.1", port: 9 } }, key, highWater: 1, timeout: 1000, load: loadDtlsLibrary }, tape);
    await tape.saw("closed");
    expect(tape.events).toEqual(["bound", "closed"]);
    expect(tape.fault).toMatchObject({
      reason: "unsupported",
      cause: { message: "DTLS needs the package node-dtls-client, which cannot be loaded; install it: npm install node-dtls-client@1.1.1" },
    });
    socket.close();
  });
});
