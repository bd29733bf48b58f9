import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Application, LogLevel, type ProjectReflection } from "typedoc";
import ts from "typescript";

const app = await Application.bootstrap({ logLevel: LogLevel.Error });

/** What the reference would be of modules with these texts, in which nothing of the language's own library is known. */
export function projectOf(...texts: readonly string[]): ProjectReflection {
  const folder = mkdtempSync(join(tmpdir(), "reference-"));
  try {
    const modules = texts.map((text, i) => ({ displayName: `module-${i}`, file: join(folder, `module-${i}.ts`), text }));
    for (const { file, text } of modules) writeFileSync(file, text);
    const program = ts.createProgram(modules.map(({ file }) => file), { noLib: true, noEmit: true });
    const entries = modules.map(({ displayName, file }) => {
      const sourceFile = program.getSourceFile(file);
      if (sourceFile === undefined) throw new Error(`${file} cannot be read`);
      return { displayName, program, sourceFile };
    });
    return app.converter.convert(entries);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
