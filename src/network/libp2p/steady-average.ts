/**
 * libp2p's moving averages weigh a value by `Date.now()` since the last one. When the wall clock is set
 * back by an hour, `exp(3600 s / 5 s)` is infinite, the average becomes NaN and stays so, and the
 * connection monitor, which makes a timeout of it, aborts every connection at every ping from then on.
 */
import { MovingAverage } from '@libp2p/utils';

const { push } = MovingAverage.prototype;

/** Makes them weigh by the monotonic clock, once for all nodes of this program. Idempotent. */
export function steadyAverages(): void {
  MovingAverage.prototype.push = function (value: number, time = performance.now()): void {
    push.call(this, value, time);
  };
}
