import { ReflectionKind } from "typedoc";

/** @import { Comment, DeclarationReflection, ProjectReflection } from "typedoc" */

/** Tables of LuatOS whose functions have twins on the Promise face, or something that takes their place. */
const TWINNED = ["Sys", "SocketTable", "LibnetTable"];
/** The other tables and objects that are LuatOS's, or LuatOS-Air's. */
const OTHERS = ["ZbuffLibrary", "Log", "Os", "Rtos", "AirSys", "AirRtos", "AirLog", "AirSocketTable", "SocketClient", "SocketCore", "CallbackSocketTable", "Link", "Net", "Ntp"];

/** What the `@see` says that leads to the other face. */
const TO_PROMISES = /\bon the Promise face\.$/;
const TO_LUATOS = /, which do(es)? this in LuatOS\b/;
/** What a function without a twin says instead. */
const INSTEAD = /^Promise face: ./m;

/**
 * Where the texts do not lead from one face to the other. Each faithful function says in English and Chinese what it does, and
 * names its twins on the Promise face in a `@see`, or what takes its place in a line that begins with `Promise face:`. The twins
 * name it, too.
 *
 * @param {ProjectReflection} project
 * @returns {string[]}
 */
export function facesApart(project) {
  const owners = project.getReflectionsByKind(ReflectionKind.ClassOrInterface);
  const members = owners.flatMap((one) => (one.isDeclaration() ? (one.children ?? []) : []));
  /** @param {readonly string[]} tables */
  const functionsOf = (tables) => members.filter(({ parent, signatures = [] }) => tables.includes(parent?.name ?? "") && signatures.length > 0);
  const twinned = functionsOf(TWINNED);
  const missing = [...TWINNED, ...OTHERS].filter((table) => !owners.some(({ name }) => name === table));
  const there = new Set(twinned.flatMap((one) => twinsOf(one, TO_PROMISES).map((twin) => `${one.getFriendlyFullName()} names ${twin}`)));
  const back = new Set(members.filter(({ inheritedFrom }) => inheritedFrom === undefined).flatMap((one) => twinsOf(one, TO_LUATOS).map((twin) => `${twin} names ${one.getFriendlyFullName()}`)));
  return [
    ...missing.map((table) => `there is no table ${table}`),
    ...whoLacks([...twinned, ...functionsOf(OTHERS)], isBilingual).map((name) => `${name} does not begin with a line in English and a line in Chinese`),
    ...whoLacks(twinned, namesOtherFace).map((name) => `${name} names nothing on the Promise face: @see {@link …} on the Promise face., or Promise face: … where there is no twin`),
    ...[...there].filter((pair) => !back.has(pair)).map((pair) => `${pair} on the Promise face, which does not name it`),
    ...[...back].filter((pair) => !there.has(pair)).map((pair) => `${pair.replace(" names ", " does not name ")} on the Promise face, which names it`),
  ];
}

/** @param {DeclarationReflection} member */
function commentsOf({ comment, signatures = [] }) {
  return [comment, ...signatures.map((signature) => signature.comment)].filter((one) => one !== undefined);
}

/**
 * @param {readonly DeclarationReflection[]} functions
 * @param {(comment: Comment) => boolean} says
 */
function whoLacks(functions, says) {
  return functions.filter((one) => !commentsOf(one).every(says)).map((one) => one.getFriendlyFullName());
}

/** @param {Comment} comment */
function isBilingual(comment) {
  const [beginning = ""] = summaryOf(comment).split("\n\n", 1);
  return /^[^\p{Script=Han}]+\n.*\p{Script=Han}/u.test(beginning);
}

/** @param {Comment} comment */
function namesOtherFace(comment) {
  return INSTEAD.test(summaryOf(comment)) || seeOf(comment, TO_PROMISES).length > 0;
}

/** @param {Comment} comment */
function summaryOf({ summary }) {
  return summary.map(({ text }) => text).join("");
}

/**
 * @param {DeclarationReflection} member
 * @param {RegExp} way
 */
function twinsOf(member, way) {
  const links = commentsOf(member).flatMap((comment) => seeOf(comment, way));
  return links.flatMap((part) => (part.kind === "inline-tag" && typeof part.target === "object" && "getFriendlyFullName" in part.target ? [part.target.getFriendlyFullName()] : []));
}

/**
 * @param {Comment} comment
 * @param {RegExp} way
 */
function seeOf(comment, way) {
  const tags = comment.getTags("@see").filter(({ content }) => way.test(content.map(({ text }) => text).join("").replace(/\s+/g, " ").trim()));
  return tags.flatMap(({ content }) => content);
}
