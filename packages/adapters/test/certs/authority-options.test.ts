import { describe, expect, it } from "vitest";
import { createAuthority, type AuthorityOptions, type IssueOptions } from "../../src/certs/index.js";

describe("options of a test authority", () => {
  const authority = createAuthority({ keyType: "ec" });

  it.each<[object, string]>([
    [{ name: "x" }, "name is no option of issue; expected one of names, commonName, usage, keyType, passphrase, keyFormat, ownKey, validFrom, validTo"],
    [{ names: "broker.test" }, 'names is "broker.test"; expected an array of DNS names and addresses'],
    [{ usage: "both" }, 'usage is "both"; expected "server" or "client"'],
  ])("of what it issues are not %j", (options, text) => {
    expect(() => authority.issue(options as IssueOptions)).toThrow(new TypeError(text));
  });

  it("are none that there are not", () => {
    const options = { keytype: "ec" } as AuthorityOptions;
    const known = "expected one of name, now, keyType, validFrom, validTo";
    expect(() => createAuthority(options)).toThrow(new TypeError(`keytype is no option of createAuthority; ${known}`));
    expect(() => authority.intermediate(options)).toThrow(new TypeError(`keytype is no option of intermediate; ${known}`));
  });
});
