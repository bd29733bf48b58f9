import { describe, expectTypeOf, it } from "vitest";
import type { Message, Sys, Topics } from "../../src/index.js";

declare module "../../src/index.js" {
  interface Topics {
    TEST_TEMPERATURE: [celsius: number, sensor: string];
    TEST_RESET: [];
  }
}

// Only compiled, never run.
const never = (_: (sys: Sys) => unknown): void => undefined;

describe("the types of sys", () => {
  it("give Lua's indices to messages, from 1", () => {
    expectTypeOf<Message[1]>().toEqualTypeOf<unknown>();
    never((sys) => sys.waitMsg("ME").then((message) => {
      // @ts-expect-error -- a message may be false or undefined
      message[1];
      if (message) {
        // @ts-expect-error -- Lua counts from 1
        message[0];
      }
    }));
  });

  it("type the arguments of declared topics", () => {
    expectTypeOf<Topics["TEST_RESET"]>().toEqualTypeOf<[]>();
    never((sys) => {
      sys.publish("TEST_TEMPERATURE", 21.5, "roof");
      sys.publish("TEST_RESET");
      // @ts-expect-error -- an argument is missing
      sys.publish("TEST_TEMPERATURE", 21.5);
      // @ts-expect-error -- of another type
      sys.publish("TEST_TEMPERATURE", "21.5", "roof");
      sys.subscribe("TEST_TEMPERATURE", (celsius, sensor) => {
        expectTypeOf(celsius).toEqualTypeOf<number>();
        expectTypeOf(sensor).toEqualTypeOf<string>();
      });
      void sys.waitUntil("TEST_TEMPERATURE", 5).then(([ok, celsius]) => {
        expectTypeOf(ok).toEqualTypeOf<boolean>();
        expectTypeOf(celsius).toEqualTypeOf<number | undefined>();
      });
      void sys.waitUntil("TEST_TEMPERATURE").then((result) => {
        if (result[0]) expectTypeOf(result).toEqualTypeOf<[true, celsius: number, sensor: string]>();
      });
      void sys.waitUntilExt(["TEST_TEMPERATURE", "TEST_RESET"]).then(([topic]) => {
        expectTypeOf(topic).toEqualTypeOf<false | "TEST_TEMPERATURE" | "TEST_RESET">();
      });
    });
  });

  it("leave the arguments of other topics open", () => {
    never((sys) => {
      sys.publish("ANYTHING", 1, "x", null);
      sys.publish({ any: "value" });
      sys.subscribe("ANYTHING", (value) => expectTypeOf(value).toEqualTypeOf<unknown>());
      sys.subscribe("ANYTHING", () => undefined);
      const topic = "ANY" as string;
      sys.publish(topic, 1);
      void sys.waitUntil(topic).then(([, value]) => expectTypeOf(value).toEqualTypeOf<unknown>());
      // @ts-expect-error -- nil is no topic
      sys.publish(null);
    });
  });

  it("check the arguments of tasks and timers", () => {
    never((sys) => {
      sys.taskInit((a: number, b?: string) => [a, b], 1);
      sys.timerStart((a: number) => a, 10, 1);
      // @ts-expect-error -- of another type
      sys.taskInit((a: number) => a, "1");
      // @ts-expect-error -- of another type
      sys.timerStart((a: number) => a, 10, "1");
      // @ts-expect-error -- missing
      sys.taskInitEx((a: number) => a, "NAME", null);
    });
  });
});
