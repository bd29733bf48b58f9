/** Lines of columns that stand under each other. @param right - the columns whose texts end at the same place. */
export function textTable(lines: ReadonlyArray<readonly string[]>, right: ReadonlySet<number>): string {
  const widths: number[] = [];
  for (const line of lines) {
    for (const [column, text] of line.entries()) widths[column] = Math.max(widths[column] ?? 0, text.length);
  }
  const pad = (text: string, column: number): string => {
    const width = widths[column] ?? 0;
    return right.has(column) ? text.padStart(width) : text.padEnd(width);
  };
  return lines.map((line) => line.map(pad).join("  ").trimEnd()).join("\n");
}
