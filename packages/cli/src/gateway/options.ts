import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import type { GatewayLimits } from "@luat/adapters/gateway";
import { parseArguments, type OptionTable } from "../arguments.js";
import type { Language } from "../language.js";
import type { Loudness } from "../report.js";
import { languageOf, loudnessOf } from "../show-options.js";
import { wrong } from "../texts/wrong.js";
import { same, type Wording } from "../usage-error.js";
import type { JudgedSetting } from "./setting-error.js";
import { LIMITS, SETTINGS, type Found, type Setting, type SettingName } from "./settings.js";
import { CONFIG_VARIABLE, fromArguments, fromEnvironment, fromFile } from "./sources.js";
import { parseWsUrl, type WsUrl } from "./ws-url.js";

/** How the log is written. */
export type LogForm = "text" | "json";

/** The certificate of a gateway with TLS. */
export interface GatewayTls {
  readonly cert: Uint8Array;
  readonly key: Uint8Array;
  readonly passphrase: string | undefined;
}

/** What `luat gateway` is to do. */
export interface GatewayCommandOptions {
  readonly url: WsUrl;
  readonly allow: readonly string[];
  readonly tokens: readonly string[] | undefined;
  readonly origins: readonly string[] | undefined;
  readonly trustProxy: boolean;
  readonly limits: GatewayLimits;
  readonly tls: GatewayTls | undefined;
  readonly workers: number;
  /** Milliseconds. */
  readonly stopDeadline: number;
  readonly log: LogForm;
  /** What messages call the lists, by where they were found. */
  readonly called: Readonly<Record<JudgedSetting, Wording>>;
}

/** What of the command line is about the command itself. */
export interface GatewayCommandLine {
  readonly lang: Language;
  readonly loudness: Loudness;
  /** Absent: the help is asked for. */
  readonly options: GatewayCommandOptions | undefined;
}

const OWN = {
  config: { type: "string" },
  quiet: { type: "boolean" },
  verbose: { type: "boolean" },
  lang: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

const TABLE: OptionTable & typeof OWN = {
  ...OWN,
  ...Object.fromEntries(
    Object.values<Setting>(SETTINGS).flatMap(({ kind, flag }) => {
      if (flag === undefined) return [];
      return [[flag, kind === "flag" ? { type: "boolean" as const } : { type: "string" as const, multiple: kind === "list" }]];
    }),
  ),
};

/**
 * Reads the settings of `luat gateway`: the command line comes before the environment, that before the file, and that before
 * what is usual. A list of one of them takes the place of that of another.
 *
 * @throws UsageError when something in them is wrong.
 */
export function parseGatewayOptions(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): GatewayCommandLine {
  const args = parseArguments(argv, TABLE);
  args.atMost(1);
  const line = { lang: languageOf(args, env), loudness: loudnessOf(args) };
  if (args.flag("help")) return { ...line, options: undefined };
  const given = args.text("config");
  const path = given ?? env[CONFIG_VARIABLE];
  const file = path === undefined ? {} : fromFile(path, given === undefined ? CONFIG_VARIABLE : "--config");
  return { ...line, options: new Settings({ ...file, ...fromEnvironment(env), ...fromArguments(args) }).options(env) };
}

/** Settings of all sources together. */
class Settings {
  readonly #found: Readonly<Partial<Record<SettingName, Found>>>;

  constructor(found: Readonly<Partial<Record<SettingName, Found>>>) {
    this.#found = found;
  }

  options(env: Readonly<Record<string, string | undefined>>): GatewayCommandOptions {
    const found = this.#found.url;
    if (found === undefined) throw wrong((say) => say.noUrl("gateway"));
    const url = parseWsUrl(String(found.value), found.called);
    const allow = this.#list("allow") ?? [];
    const workers = this.#integer("workers") ?? 1;
    const listener = allow.find((rule) => /^listen:/i.test(rule));
    if (workers > 1 && listener !== undefined) {
      throw wrong((say, language) => say.workersWithListener(this.#called("workers")[language], workers, this.#called("allow")[language], listener));
    }
    return {
      ...{ url, allow, workers, tokens: this.#tokens(), origins: this.#list("origins") },
      trustProxy: this.#found.trustProxy?.value === true,
      limits: Object.fromEntries((Object.keys(LIMITS) as Array<keyof GatewayLimits>).map((name) => [name, this.#integer(name)])),
      tls: this.#tls(url, env),
      stopDeadline: this.#integer("stopDeadline") ?? 10_000,
      log: this.#log(),
      called: { allow: this.#called("allow"), tokens: this.#calledTokens, origins: this.#called("origins") },
    };
  }

  #called(name: SettingName): Wording {
    return this.#found[name]?.called ?? same(name);
  }

  /** They may be from two places. */
  get #calledTokens(): Wording {
    const places = (["tokens", "tokenFile"] as const).flatMap((name) => this.#found[name]?.called ?? []);
    if (places.length === 0) return same("tokens");
    return { en: places.map(({ en }) => en).join(" or "), zh: places.map(({ zh }) => zh).join(" 或 ") };
  }

  #list(name: SettingName): readonly string[] | undefined {
    return this.#found[name]?.value as readonly string[] | undefined;
  }

  #integer(name: SettingName): number | undefined {
    return this.#found[name]?.value as number | undefined;
  }

  #text(name: SettingName): string | undefined {
    return this.#found[name]?.value as string | undefined;
  }

  /** Those that were given, and those of the file: a line each. */
  #tokens(): readonly string[] | undefined {
    const own = this.#list("tokens");
    if (this.#found.tokenFile === undefined) return own;
    const lines = Buffer.from(this.#read("tokenFile") ?? []).toString().split("\n").map((part) => part.trim());
    return [...(own ?? []), ...lines.filter((part) => part !== "" && !part.startsWith("#"))];
  }

  #tls({ isSecure }: WsUrl, env: Readonly<Record<string, string | undefined>>): GatewayTls | undefined {
    if (!isSecure) {
      const extra = (["cert", "key", "password"] as const).find((name) => this.#found[name] !== undefined);
      if (extra !== undefined) throw wrong((say, language) => say.only(this.#called(extra)[language], ["wss://"]));
      return undefined;
    }
    const [cert, key] = [this.#read("cert"), this.#read("key")];
    if (cert === undefined || key === undefined) throw wrong((say) => say.gatewayNeedsCertificate);
    return { cert, key, passphrase: this.#text("password") ?? env["LUAT_TLS_PASSWORD"] };
  }

  #log(): LogForm {
    const form = this.#text("log") ?? "text";
    if (form === "text" || form === "json") return form;
    throw wrong((say, language) => say.oneOf(this.#called("log")[language], form, ["text", "json"]));
  }

  #read(name: SettingName): Uint8Array | undefined {
    const path = this.#text(name);
    if (path === undefined) return undefined;
    try {
      return readFileSync(path);
    } catch (error) {
      throw wrong((say, language) => say.unreadable(this.#called(name)[language], path, error));
    }
  }
}
