/**
 * One check in a process of its own: what it is called, and what it found, goes to the process that started it.
 *
 * @typedef {{ title: string, findings: string[] }} Verdict
 */
const [name = "", options = "{}"] = process.argv.slice(2);

// As an interruption does, so that what the check wrote for itself goes.
process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));

/** @type {{ title: string, check(settings: object): Promise<string[]> }} */
const { title, check } = await import(`./checks/${name}.mjs`);
/** @type {Verdict} */
const verdict = { title, findings: await check(JSON.parse(options)) };
process.send?.(verdict, () => process.exit());
