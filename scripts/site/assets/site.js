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
