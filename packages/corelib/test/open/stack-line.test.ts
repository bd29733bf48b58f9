import { describe, expect, it } from "vitest";
import { placeIn } from "../../src/open/stack-line.js";

describe("the place in a line of a stack", () => {
  it.each([
    ["    at upload (/app/upload.ts:3:7)", "/app/upload.ts:3:7"],
    ["    at async Object.upload (file:///app/upload.ts:3:7)", "/app/upload.ts:3:7"],
    ["    at new Upload (C:\\app\\upload.ts:3:7)", "C:\\app\\upload.ts:3:7"],
    ["    at file:///C:/app/upload.ts:3:7", "C:/app/upload.ts:3:7"],
    ["    at async file:///app/upload.ts:3:7", "/app/upload.ts:3:7"],
    ["    at Object.get [as x] (/app (new)/upload.ts:3:7)", "/app (new)/upload.ts:3:7"],
    ["    at /app (new)/upload.ts:3:7", "/app (new)/upload.ts:3:7"],
    ["    at http://localhost:5173/src/upload.ts?v=1:3:7", "http://localhost:5173/src/upload.ts?v=1:3:7"],
    ["upload@http://localhost/upload.js:3:7", "http://localhost/upload.js:3:7"],
    ["async*upload/<@http://localhost/@luat/upload.js:3:7", "http://localhost/@luat/upload.js:3:7"],
    ["@http://localhost/upload.js:3:7", "http://localhost/upload.js:3:7"],
  ])("of %j is %j", (line, place) => {
    expect(placeIn(line)).toBe(place);
  });

  it.each(["Error", "Error: at 10.0.0.1:80", "    at new Promise (<anonymous>)", "    at async Promise.all (index 0)", "forEach@[native code]", ""])("of %j is unknown", (line) => {
    expect(placeIn(line)).toBeUndefined();
  });
});
