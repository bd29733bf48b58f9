import { describe, expect, it } from "vitest";
import * as steps from "../../src/core/step.js";

const { actionOf, describeStep, factOf, replyOf } = steps;

const REPLIES = [steps.REFUSED, steps.DONE, steps.PENDING];
const ACTIONS = [0, steps.RESOLVE, steps.DIAL, steps.BIND, steps.FINISH, steps.DROP, steps.ACCEPT, steps.TURN_AWAY];
const FACTS = [
  0,
  steps.LINKED,
  steps.CONNECTED,
  steps.FAILED,
  steps.LISTENING,
  steps.OFFERED,
  steps.RECEIVED,
  steps.ACKED,
  steps.WRITABLE,
  steps.ENDED,
  steps.BROKEN,
  steps.DISCONNECTED,
  steps.CUT,
];

describe("Step", () => {
  it("holds any reply, action and fact at once, and each has its own words", () => {
    const texts = new Set<string>();
    for (const reply of REPLIES) {
      for (const action of ACTIONS) {
        for (const fact of FACTS) {
          const step = reply | action | fact;
          expect([replyOf(step), actionOf(step), factOf(step)]).toEqual([reply, action, fact]);
          texts.add(describeStep(step));
        }
      }
    }
    expect(texts.size).toBe(REPLIES.length * ACTIONS.length * FACTS.length);
  });

  it("is described in the order reply, action, fact", () => {
    expect(describeStep(steps.PENDING | steps.DIAL | steps.LINKED)).toBe("pending, dial, linked");
    expect(describeStep(steps.IGNORED)).toBe("");
  });
});
