import { describe, expect, it } from "vitest";
import { nodeFault } from "../../src/node/node-fault.js";

const errorOf = (code?: string): NodeJS.ErrnoException => Object.assign(new Error("from the system"), code === undefined ? {} : { code });

describe("nodeFault", () => {
  it.each([
    ["ECONNREFUSED", "refused"],
    ["ECONNRESET", "reset"],
    ["EPIPE", "reset"],
    ["ETIMEDOUT", "timeout"],
    ["EHOSTUNREACH", "unreachable"],
    ["ENETUNREACH", "unreachable"],
    ["EADDRINUSE", "in-use"],
    ["EADDRNOTAVAIL", "address"],
    ["EACCES", "forbidden"],
    ["EPERM", "forbidden"],
    ["ENOTFOUND", "name"],
    ["EAI_AGAIN", "name"],
    ["EMFILE", "limit"],
    ["ENFILE", "limit"],
    ["ENOBUFS", "limit"],
    ["ENOMEM", "limit"],
    ["EMSGSIZE", "size"],
    ["EWHATEVER", "broken"],
  ])("takes %s for %s, and keeps the code and the error", (code, reason) => {
    const error = errorOf(code);
    expect(nodeFault(error)).toEqual({ reason, errno: code, cause: error });
  });

  it("takes an error without a code for broken", () => {
    const error = errorOf();
    expect(nodeFault(error)).toEqual({ reason: "broken", cause: error });
  });
});
