// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import org.jspecify.annotations.Nullable;

/** Root of what can go wrong with processes, pools and what they share. */
public class MultiprocessingException extends RuntimeException {

    /** With the state that the system is in, and what the user can do. */
    public MultiprocessingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
