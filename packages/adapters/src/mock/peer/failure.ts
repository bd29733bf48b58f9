import { shownTime } from "../messages/shown-time.js";
import { PeerError } from "./peer-error.js";
import type { Place } from "../messages/place.js";
import type { Scene } from "./scene.js";
import { shownBytes } from "../messages/shown-bytes.js";
import { hexLines, sideBySide } from "./side-by-side.js";
import type { Complaint } from "./stage.js";
import { shownStep } from "./step.js";

/** What failed, and where. */
export interface Failing {
  /** Of the whole script. */
  readonly title: string;
  /** Of the connection. */
  readonly sceneTitle: string;
  readonly scene: Scene | undefined;
  readonly complaint: Complaint;
  /** Where it was asked for, when it is about no step. */
  readonly place: Place | undefined;
  /** Virtual ms. */
  readonly now: number;
  /** What was to be done, near to where it failed. */
  readonly script: string;
}

/** The error of a script that failed. */
export function failure({ title, sceneTitle, scene, complaint, place: asked, now, script }: Failing): PeerError {
  const { what, cause } = complaint;
  const step = scene?.isOpen === true ? scene.step : undefined;
  const number = scene === undefined ? "" : `, ${sceneTitle}${step === undefined ? "" : `, step ${scene.done + 1} of ${scene.steps.length}`}`;
  const place = step?.place ?? placeIn(scene) ?? asked;
  const lines = [`${title}${number}, at ${shownTime(now)} ms: ${step === undefined ? "" : `${shownStep(step)} `}${what}`];
  if (place?.text !== undefined) lines.push(`written in ${place.text}`);
  lines.push(...bytesOf(complaint), "", script);
  return new PeerError(lines.join("\n"), place?.frames ?? "", cause);
}

/** Where what failed was asked for, when it is about no step that is played. */
function placeIn(scene: Scene | undefined): Place | undefined {
  return scene?.isOpen === true ? scene.steps.at(-1)?.place : (scene?.place ?? scene?.steps[0]?.place);
}

/** What a connection that has not failed and is not done waits for, and where that was written. */
export function waitingLines(title: string, scene: Scene, asked: Place): string[] {
  const place = (scene.isOpen ? scene.step?.place : placeIn(scene)) ?? asked;
  return [`${title}${scene.shownWait}`, ...(place.text === undefined ? [] : [`written in ${place.text}`])];
}

function bytesOf({ expected, received }: Complaint): string[] {
  if (received === undefined) return [];
  return [`received ${shownBytes(received)}`, "", ...(expected === undefined ? hexLines("received", received) : sideBySide(expected, received))];
}
