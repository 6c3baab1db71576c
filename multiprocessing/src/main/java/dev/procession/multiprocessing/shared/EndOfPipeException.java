// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

/** The other end of a pipe is closed: everything it had sent has been received, and nobody receives what is sent. */
public final class EndOfPipeException extends IllegalStateException {

    /** With the name of the pipe in the message. */
    public EndOfPipeException(String message) {
        super(message);
    }
}
