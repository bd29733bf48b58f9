import fc from "fast-check";
import { expect, it } from "vitest";
import { measure } from "../../src/sntp/measure.js";
import { ntpTime, UNSET } from "../../src/sntp/ntp-time.js";
import { decodePacket, encodePacket, type Packet } from "../../src/sntp/packet.js";

const way = fc.double({ min: 0, max: 2_000, noNaN: true });

function answer(receive: Packet["receive"], transmit: Packet["transmit"]): Packet {
  return decodePacket(encodePacket({ mode: 4, stratum: 1, receive, transmit })) as Packet;
}

it("the time of arrival is found when both ways take as long, however long the server takes", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1_000, max: Date.UTC(2100, 0, 1) }), way, way, (arrived, oneWay, stay) => {
      const { time, delay } = measure(answer(ntpTime(arrived), ntpTime(arrived, stay)), 2 * oneWay + stay);
      expect(time).toBeCloseTo(arrived + stay + oneWay, 2);
      expect(delay).toBeCloseTo(2 * oneWay, 2);
    }),
  );
});

it("the error is half of what the two ways differ by", () => {
  const { time, delay } = measure(answer(ntpTime(5_000_000), ntpTime(5_000_500)), 600);
  expect([time, delay]).toEqual([5_000_500 + 50, 100]);
});

it("the delay is never below 0, and counts the whole time where the server does not say when the request arrived", () => {
  expect(measure(answer(ntpTime(5_000_000), ntpTime(5_000_500)), 9)).toEqual({ time: 5_000_500, delay: 0 });
  expect(measure(answer(UNSET, ntpTime(5_000_500)), 30)).toEqual({ time: 5_000_515, delay: 30 });
});
