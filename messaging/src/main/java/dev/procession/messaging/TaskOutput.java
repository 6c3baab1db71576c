// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import java.util.ArrayList;
import java.util.List;

/**
 * Lines that a task printed, on {@link Addresses#OUTPUT}: for the terminal of whoever started it. All in one message are of one task, in the
 * order in which they were printed.
 *
 * @param worker who ran the task
 * @param repository the job repository whose coordinator is to show them, {@link StepKey#repository()}
 * @param task {@link PartitionKey#text()} for a partition, empty if it printed before it said what it is
 * @param lines the lines
 */
public record TaskOutput(WorkerIdentity worker, String repository, String task, List<Line> lines) {

    /** Kind of the messages that carry this record. */
    public static final String KIND = "output";

    private static final int VERSION = 1;

    /**
     * A line without its end.
     *
     * @param error whether it was printed to standard error rather than standard output
     * @param text the line
     */
    public record Line(boolean error, String text) {}

    /** The message that carries these lines; it is for those who listen now. */
    public Envelope toEnvelope() {
        WireWriter out = new WireWriter();
        worker.write(out);
        out.string(repository).string(task).int32(lines.size());
        for (Line line : lines) {
            out.bool(line.error).string(line.text);
        }
        return Envelope.transientMessage(KIND, VERSION, out.toBytes()).header(Headers.REPOSITORY, repository);
    }

    /**
     * Reads lines from their message.
     *
     * @throws UnreadableMessageException if the message is of another kind or of a later version
     */
    public static TaskOutput from(Envelope envelope) {
        WireReader in = envelope.open(KIND, VERSION);
        WorkerIdentity worker = WorkerIdentity.read(in);
        String repository = in.string();
        String task = in.string();
        int size = in.size();
        List<Line> lines = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            lines.add(new Line(in.bool(), in.string()));
        }
        return new TaskOutput(worker, repository, task, List.copyOf(lines));
    }
}
