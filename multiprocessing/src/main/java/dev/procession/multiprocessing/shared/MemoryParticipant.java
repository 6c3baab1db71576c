// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.BrokerUnavailableException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** A participant in the memory of this JVM. */
final class MemoryParticipant implements Participant {

    private final SharedMemory memory;
    private final long id;
    private final Set<MemoryReplica<?>> replicas = ConcurrentHashMap.newKeySet();
    private final Set<MemoryUser<?>> users = ConcurrentHashMap.newKeySet();
    private final Set<ServiceCalls> calls = ConcurrentHashMap.newKeySet();
    private volatile Runnable beforeOperations = () -> {};
    private boolean ended;

    MemoryParticipant(SharedMemory memory, long id) {
        this.memory = memory;
        this.id = id;
    }

    long id() {
        return id;
    }

    @Override
    public synchronized boolean isEnded() {
        return ended;
    }

    @Override
    public void beforeOperations(Runnable action) {
        beforeOperations = action;
    }

    @Override
    public void beforeOperation() {
        beforeOperations.run();
    }

    // Synchronised, so that whatever is opened either ends with this or is refused.
    @Override
    public synchronized <M extends Machine> Replica<M> replica(
            ObjectName name, Machine.Kind<M> kind, Runnable applied) {
        checkOpen(name);
        MemoryReplica<M> replica = memory.open(name, kind, this, applied);
        replicas.add(replica);
        return replica;
    }

    @Override
    public ItemSink sink(ObjectName name) {
        return open(name, (MemoryQueue<byte[]> queue) -> new MemoryItems(name, queue, this, gone -> {}));
    }

    @Override
    public ItemSource source(ObjectName name, ItemSource.Portions portions) {
        return open(name, (MemoryQueue<byte[]> queue) -> new MemoryItems(name, queue, this, portions));
    }

    @Override
    public Tasks tasks(ObjectName name) {
        return open(name, (MemoryQueue<byte[]> queue) -> new MemoryTasks(name, queue, this));
    }

    private synchronized <E, U extends MemoryUser<E>> U open(ObjectName name, Function<MemoryQueue<E>, U> opener) {
        checkOpen(name);
        U opened = memory.open(name, opener);
        users.add(opened);
        return opened;
    }

    @Override
    public synchronized ServiceCalls calls() {
        ServiceCalls opened = MemoryCalls.open(memory, this);
        calls.add(opened);
        return opened;
    }

    @Override
    public void prepareCalls(ObjectName service) {
        checkOpen(service);
    }

    @Override
    public CallSource callSource(ObjectName service) {
        return open(service, (MemoryQueue<MemoryCalls.Sent> queue) -> new MemoryCallSource(service, queue, this));
    }

    synchronized void checkOpen(ObjectName name) {
        if (ended) {
            throw closed(name);
        }
    }

    static BrokerUnavailableException closed(ObjectName name) {
        return new BrokerUnavailableException(
                "the shared objects of this process were closed, and " + name + " with them", null);
    }

    void forget(MemoryReplica<?> replica) {
        replicas.remove(replica);
    }

    void forget(MemoryUser<?> closed) {
        users.remove(closed);
    }

    @Override
    public void deleteItems(ObjectName name) {
        memory.deleteItems(name);
    }

    @Override
    public boolean opensDoorsteps() {
        return false;
    }

    @Override
    public void leave(SharedScope scope) {
        for (MemoryReplica<?> replica : List.copyOf(replicas)) {
            if (replica.name().isIn(scope)) {
                replica.end(true);
            }
        }
    }

    @Override
    public boolean deleteAll(SharedScope scope) {
        return memory.deleteUnused(scope);
    }

    @Override
    public void abandon() {
        end(false);
    }

    @Override
    public void close() {
        end(true);
    }

    private void end(boolean inOrder) {
        synchronized (this) {
            ended = true;
        }
        List.copyOf(users).forEach(MemoryUser::close);
        BrokerUnavailableException cause =
                new BrokerUnavailableException("the shared objects of this process were closed", null);
        calls.forEach(each -> each.lost(cause));
        List.copyOf(replicas).forEach(replica -> replica.end(inOrder));
    }
}
