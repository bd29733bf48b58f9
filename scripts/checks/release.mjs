import { rehearse } from "../release/publish.mjs";

export const title = "a release would go well";

/** Makes versions, change logs and tarballs in a copy, without compiling again. */
export async function check() {
  const { findings } = await rehearse({ built: true });
  return findings;
}
