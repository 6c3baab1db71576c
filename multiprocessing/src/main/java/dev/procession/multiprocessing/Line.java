// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.io.IOException;

/** Carries what a worker says to its pool. Any thread may send. */
interface Line {

    void send(Frame frame) throws IOException;

    /** Sends frames that are written out already, each after its length. */
    void send(ByteSink frames) throws IOException;
}
