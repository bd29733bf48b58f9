// From CommonJS, `import()` takes the entries that are given, and so does `require` where Node.js knows how: node commonjs.cjs @luat/libnet …
const { features } = /** @type {{ features: { require_module?: boolean } }} */ (/** @type {unknown} */ (process));

void (async () => {
  for (const entry of process.argv.slice(2)) {
    const imported = /** @type {object} */ (await import(entry));
    if (Object.keys(imported).length === 0) throw new Error(`${entry} exports nothing`);
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- it is what is tried
    if (features.require_module === true && require(entry) !== imported) throw new Error(`${entry} is another one by require`);
  }
  console.log(features.require_module === true ? "import, require" : "import");
})();
