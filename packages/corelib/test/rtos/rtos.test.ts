import { describe, expect, it } from "vitest";
import { rig } from "../rig.js";

describe("rtos", () => {
  it("reboot calls onReboot", () => {
    let reboots = 0;
    rig({ onReboot: () => reboots++ }).rtos.reboot();
    expect(reboots).toBe(1);
  });

  it("reboot warns when the device has no onReboot", () => {
    const { rtos, lines } = rig();
    rtos.reboot();
    expect(lines).toEqual(["warn rtos reboot() was called, but the device has no onReboot"]);
  });

  it("tick counts whole milliseconds", async () => {
    const { rtos, clock } = rig();
    const start = rtos.tick();
    await clock.advance(10.9);
    expect(rtos.tick() - start).toBe(10);
  });

  it("bsp names the board", () => {
    expect(rig().rtos.bsp()).toBe("PC");
  });
});
