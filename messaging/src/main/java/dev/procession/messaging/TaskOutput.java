// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a task printed and logged, on {@link Addresses#OUTPUT}: for the terminal and the logs of whoever started it. All in one message is of
 * one task, in the order in which the task said it.
 *
 * @param worker who ran the task
 * @param repository the job repository whose coordinator is to show it, {@link StepKey#repository()}
 * @param task {@link PartitionKey#text()} for a partition, empty if it printed before it said what it is
 * @param description the task as people read it, empty likewise
 * @param entries lines and log records
 */
public record TaskOutput(
        WorkerIdentity worker, String repository, String task, String description, List<Entry> entries) {

    /** Kind of the messages that carry this record. */
    public static final String KIND = "output";

    private static final int VERSION = 2;

    /** A line or a log record. */
    public sealed interface Entry {

        /** How long its text is. */
        int chars();

        /** Writes it so that {@link #read} finds it. */
        default void write(WireWriter out) {
            if (this instanceof Line line) {
                out.int32(1).bool(line.error).string(line.text);
            } else if (this instanceof Logged logged) {
                out.int32(2).int32(logged.level).string(logged.logger).instant(logged.time);
                out.string(logged.message).optionalString(logged.thrown);
            }
        }

        /** Reads what {@link #write} wrote. */
        static Entry read(WireReader in) {
            int tag = in.int32();
            return switch (tag) {
                case 1 -> new Line(in.bool(), in.string());
                case 2 -> new Logged(in.int32(), in.string(), in.instant(), in.string(), in.optionalString());
                default -> throw new UnreadableMessageException("output with unknown tag " + tag);
            };
        }
    }

    /**
     * A line without its end.
     *
     * @param error whether it was printed to standard error rather than standard output
     * @param text the line
     */
    public record Line(boolean error, String text) implements Entry {

        @Override
        public int chars() {
            return text.length() + 1;
        }
    }

    /**
     * A log record.
     *
     * @param level the {@link java.util.logging.Level#intValue() number} of its level
     * @param logger name of the logger
     * @param time when it was logged
     * @param message with its parameters in place
     * @param thrown the exception as text, or null
     */
    public record Logged(
            int level,
            String logger,
            Instant time,
            String message,
            @Nullable String thrown) implements Entry {

        @Override
        public int chars() {
            return logger.length() + message.length() + (thrown == null ? 0 : thrown.length());
        }
    }

    /** The message that carries this; it is for those who listen now. */
    public Envelope toEnvelope() {
        WireWriter out = new WireWriter();
        worker.write(out);
        out.string(repository).string(task).string(description).int32(entries.size());
        entries.forEach(entry -> entry.write(out));
        return Envelope.transientMessage(KIND, VERSION, out.toBytes()).header(Headers.REPOSITORY, repository);
    }

    /**
     * Reads output from its message.
     *
     * @throws UnreadableMessageException if the message is of another kind or of a later version
     */
    public static TaskOutput from(Envelope envelope) {
        WireReader in = envelope.open(KIND, VERSION);
        WorkerIdentity worker = WorkerIdentity.read(in);
        String repository = in.string();
        String task = in.string();
        String description = in.string();
        int size = in.size();
        List<Entry> entries = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            entries.add(Entry.read(in));
        }
        return new TaskOutput(worker, repository, task, description, List.copyOf(entries));
    }
}
