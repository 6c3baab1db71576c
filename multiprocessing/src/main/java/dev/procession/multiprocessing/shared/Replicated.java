// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The replica of a shared object, opened when first used and again after the connection was lost. */
final class Replicated<M extends Machine> {

    private final Supplier<Participant> participant;
    private final ObjectName name;
    private final Machine.Kind<M> kind;
    private final Runnable applied;
    private volatile @Nullable Replica<M> current;

    Replicated(Supplier<Participant> participant, ObjectName name, Machine.Kind<M> kind, Runnable applied) {
        this.participant = participant;
        this.name = name;
        this.kind = kind;
        this.applied = applied;
    }

    ObjectName name() {
        return name;
    }

    /** The replica of now. */
    Replica<M> get() {
        Replica<M> replica = current;
        return replica != null && !replica.isFailed() ? replica : open();
    }

    private synchronized Replica<M> open() {
        Replica<M> replica = current;
        if (replica == null || replica.isFailed()) {
            replica = participant.get().replica(name, kind, applied);
            current = replica;
        }
        return replica;
    }

    /** The replica if there is one. */
    @Nullable
    Replica<M> ifOpen() {
        return current;
    }
}
