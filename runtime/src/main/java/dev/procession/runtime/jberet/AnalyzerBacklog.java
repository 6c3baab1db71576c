// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;

/**
 * How many bytes of collector data the analyzer has still to take. What it does not take in time stays on the broker, which has a disk for it. For one
 * thread.
 */
final class AnalyzerBacklog {

    private final long maxBytes;
    private final Deque<Integer> sizes = new ArrayDeque<>();
    private long bytes;

    AnalyzerBacklog(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Data of this size were put to the end of the queue. */
    void added(int size) {
        sizes.add(size);
        bytes += size;
    }

    /**
     * Whether more than the limit waits.
     *
     * @param queue from whose head the analyzer takes; it may hold other things beside the data, which makes this answer too early, not too late
     */
    boolean isFull(Collection<?> queue) {
        int left = queue.size();
        while (sizes.size() > left) {
            bytes -= sizes.remove();
        }
        return bytes > maxBytes;
    }
}
