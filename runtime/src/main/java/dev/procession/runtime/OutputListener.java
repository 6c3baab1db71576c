// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import dev.procession.messaging.TaskOutput;

/** Shows what partitions print in their workers; called on one thread, in the order in which each partition printed. */
@FunctionalInterface
public interface OutputListener {

    /** A line of a partition; the sooner this returns, the sooner the next ones come. */
    void printed(TaskOutput.Line line);
}
