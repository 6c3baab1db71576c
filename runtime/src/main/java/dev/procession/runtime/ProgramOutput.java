// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import dev.procession.messaging.TaskOutput;

/** Prints what partitions print, as if they did it here. */
final class ProgramOutput implements OutputListener {

    @Override
    public void printed(TaskOutput.Line line) {
        (line.error() ? System.err : System.out).println(line.text());
    }
}
