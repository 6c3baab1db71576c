// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

/**
 * Identity of a step execution across all job repositories that share a broker.
 *
 * @param repository id of the job repository, generated once when it is created
 * @param stepExecutionId id of the step execution in that repository
 */
public record StepKey(String repository, long stepExecutionId) {

    /** The form used in selectors and duplicate ids. */
    public String text() {
        return repository + ":" + stepExecutionId;
    }

    static StepKey read(WireReader in) {
        return new StepKey(in.string(), in.int64());
    }

    void write(WireWriter out) {
        out.string(repository).int64(stepExecutionId);
    }
}
