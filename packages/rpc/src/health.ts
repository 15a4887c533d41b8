/** grpc.health.v1 (https://github.com/grpc/grpc-proto): the state of a server, for probes and load balancers. */
import {
  status,
  type sendUnaryData,
  type Server,
  type ServerUnaryCall,
  type ServerWritableStream,
} from '@grpc/grpc-js';
import { service } from 'grpc-health-check';

type ServingStatus = 'SERVING' | 'NOT_SERVING' | 'SERVICE_UNKNOWN';

interface HealthRequest {
  readonly service: string;
}
interface HealthResponse {
  readonly status: ServingStatus;
}
interface HealthList {
  readonly statuses: Readonly<Record<string, HealthResponse>>;
}
type Watcher = ServerWritableStream<HealthRequest, HealthResponse>;

/** Watch streams are open-ended: more than this many are refused. */
const WATCHERS_MAX = 256;

export class HealthService {
  readonly #statuses = new Map<string, ServingStatus>();
  readonly #watchers = new Set<Watcher>();

  /** `''` is the server as a whole. */
  setServing(name: string, serving: boolean): void {
    const value = serving ? 'SERVING' : 'NOT_SERVING';
    if (this.#statuses.get(name) === value) return;
    this.#statuses.set(name, value);
    for (const watcher of this.#watchers) if (watcher.request.service === name) watcher.write({ status: value });
  }

  /** Everything is NOT_SERVING from here on, watchers are told and their streams end. */
  shutDown(): void {
    for (const name of this.#statuses.keys()) this.setServing(name, false);
    for (const watcher of this.#watchers) watcher.end();
    this.#watchers.clear();
  }

  addToServer(server: Server): void {
    server.addService(service, {
      check: (call: ServerUnaryCall<HealthRequest, HealthResponse>, done: sendUnaryData<HealthResponse>) => {
        const value = this.#statuses.get(call.request.service);
        if (value === undefined) done({ code: status.NOT_FOUND, details: 'unknown service' });
        else done(null, { status: value });
      },
      list: (_call: ServerUnaryCall<object, HealthList>, done: sendUnaryData<HealthList>) => {
        const entries = [...this.#statuses].map(([name, value]) => [name, { status: value }] as const);
        done(null, { statuses: Object.fromEntries(entries) });
      },
      watch: (call: Watcher) => {
        this.#watch(call);
      },
    });
  }

  #watch(call: Watcher): void {
    if (this.#watchers.size >= WATCHERS_MAX) {
      call.emit('error', { code: status.RESOURCE_EXHAUSTED, details: 'too many health watchers' });
      return;
    }
    this.#watchers.add(call);
    const forget = (): void => {
      this.#watchers.delete(call);
    };
    call.on('cancelled', forget);
    call.on('close', forget);
    call.write({ status: this.#statuses.get(call.request.service) ?? 'SERVICE_UNKNOWN' });
  }
}
