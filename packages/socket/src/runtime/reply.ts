// How a command is answered is the machine's business; the faces, which do not know the machine, get it from here.
export { DONE, PENDING, REFUSED } from "../core/step.js";
