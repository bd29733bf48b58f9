/**
 * The files that a guide lets its reader write: each block of TypeScript, JavaScript or JSON is the file that its first line names in a
 * comment, or that the text above it named last.
 *
 * @param {string} guide its Markdown
 * @returns {Map<string, string>} their contents by their names
 */
export function guideFiles(guide) {
  /** @type {Map<string, string>} */
  const files = new Map();
  let prose = "";
  for (const [, text = "", language = "", code = ""] of guide.matchAll(/(.*?)^```(\w+)\n(.*?)^```$/gms)) {
    prose += text;
    if (!["ts", "js", "json"].includes(language)) continue;
    const name = /^\/\/ ([\w.-]+\.[jt]s)$/m.exec(code.split("\n", 1)[0] ?? "")?.[1] ?? [...prose.matchAll(/`([\w.-]+\.(?:ts|js|json))`/g)].at(-1)?.[1];
    if (name === undefined || files.has(name)) throw new Error(`the guide does not say in which file this belongs:\n${code}`);
    files.set(name, code);
  }
  return files;
}
