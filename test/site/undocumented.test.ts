import { describe, expect, it } from "vitest";
import { undocumented } from "../../scripts/site/undocumented.mjs";
import { projectOf } from "./project-of.js";

/** The names of what has no text, in a package of several entries. */
function silent(text: string): string[] {
  return undocumented(projectOf(text, "export {};")).map((finding) => finding.replace(/^module-0\.(\S+) has no documentation.*$/, "$1"));
}

describe("what users can name", () => {
  it("needs a text of its own, as do its members", () => {
    expect(silent("/** Told. */\nexport interface A {\n/** Told. */\na: number;\nb: number;\n}\nexport const c = 1;")).toEqual(["c", "A.b"]);
  });

  it("needs one for each way to call it, unless they share one", () => {
    expect(silent("/** Told. */\nexport interface A {\n/** Told. */\na(): void;\na(b: number): void;\n}")).toEqual(["A.a"]);
    expect(silent("/** Told. */\nexport function a(): void;\nexport function a(b: number): void;\nexport function a(): void {}")).toEqual([]);
  });

  it("needs none where it is an error's name, or a brand", () => {
    expect(silent('declare const brand: unique symbol;\n/** Told. */\nexport class E {\nreadonly name = "E";\n}\n/** Told. */\nexport interface A {\nreadonly [brand]: never;\n}')).toEqual([]);
  });
});
