import { GatewayCard } from "@luat/adapters/websocket";
import { silentLog } from "@luat/contract";
import { createDevice, LuatError, type Device } from "@luat/libnet";
import { fromHex } from "./byte-view.js";
import { Counters } from "./counters.js";
import { History } from "./history.js";
import type { Link, LinkState, Target } from "./link.js";
import { TcpLink } from "./tcp-link.js";
import { say, speak, spoken, type Language } from "./texts.js";
import { Transcript, type View } from "./transcript.js";
import { UdpLink } from "./udp-link.js";

const LEAST_PERIOD = 10;

/** An element of the page, which is what it says it is. */
function get<T extends HTMLElement>(id: string, kind: new () => T): T {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`the page has no ${kind.name} "${id}"`);
  return element;
}

const field = (id: string): HTMLInputElement => get(id, HTMLInputElement);
const button = (id: string): HTMLButtonElement => get(id, HTMLButtonElement);
const choice = (name: string): string => document.querySelector<HTMLInputElement>(`input[name="${name}"]:checked`)?.value ?? "text";

const protocol = get("protocol", HTMLSelectElement);
const ending = get("ending", HTMLSelectElement);
const data = get("data", HTMLTextAreaElement);
const problem = get("problem", HTMLParagraphElement);
const state = get("state", HTMLOutputElement);
const transcript = new Transcript(get("transcript", HTMLOListElement));
const counters = new Counters();
const ports = new Map<string, string>();

/** What is open, from Connect to Disconnect. */
let open: { readonly device: Device; readonly link: Link } | undefined;
let now: LinkState["kind"] = "offline";
const sent = new History();
let repeating: number | undefined;

/** Says what is wrong with what was entered; `""`: nothing is. */
function complain(text: string): void {
  problem.textContent = text;
  problem.hidden = text === "";
}

function show(): void {
  state.dataset["kind"] = now;
  state.textContent = say(now);
  button("connect").textContent = say(open === undefined ? "connect" : "disconnect");
  button("send").disabled = now !== "online";
  button("language").textContent = spoken() === "en" ? "中文" : "English";
  for (const id of ["host", "port", "gateway", "token", "reconnect", "verify"]) field(id).disabled = open !== undefined;
  protocol.disabled = open !== undefined;
  counters.show();
}

function changed(next: LinkState): void {
  const wasOnline = now === "online";
  now = next.kind;
  if (next.kind === "online") {
    counters.online();
    transcript.add("note", `${say(protocol.value === "udp" ? "isBound" : "isOnline")} ${next.peer}`);
  } else {
    counters.offline();
    stopRepeating();
  }
  if (next.kind === "waiting") transcript.add("bad", `${wasOnline ? say("lost") : ""}${reason(next.cause)} (${Math.round(next.delay / 1_000)} ${say("retryIn")})`);
  if (next.kind === "offline") {
    transcript.add(next.cause === undefined ? "note" : "bad", next.cause === undefined ? say("isOffline") : reason(next.cause));
    void disconnect();
  }
  show();
}

function reason(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return cause instanceof LuatError && cause.code === "forbidden" ? `${text}: ${say("forbidden")}` : text;
}

function readTarget(): Target | undefined {
  const port = Number(field("port").value);
  if (!(port >= 1 && port <= 65_535)) {
    complain(say("badPort"));
    field("port").focus();
    return undefined;
  }
  const chosen = protocol.value === "tls" || protocol.value === "udp" ? protocol.value : "tcp";
  return { protocol: chosen, host: field("host").value.trim(), port, verify: field("verify").checked, reconnect: field("reconnect").checked };
}

async function connect(): Promise<void> {
  const target = readTarget();
  if (target === undefined) return;
  complain("");
  const token = field("token").value;
  try {
    // What reads certificates is large, and only TLS needs it.
    const tls = target.protocol === "tls" ? (await import("@luat/adapters/certs")).checkTls : undefined;
    const card = new GatewayCard({ url: field("gateway").value, tls, ...(token !== "" && { token }) });
    const device = createDevice({ adapters: { LWIP_GP: card }, log: silentLog });
    const owner = {
      changed,
      received: (bytes: Uint8Array) => {
        transcript.add("received", bytes);
        counters.count("received", bytes.length);
      },
    };
    const link = target.protocol === "udp" ? new UdpLink(device, target, owner) : new TcpLink(device, target, owner);
    open = { device, link };
  } catch (error) {
    complain(reason(error));
  }
  show();
}

async function disconnect(): Promise<void> {
  const closing = open;
  if (closing === undefined) return;
  open = undefined;
  if (now !== "offline") transcript.add("note", say("isOffline"));
  now = "offline";
  stopRepeating();
  counters.offline();
  show();
  await closing.link.close().catch((error: unknown) => { transcript.add("bad", reason(error)); });
  await closing.device.stop();
}

/** What is to be sent; undefined, and said, where it is none. */
function readMessage(): Uint8Array | undefined {
  const { value } = data;
  if (choice("format") === "text") return new TextEncoder().encode((value + "\n").replaceAll("\n", ending.value || "\n").slice(0, ending.value === "" ? -1 : undefined));
  const bytes = fromHex(value);
  if (bytes instanceof Uint8Array) return bytes;
  transcript.add("bad", say("badHex") + bytes.wrong);
  return undefined;
}

async function send(): Promise<void> {
  const bytes = readMessage();
  if (bytes === undefined || bytes.length === 0 || open === undefined) return;
  sent.remember(data.value);
  if (repeating === undefined) data.select();
  try {
    await open.link.send(bytes);
    transcript.add("sent", bytes);
    counters.count("sent", bytes.length);
  } catch (error) {
    transcript.add("bad", say("unsent") + reason(error));
  }
}

function stopRepeating(): void {
  window.clearInterval(repeating);
  repeating = undefined;
  field("repeat").checked = false;
}

function repeat(): void {
  if (!field("repeat").checked || now !== "online") {
    stopRepeating();
    return;
  }
  const period = Number(field("period").value);
  if (!(period >= LEAST_PERIOD)) {
    transcript.add("bad", say("badPeriod"));
    stopRepeating();
    return;
  }
  void send();
  repeating = window.setInterval(() => void send(), period);
}

function save(): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([transcript.toString()], { type: "text/plain" }));
  link.download = `luat-${new Date().toISOString().replaceAll(":", "-").slice(0, 19)}.txt`;
  link.click();
  URL.revokeObjectURL(link.href);
}

function begin(): void {
  const { searchParams, host, protocol: scheme } = new URL(location.href);
  field("gateway").value = searchParams.get("gateway") ?? `${scheme === "https:" ? "wss:" : "ws:"}//${host}/gateway`;
  field("host").value = searchParams.get("host") ?? "127.0.0.1";
  field("port").value = searchParams.get("port") ?? searchParams.get("tcp") ?? "7";
  // Where the test servers of the demonstration are: each has a port of its own.
  for (const name of ["tcp", "tls", "udp"]) {
    const own = searchParams.get(name);
    if (own !== null) ports.set(name, own);
  }
  const asked = searchParams.get("lang");
  const language: Language = asked === null ? (navigator.language.startsWith("zh") ? "zh-CN" : "en") : asked.startsWith("zh") ? "zh-CN" : "en";

  get("target", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    void (open === undefined ? connect() : disconnect());
  });
  get("message", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    void send();
  });
  data.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (now === "online") void send();
    } else if ((event.key === "ArrowUp" || event.key === "ArrowDown") && !data.value.includes("\n")) {
      const text = event.key === "ArrowUp" ? sent.back() : sent.forward();
      if (text === undefined) return;
      event.preventDefault();
      data.value = text;
    }
  });
  protocol.addEventListener("change", () => {
    const own = ports.get(protocol.value);
    if (own !== undefined && [...ports.values()].includes(field("port").value)) field("port").value = own;
  });
  for (const view of document.querySelectorAll('input[name="view"]')) view.addEventListener("change", () => { transcript.view = choice("view") as View; });
  for (const format of document.querySelectorAll('input[name="format"]')) format.addEventListener("change", () => { ending.disabled = choice("format") === "hex"; });
  field("follow").addEventListener("change", () => { transcript.follows = field("follow").checked; });
  field("repeat").addEventListener("change", repeat);
  button("save").addEventListener("click", save);
  button("clear").addEventListener("click", () => {
    transcript.clear();
    counters.clear();
  });
  button("language").addEventListener("click", () => {
    speak(spoken() === "en" ? "zh-CN" : "en");
    show();
  });
  // The gateway would notice; so it is told at once.
  addEventListener("pagehide", () => void disconnect());
  speak(language);
  show();
}

begin();
