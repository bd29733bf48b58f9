import { quiet, type Row } from "../row.js";

/** 1: nothing is under way. */
export const offLine: Row = { ...quiet };
