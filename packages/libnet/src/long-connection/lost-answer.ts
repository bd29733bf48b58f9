import type { FaultReason } from "@luat/contract";
import { BrokenError, ClosedError, type LuatError } from "../errors.js";
import type { SessionEnd } from "./session.js";

/** What a request is told whose connection is over: whether it went out, and why there will be no answer. */
export function lostAnswer(end: SessionEnd, endpoint: string, withdrawn: boolean): LuatError {
  const details = { op: "get an answer", endpoint, withdrawn };
  const note = withdrawn ? "before the request had gone out" : "after the request had gone out";
  switch (end.kind) {
    case "closed":
      return new ClosedError("closed", "you paused or stopped the long connection", { ...details, note });
    case "ended":
      return new BrokenError({ reason: "broken" }, { ...details, note: `the peer has ended it ${note}` });
    case "broken": {
      const { error } = end;
      const fault = error instanceof BrokenError ? { reason: error.code as FaultReason, errno: error.errno } : { reason: "broken" as const };
      return new BrokenError(fault, { ...details, note, cause: error });
    }
  }
}
