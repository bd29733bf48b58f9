import { ReflectionKind } from "typedoc";

/** @import { DeclarationReflection, ProjectReflection } from "typedoc" */

/**
 * What users can name and no text explains: exports, and the members of exported classes, interfaces and objects. What an error
 * is called needs no text, nor do brands, nor the members of an object type within another type, whose text is that of its owner.
 *
 * @param {ProjectReflection} project
 * @returns {string[]}
 */
export function undocumented(project) {
  const exported = project.getChildrenByKind(ReflectionKind.Module).flatMap((module) => module.children ?? []);
  const members = exported.flatMap((one) => one.children ?? []);
  const silent = [...exported, ...members].filter((one) => !one.isReference() && !one.kindOf(ReflectionKind.Constructor) && !one.name.startsWith("[") && !isErrorName(one) && !isExplained(one));
  /** Members that are inherited are told once. @type {Map<string, string>} */
  const findings = new Map();
  for (const one of silent) {
    const at = project.getSymbolIdFromReflection(one);
    const file = `${at?.packageName}/${at?.packagePath}`;
    findings.set(`${file} ${at?.qualifiedName}`, `${one.getFriendlyFullName()} has no documentation, in ${file}`);
  }
  return [...findings.values()];
}

/** Each way to call it, as editors show it, has its text. @param {DeclarationReflection} declaration */
function isExplained({ comment, signatures = [], getSignature, setSignature }) {
  const isTold = signatures.length > 0 && signatures.every((signature) => signature.comment !== undefined);
  return isTold || [comment, getSignature?.comment, setSignature?.comment].some((one) => one !== undefined);
}

/** @param {DeclarationReflection} member */
function isErrorName({ name, parent }) {
  return name === "name" && parent?.kindOf(ReflectionKind.Class) === true;
}

/** How typedoc complains of a parameter that this one of several signatures does not have. */
const UNUSED = /^The signature (\S+) has an @param with name "(\w+)", which was not used$/;

/**
 * Whether a complaint is about a text that several signatures share, and another one has the parameter.
 *
 * @param {ProjectReflection} project
 * @param {string} complaint
 */
export function isShared(project, complaint) {
  const [, signature, parameter] = UNUSED.exec(complaint) ?? [];
  if (signature === undefined) return false;
  const others = project.getReflectionsByKind(ReflectionKind.CallSignature).filter((one) => one.getFriendlyFullName() === signature);
  return others.some((one) => one.isSignature() && one.parameters?.some(({ name }) => name === parameter) === true);
}
