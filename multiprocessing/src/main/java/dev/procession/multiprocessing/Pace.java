// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

/** How long a piece of code takes for one item, as far as is known. */
final class Pace {

    static final long UNKNOWN = -1;

    /** How much what was seen before still counts, item for item. */
    private static final double WEIGHT_OF_FORMER = 0.4;

    private double nanosSeen;
    private double itemsSeen;
    private volatile double nanosPerItem = UNKNOWN;

    /** Many items tell more than few: after one that took long, for code that was not compiled yet, the next hundred set it right. */
    synchronized void observe(long nanos, int items) {
        nanosSeen = WEIGHT_OF_FORMER * nanosSeen + nanos;
        itemsSeen = WEIGHT_OF_FORMER * itemsSeen + Math.max(1, items);
        nanosPerItem = nanosSeen / itemsSeen;
    }

    /** Expected time for so many items, or {@link #UNKNOWN}. */
    long nanos(int items) {
        double each = nanosPerItem;
        return each < 0 ? UNKNOWN : (long) (each * items);
    }

    /** How many items take so long, 1 at least; 1 if nothing is known. */
    int itemsIn(long nanos, int most) {
        double each = nanosPerItem;
        if (each < 0) {
            return 1;
        }
        return (int) Math.max(1, Math.min(most, nanos / Math.max(1, each)));
    }
}
