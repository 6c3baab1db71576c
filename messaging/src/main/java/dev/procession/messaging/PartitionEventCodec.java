// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The wire form of {@link PartitionEvent}: a tag for the case, then its fields in order. */
final class PartitionEventCodec {

    private static final int VERSION = PartitionState.COUNTING_VERSION;
    private static final int STARTED = 1;
    private static final int COLLECTED = 2;
    private static final int ENDED = 3;
    private static final int RETURNED = 4;
    private static final int LOST = 5;

    /** An exit code in place of none: a signal ended the process. */
    private static final int NO_EXIT_CODE = Integer.MIN_VALUE;

    private static final WorkerIdentity UNKNOWN_WORKER = new WorkerIdentity("unknown", "unknown", 0);

    private PartitionEventCodec() {}

    static Envelope encode(PartitionEvent event) {
        WireWriter out = new WireWriter();
        if (event instanceof PartitionEvent.Started started) {
            head(out, STARTED, event);
            started.worker().write(out);
            out.instant(started.at());
        } else if (event instanceof PartitionEvent.Collected collected) {
            head(out, COLLECTED, event);
            out.int64(collected.sequence()).bytes(collected.data());
        } else if (event instanceof PartitionEvent.Returned returned) {
            head(out, RETURNED, event);
            returned.worker().write(out);
            out.instant(returned.at());
        } else if (event instanceof PartitionEvent.Lost lost) {
            head(out, LOST, event);
            lost.worker().write(out);
            Integer exitCode = lost.exitCode();
            out.instant(lost.at())
                    .int32(exitCode == null ? NO_EXIT_CODE : exitCode)
                    .optionalString(lost.signal())
                    .string(lost.lastLines());
        } else if (event instanceof PartitionEvent.Ended ended) {
            head(out, ENDED, event);
            ended.worker().write(out);
            out.instant(ended.at()).string(ended.batchStatus()).optionalString(ended.exitStatus());
            ended.state().write(out);
            out.counts(ended.metrics());
            RemoteFailure.writeOptional(ended.failure(), out);
        }
        Envelope envelope = Envelope.durable(PartitionEvent.KIND, VERSION, out.toBytes())
                .header(Headers.STEP, event.key().step().text());
        return event instanceof PartitionEvent.Ended
                ? envelope.header(Headers.ENDED_PARTITION, event.key().text())
                : envelope;
    }

    static PartitionEvent.@Nullable Ended unreadableEnd(
            Envelope envelope, Instant at, UnreadableMessageException reason) {
        String ended = envelope.header(Headers.ENDED_PARTITION);
        PartitionKey key = ended == null ? null : PartitionKey.parse(ended);
        return key == null
                ? null
                : PartitionEvent.Ended.untold(
                        key,
                        UNKNOWN_WORKER,
                        at,
                        new UnreadableMessageException("its result cannot be read: " + reason.getMessage()));
    }

    private static void head(WireWriter out, int tag, PartitionEvent event) {
        out.int32(tag);
        event.key().write(out);
        out.int32(event.attempt());
    }

    static PartitionEvent decode(Envelope envelope) {
        WireReader in = envelope.open(PartitionEvent.KIND, VERSION);
        int tag = in.int32();
        PartitionKey key = PartitionKey.read(in);
        int attempt = in.int32();
        return switch (tag) {
            case STARTED -> new PartitionEvent.Started(key, attempt, WorkerIdentity.read(in), in.instant());
            case COLLECTED -> new PartitionEvent.Collected(key, attempt, in.int64(), in.bytes());
            case RETURNED -> new PartitionEvent.Returned(key, attempt, WorkerIdentity.read(in), in.instant());
            case LOST ->
                new PartitionEvent.Lost(
                        key,
                        attempt,
                        WorkerIdentity.read(in),
                        in.instant(),
                        exitCode(in.int32()),
                        in.optionalString(),
                        in.string());
            case ENDED ->
                new PartitionEvent.Ended(
                        key,
                        attempt,
                        WorkerIdentity.read(in),
                        in.instant(),
                        in.string(),
                        in.optionalString(),
                        PartitionState.read(in, envelope.version()),
                        in.counts(),
                        RemoteFailure.readOptional(in));
            default -> throw new UnreadableMessageException("partition event with unknown tag " + tag);
        };
    }

    private static @Nullable Integer exitCode(int code) {
        return code == NO_EXIT_CODE ? null : code;
    }
}
