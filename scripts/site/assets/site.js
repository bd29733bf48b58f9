// Shows the menu in the language of the page; pages of the reference, which have none, in the one that was read last.
const REMEMBERED = "language";
const page = document.documentElement;
const switches = document.querySelector("nav.languages");
const wished = localStorage.getItem(REMEMBERED) ?? (/^zh\b/i.test(navigator.language) ? "zh-CN" : "en");
const language = switches === null ? wished : page.lang;
const twin = switches?.querySelector("a[hreflang]");
page.dataset.language = language;
for (const link of switches?.querySelectorAll("a[hreflang]") ?? []) link.addEventListener("click", () => localStorage.setItem(REMEMBERED, link.hreflang));

// The first page is there in both languages: who reads Chinese gets it so, unless English was chosen.
const isHome = page.lang === "en" && /\/README\.zh-CN\.html$/.test(twin?.href ?? "");
if (isHome && wished === "zh-CN") location.replace(twin.href);

if (language === "zh-CN") {
  const names = { copy: "复制", copied: "已复制", folder: "文件夹", search_index_not_available: "没有搜索索引", search_no_results_found_for_0: "没有找到 {0}" };
  Object.assign(window.translations, names);
}

// Draws the diagrams of a page; what draws them is loaded only where there are any.
const sources = document.querySelectorAll("pre > code.mermaid");
if (sources.length > 0) {
  const script = document.createElement("script");
  script.src = `${document.documentElement.dataset.base}/assets/mermaid.js`;
  script.addEventListener("load", () => void draw());
  document.head.append(script);
}

async function draw() {
  const chosen = document.documentElement.dataset.theme;
  const dark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  mermaid.initialize({ startOnLoad: false, theme: dark ? "dark" : "default" });
  for (const [i, source] of sources.entries()) {
    const { svg } = await mermaid.render(`diagram-${i}`, source.textContent);
    const figure = document.createElement("div");
    figure.className = "diagram";
    figure.innerHTML = svg;
    source.parentElement.replaceWith(figure);
  }
}
