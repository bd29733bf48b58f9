import { beforeEach, describe, expect, it } from "vitest";
import { EchoCheck } from "../../src/long-connection/echo-check.js";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("EchoCheck", () => {
  let check: EchoCheck;

  beforeEach(() => {
    check = new EchoCheck();
    for (const line of ["one\n", "two\n", "three\n"]) check.expect(line);
  });

  it("takes lines however they are cut", () => {
    for (const piece of ["o", "ne", "\ntw", "o\nthree\n"]) expect(check.receive(bytes(piece))).toBe(true);
    expect(check).toMatchObject({ echoed: 3, wrong: 0, waiting: 0 });
  });

  it("counts what was not sent, also before its line ends", () => {
    expect(check.receive(bytes("one\nzwei\n"))).toBe(false);
    expect(check.receive(bytes("x"))).toBe(false);
    expect(check.receive(bytes("two\n"))).toBe(true);
    expect(check).toMatchObject({ echoed: 2, wrong: 2, waiting: 1 });
  });

  it("counts what comes twice, or out of order", () => {
    expect(check.receive(bytes("two\n"))).toBe(true);
    expect(check.receive(bytes("two\n"))).toBe(false);
    expect(check.receive(bytes("one\n"))).toBe(false);
    expect(check).toMatchObject({ echoed: 1, wrong: 2, waiting: 1 });
  });

  it("waits no more for what failed, nor for the rest of a line that was cut", () => {
    check.forget("one\n");
    check.receive(bytes("tw"));
    check.restart();
    expect(check.waiting).toBe(2);
    expect(check.receive(bytes("three\n"))).toBe(true);
    expect(check).toMatchObject({ echoed: 1, wrong: 0, waiting: 0 });
  });

  it("of datagrams takes those that come late, each once, and waits for none of them", () => {
    check = new EchoCheck(false);
    for (const line of ["one\n", "two\n", "three\n"]) check.expect(line);
    expect(check.receive(bytes("two\n"))).toBe(true);
    expect(check.waiting).toBe(1);
    expect(check.receive(bytes("one\n"))).toBe(true);
    expect(check.receive(bytes("one\n"))).toBe(false);
    expect(check.receive(bytes("three\n"))).toBe(true);
    expect(check).toMatchObject({ echoed: 3, wrong: 1, waiting: 0 });
  });
});
