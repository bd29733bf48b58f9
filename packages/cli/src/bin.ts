#!/usr/bin/env node
import process from "node:process";
import { main } from "./main.js";

const code = await main(process.argv.slice(2));
// A second Ctrl-C does not wait for what is still open; all else has ended by itself, and may still be written.
if (code === 130) process.exit(code);
process.exitCode = code;
