/** What a Modbus TCP master is given. */
export interface ModbusOptions {
  readonly host: string;
  readonly port: number;
  /** The unit that is asked. */
  readonly unit: number;
  /** The holding registers to read. */
  readonly registers: readonly number[];
  /** Milliseconds from the end of one round to the next. */
  readonly interval: number;
  /** Told what a register holds; `undefined`: the unit refused, or did not answer. */
  readonly onValue: (register: number, value: number | undefined) => void;
}
