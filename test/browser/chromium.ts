/** How the browser is started: one that runs as root needs to be told that it has no sandbox. */
export const CHROMIUM = { executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] };
