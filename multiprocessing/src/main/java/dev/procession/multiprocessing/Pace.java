// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

/** How long a piece of code takes for one item, as far as is known. */
final class Pace {

    static final long UNKNOWN = -1;

    private static final double WEIGHT_OF_LATEST = 0.6;

    private volatile double nanosPerItem = UNKNOWN;

    void observe(long nanos, int items) {
        double latest = (double) nanos / Math.max(1, items);
        double before = nanosPerItem;
        nanosPerItem = before < 0 ? latest : before + WEIGHT_OF_LATEST * (latest - before);
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
