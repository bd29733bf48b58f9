import fc from "fast-check";
import { expect, test } from "vitest";
import { Registry } from "../../src/servers/registry.js";

test("the last who took an id has it, and one who lost it cannot take it away by leaving late", () => {
  const registry = new Registry<object>();
  const [old, fresh] = [{}, {}];
  expect(registry.put("pump", old)).toBeUndefined();
  expect(registry.put("pump", old)).toBeUndefined();
  expect(registry.put("pump", fresh)).toBe(old);
  registry.remove(old);
  expect(registry.get("pump")).toBe(fresh);
  registry.remove(fresh);
  expect(registry.size).toBe(0);
});

test("one who takes another id gives up the first", () => {
  const registry = new Registry<object>();
  const client = {};
  registry.put("a", client);
  expect(registry.put("b", client)).toBeUndefined();
  expect([registry.get("a"), registry.get("b"), registry.size]).toEqual([undefined, client, 1]);
});

const steps = fc.array(fc.record({ who: fc.integer({ min: 0, max: 5 }), id: fc.option(fc.constantFrom("a", "b", "c")) }), { maxLength: 60 });

test("after any comings and goings it is known who has which id", () => {
  fc.assert(
    fc.property(steps, (run) => {
      const clients = Array.from({ length: 6 }, (_, n) => ({ n }));
      const registry = new Registry<object>();
      let model: ReadonlyArray<readonly [id: string, who: number]> = [];
      for (const { who, id } of run) {
        const client = clients[who] as object;
        if (id === null) registry.remove(client);
        else registry.put(id, client);
        model = model.filter(([each, other]) => each !== id && other !== who);
        if (id !== null) model = [...model, [id, who]];
        expect(registry.size).toBe(model.length);
        for (const [each, other] of model) expect(registry.get(each)).toBe(clients[other]);
      }
    }),
  );
});
