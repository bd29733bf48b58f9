import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { homeIn, isOwn } from "../../src/open/own-code.js";

const packages = fileURLToPath(new URL("../../../", import.meta.url));

describe("code that is not the user's", () => {
  it.each([
    `${packages}corelib/src/sys/wait.ts:3:7`,
    `${packages}libnet/bundle/index.js:3:7`,
    "/app/node_modules/@luat/libnet/bundle/index.js:3:7",
    "/app/node_modules/.pnpm/p-limit@7.0.0/node_modules/p-limit/index.js:3:7",
    "C:\\app\\node_modules\\@luat\\libnet\\bundle\\index.js:3:7",
    "https://esm.sh/@luat/libnet@1.0.0/bundle/index.js:3:7",
    "node:internal/process/task_queues:95:5",
  ])("is %j", (place) => {
    expect(isOwn(place)).toBe(true);
  });
});

describe("code of the user's", () => {
  it.each([
    `${packages}libnet/test/device.test.ts:3:7`,
    "/app/test/upload.test.ts:3:7",
    "/app/libnet/src/upload.ts:3:7",
    "C:\\app\\src\\upload.ts:3:7",
    "http://localhost:5173/src/upload.ts:3:7",
  ])("is %j", (place) => {
    expect(isOwn(place)).toBe(false);
  });
});

describe("the home of the SDK", () => {
  it("is the folder of its packages, from where its code is taken to be its own", () => {
    const home = homeIn("Error\n    at homeIn (file:///app/vendor/corelib/bundle/index.js:3:7)\n    at /app/test/upload.test.ts:3:7");
    expect(home.folder).toBe("/app/vendor/");
    expect(isOwn("/app/vendor/libnet/bundle/index.js:3:7", home)).toBe(true);
    expect(isOwn("/app/test/upload.test.ts:3:7", home)).toBe(false);
  });

  it("is the whole file of a bundle", () => {
    const home = homeIn("homeIn@http://localhost/assets/index.js:1:700");
    expect(home).toEqual({ folder: undefined, file: "http://localhost/assets/index.js" });
    expect(isOwn("http://localhost/assets/index.js:3:7", home)).toBe(true);
    expect(isOwn("http://localhost/assets/test.js:3:7", home)).toBe(false);
  });

  it("is nowhere where there are no stacks", () => {
    expect(isOwn("/app/test/upload.test.ts:3:7", homeIn(undefined))).toBe(false);
  });
});
