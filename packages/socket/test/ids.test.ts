import { describe, expect, it } from "vitest";
import { ADAPTERS, EVENTS, LAST_ADAPTER, STATES, STATE_TEXTS } from "../src/ids.js";

describe("the numbers of LuatOS", () => {
  it("name each card slot, with USB and LWIP_USB for the same", () => {
    const slots = Object.values(ADAPTERS);
    expect(new Set(slots).size).toBe(slots.length - 1);
    expect([...new Set(slots)].sort((a, b) => a - b)).toEqual(Array.from({ length: LAST_ADAPTER }, (_, i) => i + 1));
    expect([ADAPTERS.ETH0, ADAPTERS.USB, ADAPTERS.LWIP_USB, ADAPTERS.LWIP_GP, ADAPTERS.LWIP_USER0]).toEqual([16, 6, 6, 1, 7]);
  });

  it("name the events", () => {
    expect(EVENTS).toEqual({ LINK: 33554448, ON_LINE: 33554449, TX_OK: 33554450, CLOSED: 33554451, EVENT: 33554452 });
  });

  it("name the states, with a text for each in both languages", () => {
    expect(Object.values(STATES)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    for (const texts of Object.values(STATE_TEXTS)) expect(new Set(texts).size).toBe(8);
    expect(STATE_TEXTS.zh[STATES.SHAKEHAND]).toBe("正在TLS握手");
    expect(STATE_TEXTS.en[STATES.SHAKEHAND]).toBe("TLS handshake");
  });
});
