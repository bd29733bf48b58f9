// What is said before anything is built. Its syntax is that of old versions of Node.js, which read it to say that they are too old.
import { language } from "./language.mjs";

/**
 * @typedef {object} Texts
 * @property {(manager: string) => string} installing
 * @property {string} slow it takes long
 * @property {string} building
 * @property {string} notInstalled
 * @property {string} notBuilt
 * @property {(code: string) => string} noRegistry
 * @property {(found: string, needed: readonly string[]) => string} wrongNode the last one, or a later one
 */

const MIRROR = "npm config set registry https://registry.npmmirror.com";

/** @type {Readonly<Record<"en" | "zh", Texts>>} */
export const TEXTS = {
  en: {
    installing: (manager) => `Installing the dependencies with ${manager} …`,
    slow: "Still installing. Is the npm registry in reach? Ctrl-C gives up.",
    building: "Building …",
    notInstalled: "Could not install the dependencies.",
    notBuilt: "Could not build.",
    noRegistry: (code) => `The npm registry is out of reach (${code}): check the network and the proxy, or take a mirror: ${MIRROR}`,
    wrongNode: (found, needed) => `This is Node.js ${found}; needed is ${needed.join(", ")} or later: https://nodejs.org/en/download`,
  },
  zh: {
    installing: (manager) => `正在用 ${manager} 安装依赖…`,
    slow: "还在安装。连得上 npm 的 registry 吗？按 Ctrl-C 放弃。",
    building: "正在编译…",
    notInstalled: "无法安装依赖。",
    notBuilt: "无法编译。",
    noRegistry: (code) => `连不上 npm 的 registry（${code}）：请检查网络和代理，或者改用镜像：${MIRROR}`,
    wrongNode: (found, needed) => `Node.js 的版本是 ${found}；需要 ${needed.join("、")} 或更高：https://nodejs.org/zh-cn/download`,
  },
};

/** Says how it goes on. @param {(texts: Texts) => string} say */
export function tell(say) {
  console.error(say(TEXTS[language]));
}

/** Says what went wrong: where Chinese is spoken in English, too, as the output that it is about is English. @param {(texts: Texts) => string} say */
export function complain(say) {
  tell(say);
  if (language !== "en") console.error(say(TEXTS.en));
}
