// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

/** A command to workers, on {@link Addresses#CONTROL}. Every worker hears all; each obeys what is meant for it. */
public sealed interface WorkerCommand {

    /** Kind of the messages that carry these records. */
    String KIND = "command";

    /** Stop the running partitions of a step execution at their next checkpoint. */
    record StopStep(StepKey step) implements WorkerCommand {}

    /** Take no more tasks, hand back what is unfinished, and end. Meant for {@link WorkerIdentity#text()}. */
    record EndWorker(String worker) implements WorkerCommand {}

    /** The message that carries this command. */
    default Envelope toEnvelope() {
        WireWriter out = new WireWriter();
        if (this instanceof StopStep stop) {
            out.int32(1);
            stop.step.write(out);
        } else if (this instanceof EndWorker end) {
            out.int32(2).string(end.worker);
        }
        return Envelope.transientMessage(KIND, 1, out.toBytes());
    }

    /**
     * Reads a command from its message.
     *
     * @throws UnreadableMessageException if the message is of another kind or of a later version
     */
    static WorkerCommand from(Envelope envelope) {
        WireReader in = envelope.open(KIND, 1);
        int tag = in.int32();
        return switch (tag) {
            case 1 -> new StopStep(StepKey.read(in));
            case 2 -> new EndWorker(in.string());
            default -> throw new UnreadableMessageException("worker command with unknown tag " + tag);
        };
    }
}
