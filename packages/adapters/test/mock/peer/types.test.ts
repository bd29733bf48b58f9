import { describe, expectTypeOf, it } from "vitest";
import type { PeerScript } from "../../../src/mock/index.js";

// Only compiled, never run.
const never = (_: (peer: PeerScript) => unknown): void => undefined;

describe("the types of a script", () => {
  it("let a function take any script, and return what it has written", () => {
    const login = (peer: PeerScript): PeerScript => peer.expect("login\n").reply("ok\n");
    const hello = (peer: PeerScript): PeerScript => peer.expect(/hello (\w+)\n/).reply(([, name]) => `hi ${name}\n`);
    never((peer) => {
      login(hello(peer)).expectEnd();
      hello(peer.expectBytes("00").wait(5));
      peer.nextConnection().script(login);
      peer.script(hello).script((next) => login(next));
    });
    expectTypeOf<PeerScript<Uint8Array>>().toExtend<PeerScript>();
    expectTypeOf<PeerScript<RegExpExecArray>>().toExtend<PeerScript>();
  });

  it("give reply what was matched", () => {
    never((peer) => {
      peer.expect(/(\d+)/).reply((match) => {
        expectTypeOf(match).toEqualTypeOf<RegExpExecArray>();
        return "";
      });
      peer.expect("a").wait(5).send("b").reply((match) => {
        expectTypeOf(match).toEqualTypeOf<Uint8Array>();
        return match;
      });
      // @ts-expect-error -- bytes have no groups
      peer.expect("a").reply(({ groups }) => `${groups}`);
    });
  });

  it("know nothing of what was matched by steps that a function did not write", () => {
    never((peer) => {
      peer.reply((match) => {
        expectTypeOf(match).toEqualTypeOf<unknown>();
        return "";
      });
      // @ts-expect-error -- it may have matched anything
      peer.reply((match) => match.length);
    });
    expectTypeOf<PeerScript>().not.toExtend<PeerScript<Uint8Array>>();
    expectTypeOf<PeerScript<RegExpExecArray>>().not.toExtend<PeerScript<Uint8Array>>();
  });
});
