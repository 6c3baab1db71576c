// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The state of an object in this JVM's memory, the same for all its replicas; its lock gives operations their order, as a log does. */
final class MemoryObject<M extends Machine> {

    private final M machine;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<MemoryReplica<M>> replicas = new CopyOnWriteArraySet<>();

    MemoryObject(M machine) {
        this.machine = machine;
    }

    MemoryReplica<M> open(ObjectName name, MemoryParticipant participant, Runnable applied) {
        MemoryReplica<M> replica = new MemoryReplica<>(name, this, participant, applied);
        replicas.add(replica);
        return replica;
    }

    void remove(MemoryReplica<M> replica) {
        replicas.remove(replica);
    }

    boolean isUnused() {
        return replicas.isEmpty();
    }

    /** Calls {@code action} in the order of operations. */
    <T extends @Nullable Object> T locked(Function<M, T> action) {
        lock.lock();
        try {
            return action.apply(machine);
        } finally {
            lock.unlock();
        }
    }

    /** Changes the state in the order of operations, and tells all replicas. */
    <T extends @Nullable Object> T change(BiFunction<M, Machine.Effects, T> action) {
        T result = locked(state -> action.apply(state, this::signal));
        replicas.forEach(MemoryReplica::applied);
        return result;
    }

    private void signal(long participant, long ticket, long code) {
        for (MemoryReplica<M> replica : replicas) {
            if (replica.self() == participant) {
                replica.signal(ticket, code);
            }
        }
    }
}
