// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.flights;

import java.io.Serializable;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The delays of all airports, merged from the partitions, and which bytes of the input they account for.
 *
 * <p>The bytes make each delta count exactly once without any promise of the runtime about order or repetition: a delta whose
 * bytes are covered already has been merged before, perhaps in an earlier execution of the job, and is left out; in the end, a
 * byte that nothing covers is a delta that was lost. A repeated chunk covers the same bytes, since it begins at the same
 * checkpoint and has the same number of rows.
 */
final class DelayTotals implements Serializable {

    /** Start to end of the covered ranges; those that abut are one, so that there are never more than partitions. */
    private final TreeMap<Long, Long> covered = new TreeMap<>();

    private final TreeMap<String, AirportDelays> delays = new TreeMap<>();

    /** Returns false if the delta had been merged before. */
    boolean merge(DelayDelta delta) {
        if (!cover(delta.bytes())) {
            return false;
        }
        delta.delays().forEach((airport, part) -> delays.merge(airport, part, AirportDelays::plus));
        return true;
    }

    private boolean cover(ByteRange bytes) {
        long start = bytes.start();
        long end = bytes.end();
        if (start == end) {
            return false;
        }
        Map.Entry<Long, Long> before = covered.floorEntry(start);
        if (before != null && before.getValue() >= end) {
            return false;
        }
        Map.Entry<Long, Long> after = covered.higherEntry(start);
        if ((before != null && before.getValue() > start) || (after != null && after.getKey() < end)) {
            throw new IllegalStateException(
                    "The bytes " + start + " to " + end + " were merged in part before, so that the delays in them"
                            + " cannot be counted once. The input must have changed while the job ran: start a new run.");
        }
        if (before != null && before.getValue() == start) {
            start = before.getKey();
        }
        if (after != null && after.getKey() == end) {
            covered.remove(end);
            end = after.getValue();
        }
        covered.put(start, end);
        return true;
    }

    /** Returns the first byte of the rows that no delta accounts for, or the end of the rows if there is none. */
    long firstMissing(ByteRange rows) {
        Long end = covered.get(rows.start());
        return end == null ? rows.start() : end;
    }

    SortedMap<String, AirportDelays> delays() {
        return delays;
    }
}
