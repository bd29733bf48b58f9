import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

/** @import { Linter } from "eslint" */

const CLOCK = "Take the time from the Clock that was given.";
const BROWSER = "This package runs in browsers too.";

/** What only the system clock and Node's own adapter may use. */
const timers = ["setTimeout", "setInterval", "setImmediate", "clearTimeout", "clearInterval", "clearImmediate", "performance"];
const hosts = ["Buffer", "process", "global", "require", "__dirname", "__filename"];

const bans = (/** @type {readonly string[]} */ names, /** @type {string} */ message) => names.map((name) => ({ name, message }));
const inGlobalThis = (/** @type {readonly string[]} */ names, /** @type {string} */ message) =>
  names.map((property) => ({ object: "globalThis", property, message }));
const signals = ["timeout", "any"].map((property) => ({
  object: "AbortSignal",
  property,
  message: "It would run on the host's time, and is slow.",
}));
/** @type {Linter.RuleEntry} */
const portableGlobals = ["error", ...bans(timers, CLOCK), ...bans(hosts, BROWSER)];
/** @type {Linter.RuleEntry} */
const portableProperties = [
  "error",
  { object: "Date", property: "now", message: CLOCK },
  ...inGlobalThis(timers, CLOCK),
  ...inGlobalThis(hosts, BROWSER),
  ...signals,
];
/** @type {Linter.RuleEntry} */
const portableSyntax = ["error", { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: CLOCK }];

export default defineConfig(
  globalIgnores(["**/dist/", "**/bundle/", "**/coverage/", "**/temp/", "docs/", "site/", "scripts/site/assets/"]),
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  js.configs.recommended,
  tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: ["tsconfig.test.json", "examples/browser/tsconfig.json"],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-undef": "off", // the compiler's job
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/consistent-type-exports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { varsIgnorePattern: "^_", argsIgnorePattern: "^_" }],
      // An abort's reason is passed on as it is, whatever it is.
      "@typescript-eslint/prefer-promise-reject-errors": ["error", { allowThrowingAny: true, allowThrowingUnknown: true }],
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/restrict-template-expressions": "off", // no-base-to-string knows which objects have a text
      "@typescript-eslint/return-await": ["error", "error-handling-correctness-only"],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/unbound-method": "off", // tables of functions are meant to be taken apart
    },
  },
  {
    name: "packages run anywhere and on any clock",
    files: ["packages/*/src/**"],
    rules: {
      "no-restricted-globals": portableGlobals,
      "no-restricted-properties": portableProperties,
      "no-restricted-syntax": portableSyntax,
    },
  },
  {
    name: "the system's clock, what runs on a test runner's, and Node's network card",
    files: ["packages/contract/src/system-clock.ts", "packages/adapters/src/mock/clock/fake-time.ts", "packages/adapters/src/node/**"],
    rules: { "no-restricted-globals": "off", "no-restricted-properties": ["error", ...signals], "no-restricted-syntax": "off" },
  },
  {
    name: "what makes texts of values of any kind",
    files: ["packages/corelib/src/log/format-value.ts"],
    rules: { "@typescript-eslint/no-base-to-string": "off" },
  },
  {
    name: "tests may handle what has no type",
    files: ["**/test/**"],
    rules: {
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/no-unused-expressions": "off", // what must not compile
    },
  },
  {
    name: "what is compiled only where its packages are: see `npm run check -- runners`",
    files: ["examples/protocol-tests/**/*.mjs"],
    extends: [tseslint.configs.disableTypeChecked],
  },
  {
    name: "the linter does not see casts in comments",
    files: ["**/*.mjs", "**/*.js"],
    rules: {
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-enum-comparison": "off",
      "@typescript-eslint/no-unsafe-return": "off",
    },
  },
);
