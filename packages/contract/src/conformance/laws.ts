import type { Law } from "./law.js";

/** All laws. */
export const LAWS: readonly Law[] = [];
