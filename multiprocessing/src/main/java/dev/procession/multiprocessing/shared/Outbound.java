// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

/** Takes the messages that one end of a pipe sends; for one thread at a time. */
interface Outbound {

    /**
     * Sends a message; waits while there is no room.
     *
     * @return whether the other end could receive it
     */
    boolean send(byte[] message) throws InterruptedException;

    /** Nobody receives. */
    Outbound CLOSED = message -> false;
}
