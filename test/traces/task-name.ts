/** The task that scripts run in. */
export const TASK = "TASK";
