// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

/** How much a generation of a log has come to hold. */
final class LogLength {

    private static final int MAX_OPERATIONS = 8_192;
    private static final long MAX_BYTES = 4_000_000;

    private final long snapshotBytes;
    private int operations;
    private long bytes;

    /** Of a generation that begins with so much. */
    LogLength(long snapshotBytes) {
        this.snapshotBytes = snapshotBytes;
    }

    void add(int moreOperations, int moreBytes) {
        operations += moreOperations;
        bytes += moreBytes;
    }

    /** Whether it is time for the next one: at a length in proportion to the state, so that writing that down costs little. */
    boolean isLong() {
        return operations > MAX_OPERATIONS || bytes > MAX_BYTES + snapshotBytes;
    }
}
