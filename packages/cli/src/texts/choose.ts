import type { Language } from "../language.js";
import { EN } from "./en.js";
import type { Texts } from "./texts.js";
import { ZH } from "./zh.js";

/** What the command says in each language. */
export const TEXTS: Readonly<Record<Language, Texts>> = { en: EN, zh: ZH };
