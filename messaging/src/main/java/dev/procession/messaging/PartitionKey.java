// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

/**
 * Identity of a partition across all job repositories that share a broker.
 *
 * @param step the step execution that the partition belongs to
 * @param partition the partition's number, from 0
 */
public record PartitionKey(StepKey step, int partition) {

    /** The form used as last-value key and duplicate id. */
    public String text() {
        return step.text() + ":" + partition;
    }

    static PartitionKey read(WireReader in) {
        return new PartitionKey(StepKey.read(in), in.int32());
    }

    void write(WireWriter out) {
        step.write(out);
        out.int32(partition);
    }
}
