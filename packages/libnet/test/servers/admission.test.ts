import { VirtualClock } from "@luat/adapters/mock";
import { describe, expect, it } from "vitest";
import { Admission, type AdmissionLimits } from "../../src/servers/admission.js";

const NONE: AdmissionLimits = { clients: Infinity, perAddress: Infinity, waiting: Infinity, rate: undefined };

function admission(limits: Partial<AdmissionLimits>): Admission {
  return new Admission(new VirtualClock(), { ...NONE, ...limits });
}

describe("admission", () => {
  it("is refused nobody where there is no limit", () => {
    expect(admission({}).refusal("10.0.0.2", 1_000_000)).toBeUndefined();
  });

  it("counts those who are there, in all and by address", () => {
    const limited = admission({ clients: 3, perAddress: 2 });
    for (const address of ["a", "a"]) limited.enter(address);
    expect([limited.refusal("a", 0), limited.refusal("b", 0)]).toEqual(["address", undefined]);
    limited.enter("b");
    expect([limited.refusal("a", 0), limited.refusal("b", 0)]).toEqual(["clients", "clients"]);
    limited.leave("a");
    expect(limited.refusal("a", 0)).toBeUndefined();
  });

  it("is refused while as many wait as may", () => {
    expect([1, 2, 3].map((waiting) => admission({ waiting: 2 }).refusal("a", waiting))).toEqual([undefined, "backlog", "backlog"]);
  });

  it("leaves the rate to those who are not refused for another reason", () => {
    const limited = admission({ perAddress: 1, rate: { perSecond: 1, burst: 1 } });
    limited.enter("flood");
    for (let n = 0; n < 100; n++) expect(limited.refusal("flood", 0)).toBe("address");
    expect([limited.refusal("good", 0), limited.refusal("other", 0)]).toEqual([undefined, "rate"]);
  });
});
