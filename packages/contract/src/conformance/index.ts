export { describeAdapter, type TestRunner } from "./describe-adapter.js";
export { LawBroken } from "./law-broken.js";
export { meetsNeeds, type Ability, type Law, type Need } from "./law.js";
export { LAWS } from "./laws.js";
export type { DtlsServer, MakeRig, Rig, RigNames, RigRevocation, RigTls } from "./rig.js";
