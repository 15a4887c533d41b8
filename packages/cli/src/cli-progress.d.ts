/** The part of cli-progress 3.12 that is used here; the package has no types of its own. */
declare module 'cli-progress' {
  export interface BarOptions {
    readonly format: string;
    readonly hideCursor: boolean;
    readonly clearOnComplete: boolean;
    readonly stream: NodeJS.WritableStream;
  }
  export class SingleBar {
    constructor(options: BarOptions);
    start(total: number, startValue: number): void;
    update(value: number): void;
    stop(): void;
  }
}
