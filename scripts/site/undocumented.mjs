import { ReflectionKind } from "typedoc";

/** @import { DeclarationReflection, ProjectReflection, SignatureReflection } from "typedoc" */

/** Rooms that are still being written, as the beginnings of their files' paths. Nobody is to be added here for long. */
const NOT_READY = ["@luat/air/"];

/**
 * What users can name and no text explains: exports, and the members of exported classes, interfaces and objects. What an error
 * is called needs no text, nor do the members of an object type within another type, whose text is that of its owner.
 *
 * @param {ProjectReflection} project
 * @returns {string[]}
 */
export function undocumented(project) {
  const exported = project.getChildrenByKind(ReflectionKind.Module).flatMap((module) => module.children ?? []);
  const members = exported.flatMap((one) => one.children ?? []);
  const silent = [...exported, ...members].filter((one) => !one.isReference() && !one.kindOf(ReflectionKind.Constructor) && !isExplained(one) && !isErrorName(one));
  /** Members that are inherited are told once. @type {Map<string, string>} */
  const findings = new Map();
  for (const one of silent) {
    const at = project.getSymbolIdFromReflection(one);
    const file = `${at?.packageName}/${at?.packagePath}`;
    if (NOT_READY.some((room) => file.startsWith(room))) continue;
    findings.set(`${file} ${at?.qualifiedName}`, `${one.getFriendlyFullName()} has no documentation, in ${file}`);
  }
  return [...findings.values()];
}

/** @param {DeclarationReflection} declaration */
function isExplained({ comment, signatures = [], getSignature, setSignature }) {
  /** @type {(SignatureReflection | undefined)[]} */
  const all = [...signatures, getSignature, setSignature];
  return comment !== undefined || all.some((signature) => signature?.comment !== undefined);
}

/** @param {DeclarationReflection} member */
function isErrorName({ name, parent }) {
  return name === "name" && parent?.kindOf(ReflectionKind.Class) === true && parent.name.endsWith("Error");
}
