// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

/** Takes what a process puts into a {@link SharedQueue}. */
interface ItemSink extends AutoCloseable {

    /** Puts an item; need not wait until others can take it. */
    void put(byte[] item) throws InterruptedException;

    /** Returns when others can take all that was put here. */
    void flush();

    /** Whether another one has to be opened. */
    boolean isFailed();

    /** Returns when others can take all that was put here; nothing may be put any more. */
    @Override
    void close();
}
