// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.ConnectionSettings;
import dev.procession.messaging.Credentials;
import dev.procession.messaging.Envelope;
import dev.procession.messaging.RemoteFailure;
import dev.procession.messaging.TaskOutput;
import dev.procession.messaging.WireReader;
import dev.procession.messaging.WireWriter;
import dev.procession.workers.spi.HeldTask;
import dev.procession.workers.spi.HeldTask.Send;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a worker and the process that it started for one task say to each other. Both are of the same version, being of the same
 * class path.
 */
sealed interface TaskFrame {

    /** The child's first word: what it got on standard input, so that it is our child who speaks. */
    record Hello(String secret) implements TaskFrame {}

    /** The worker's answer: the task. */
    record Run(
            String worker,
            String host,
            int deliveryCount,
            BrokerEndpoint broker,
            ConnectionSettings connection,
            Envelope task)
            implements TaskFrame {}

    /** To the child: end early. */
    record Interrupt(HeldTask.Interruption interruption) implements TaskFrame {}

    /** To the child, after each request: it is done, with the last value if that was asked for. */
    record Done(@Nullable Envelope value) implements TaskFrame {}

    /** To the child, after a request: it failed. */
    record Refused(String message) implements TaskFrame {}

    /** Request of the child, as {@link HeldTask#lastValue}. */
    record LastValue(String queue, String key) implements TaskFrame {}

    /** Request of the child, as {@link HeldTask#commit}. */
    record Commit(List<Send> sends) implements TaskFrame {}

    /** Request of the child, as {@link HeldTask#complete}. */
    record Complete(List<Send> sends) implements TaskFrame {}

    /** Request of the child, as {@link HeldTask#handBack}. */
    record HandBack() implements TaskFrame {}

    /** From the child, unanswered, as {@link HeldTask#report}. */
    record Report(String key, String description, int attempt, Map<String, Long> counts) implements TaskFrame {}

    /** Request of the child, as {@link HeldTask#flushOutput}. */
    record FlushOutput() implements TaskFrame {}

    /** From the child, unanswered: the task printed a line, or logged something. */
    record Printed(TaskOutput.Entry entry) implements TaskFrame {}

    /** The child's last word: the handler returned, or what it threw. */
    record Returned(@Nullable RemoteFailure failure) implements TaskFrame {}

    /** As bytes; {@link #decode} reads them. */
    default byte[] encode() {
        WireWriter out = new WireWriter();
        if (this instanceof Hello hello) {
            out.int32(1).string(hello.secret);
        } else if (this instanceof Run run) {
            out.int32(2).string(run.worker).string(run.host).int32(run.deliveryCount);
            writeBroker(out, run);
            run.task.write(out);
        } else if (this instanceof Interrupt interrupt) {
            out.int32(3).string(interrupt.interruption.name());
        } else if (this instanceof Done done) {
            out.int32(4).bool(done.value != null);
            if (done.value != null) {
                done.value.write(out);
            }
        } else if (this instanceof Refused refused) {
            out.int32(5).string(refused.message);
        } else if (this instanceof LastValue last) {
            out.int32(6).string(last.queue).string(last.key);
        } else if (this instanceof Commit commit) {
            writeSends(out.int32(7), commit.sends);
        } else if (this instanceof Complete complete) {
            writeSends(out.int32(8), complete.sends);
        } else if (this instanceof HandBack) {
            out.int32(9);
        } else if (this instanceof Report report) {
            out.int32(10)
                    .string(report.key)
                    .string(report.description)
                    .int32(report.attempt)
                    .counts(report.counts);
        } else if (this instanceof Returned returned) {
            writeFailure(out.int32(11), returned.failure);
        } else if (this instanceof Printed printed) {
            printed.entry.write(out.int32(12));
        } else if (this instanceof FlushOutput) {
            out.int32(13);
        }
        return out.toBytes();
    }

    static TaskFrame decode(byte[] bytes) {
        WireReader in = new WireReader(bytes);
        int tag = in.int32();
        return switch (tag) {
            case 1 -> new Hello(in.string());
            case 2 ->
                new Run(
                        in.string(),
                        in.string(),
                        in.int32(),
                        new BrokerEndpoint(in.string(), new Credentials(in.string(), in.string())),
                        new ConnectionSettings(
                                Duration.ofMillis(in.int64()), Duration.ofMillis(in.int64()), in.int32()),
                        Envelope.read(in));
            case 3 -> new Interrupt(HeldTask.Interruption.valueOf(in.string()));
            case 4 -> new Done(in.bool() ? Envelope.read(in) : null);
            case 5 -> new Refused(in.string());
            case 6 -> new LastValue(in.string(), in.string());
            case 7 -> new Commit(readSends(in));
            case 8 -> new Complete(readSends(in));
            case 9 -> new HandBack();
            case 10 -> new Report(in.string(), in.string(), in.int32(), in.counts());
            case 11 -> new Returned(readFailure(in));
            case 12 -> new Printed(TaskOutput.Entry.read(in));
            case 13 -> new FlushOutput();
            default -> throw new IllegalArgumentException("frame with unknown tag " + tag);
        };
    }

    private static void writeBroker(WireWriter out, Run run) {
        Credentials user = run.broker.credentials();
        out.string(run.broker.uri()).string(user.user()).string(user.password());
        out.int64(run.connection.timeToLive().toMillis())
                .int64(run.connection.callTimeout().toMillis())
                .int32(run.connection.maxMessageBytes());
    }

    private static void writeSends(WireWriter out, List<Send> sends) {
        out.int32(sends.size());
        for (Send send : sends) {
            send.envelope().write(out.string(send.address()));
        }
    }

    private static List<Send> readSends(WireReader in) {
        int size = in.int32();
        List<Send> sends = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            sends.add(new Send(in.string(), Envelope.read(in)));
        }
        return sends;
    }

    private static void writeFailure(WireWriter out, @Nullable RemoteFailure failure) {
        out.bool(failure != null);
        if (failure != null) {
            out.string(failure.className()).optionalString(failure.message()).string(failure.stackTrace());
        }
    }

    private static @Nullable RemoteFailure readFailure(WireReader in) {
        return in.bool() ? new RemoteFailure(in.string(), in.optionalString(), in.string()) : null;
    }
}
