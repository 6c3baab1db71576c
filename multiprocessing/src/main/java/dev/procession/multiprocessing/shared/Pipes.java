// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.BrokerUnavailableException;
import dev.procession.messaging.MessagingException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pipes of one scope, as this process knows them. */
final class Pipes {

    private static final Logger LOG = LoggerFactory.getLogger(Pipes.class);

    private final Supplier<Participant> participant;
    private final Replicated<PipesMachine> replicated;
    private final ValueCodec codec;
    private final Runnable beforeOperation;

    Pipes(Supplier<Participant> participant, String scope, ValueCodec codec, Runnable beforeOperation) {
        this.participant = participant;
        this.replicated =
                new Replicated<>(participant, new ObjectName("pipes", scope, "all"), PipesMachine.KIND, () -> {});
        this.codec = codec;
        this.beforeOperation = beforeOperation;
    }

    Replica<PipesMachine> replica() {
        return replicated.get();
    }

    ValueCodec codec() {
        return codec;
    }

    /** Whether the ends try to speak with each other directly. */
    boolean openDoorsteps() {
        return participant.get().opensDoorsteps();
    }

    void beforeOperation() {
        beforeOperation.run();
    }

    /** The queue of what an end sends by way of the broker. */
    SharedQueue<byte[]> queue(PipeEnd sender) {
        return new SharedQueue<>(participant, sender.name(), codec, 0);
    }

    /** Closes an end that was handed over, if it has arrived nowhere. Does not wait. */
    void abandon(PipeEnd end, long handOver) {
        try {
            Pending<@Nullable Object> unused = replica().append(PipesMachine.abandon(end, handOver));
        } catch (BrokerUnavailableException | IllegalStateException e) {
            LOG.debug("{} ends with the broker", end, e);
        }
    }

    /** Closes an end of this process; who closes the second one clears away what was sent and not received. */
    void close(PipeEnd end) {
        try {
            if (Boolean.TRUE.equals(replica().call(PipesMachine.close(end)))) {
                participant.get().deleteItems(end.name());
                participant.get().deleteItems(end.other().name());
            }
        } catch (MessagingException e) {
            LOG.debug("{} ends with the connection", end, e);
        }
    }
}
