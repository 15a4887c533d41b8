/** A slot worker as the slot table sees it. The real one is in worker-slot-thread.ts; tests have others. */

export interface SlotThreadEvents {
  /** The thread takes bindings from here on. */
  ready(): void;
  /** The slot reports how a bind went: status 0, or a code of HSM_STATUS. */
  bound(generation: number, status: number, detail: string): void;
  /** A result batch (wire/slot-batch.ts). */
  results(batch: ArrayBuffer): void;
  evicted(): void;
  /** The thread has ended, whatever the cause; nothing follows. */
  ended(reason: string): void;
}

export interface SlotThread {
  /** Unique per boot. */
  readonly number: number;
  /** Transfers a command batch. */
  post(batch: ArrayBuffer): void;
  /** Asks the root worker to open the token and hand the slot key to this thread. */
  bind(generation: number, tenant: string, slotToken: Uint8Array): void;
  /**
   * Zeroizes the slot, unless a later generation is bound already: the key of a bind comes from the root worker over
   * another port, and may overtake this.
   */
  evict(generation: number): void;
  /** `ended` follows. */
  terminate(): void;
}

export type StartSlotThread = (events: SlotThreadEvents) => SlotThread;
