/**
 * The name by which GitHub lets links lead to a heading, and so the documents.
 *
 * @param {string} heading
 */
export function githubSlug(heading) {
  return heading.trim().toLowerCase().replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "").replaceAll(" ", "-");
}
